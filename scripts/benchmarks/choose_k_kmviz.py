"""Points go in, what criteria of `kmviz.choosing_k` say comes out, on all cores: `[NAME...]`."""

import sys

from benchmarks.choice import KS, REFERENCES, RUNS, draw_points, report

from kmviz.choosing_k.choose import choose_k
from kmviz.choosing_k.criteria import CRITERIA


def main() -> None:
    """Ask the criteria that were named, or all."""
    points = draw_points()
    with report() as chosen:
        choice = choose_k(
            points,
            KS.stop - 1,
            criteria=sys.argv[1:] or list(CRITERIA),
            runs=RUNS,
            references=REFERENCES,
            rng=0,
        )
        chosen.update({verdict.criterion: verdict.chosen for verdict in choice.verdicts})


if __name__ == "__main__":
    main()
