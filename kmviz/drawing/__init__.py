"""Frames go in, Pictures come out: the only stage that imports matplotlib."""
