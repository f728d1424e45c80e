"""Points go in, films ready to be drawn come out: the only room that wires every stage."""
