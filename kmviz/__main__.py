"""Arguments go in, a film comes out: `python -m kmviz`."""

from kmviz.cli import run

if __name__ == "__main__":
    run()
