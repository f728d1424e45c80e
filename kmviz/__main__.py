"""Arguments go in, a film comes out: `python -m kmviz`."""

import sys

from kmviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
