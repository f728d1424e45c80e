"""States go in, Frames come out: what is told, in which order, and for how long."""
