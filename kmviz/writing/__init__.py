"""Pictures go in, files come out: one file per format, all with one signature."""
