"""kmviz and its peers do the same works, here and now: `python3 scripts/benchmark.py`.

What comes out are tables of medians, and of what kmviz took as a part of what each peer took, the
median over runs that followed one another. A contender is a whole process, imports included, and is
measured from outside. The peers of the films draw kmviz's own frames, with artists that are made
once and updated, each picture drawn once for as long as it is shown.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any, NoReturn, TypeAlias

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120  (as in run.py)

import _environment
from benchmarks.measure import OUTPUT, Contender, Place, Record, Target, Work, measure
from benchmarks.report import describe_machine, medians_to_markdown, to_json, to_markdown, to_row
from benchmarks.scale import CURVES, curve_of, numbers_of, say_slopes

Measured: TypeAlias = tuple[Work, Sequence[Record]]

RUNS, QUICK_RUNS = 5, 2

GALLERY = Path(_environment.ROOT, "gallery")
BEGIN, END = "<!-- benchmark.py --write -->", "<!-- end -->"  # in README.md, around its table
HEAD = (
    "| work | beside | time | loop | memory | bytes |",
    "| --- | --- | --- | --- | --- | --- |",
)

HOW_TO_READ = (
    "A ratio is the median over runs that followed one another, with the least and the most. "
    "Memory is the peak of the process, or of its largest child. PSNR is that of the decoded film "
    "against frames drawn as a whole."
)

# All but the gap to the box of the principal axes, as no peer has it: it would take as many
# references again.
CRITERIA = ("elbow", "silhouette", "gap", "f-k", "calinski-harabasz", "davies-bouldin")

# points, coordinates, clusters, iterations at most
MILLION = ("1000000", "2", "7", "300")
TEN_MILLION = ("10000000", "2", "7", "300")
SIXTEEN = ("1000000", "16", "50", "100")

BLOBS = "blobs.npy"
FIVE = ("--k", "7", "--steps", "--max-iterations", "5", "--voronoi", "always")

FOUR = ("--n", "100", "--k", "7", "--vary", "seed=0,1,2,3", "--size", "1280x720")


def film(size: str, *options: str) -> Contender:
    """Film 100 points in 7 clusters, unless the options say otherwise, as anybody would."""
    board = ("--n", "100", "--k", "7", "--seed", "0", "--size", size)
    return Contender("kmviz", ("-m", "kmviz", "animate", *board, *options, "--quiet", "-o", OUTPUT))


def module(contender: str, name: str, *arguments: str) -> Contender:
    """Start a module of `benchmarks`."""
    return Contender(contender, ("-m", f"benchmarks.{name}", *arguments))


WORKS = (
    Work(
        "plain",
        "100 points in 7 clusters, a picture for each half-step, 640x480, GIF",
        (
            film("640x480", "--steps"),
            module("PillowWriter", "pillow_writer", "640x480", "steps", OUTPUT),
            module("celluloid", "celluloid_camera", "640x480", "steps", OUTPUT),
            module("imageio", "savefig_loop", "640x480", "steps", OUTPUT),
        ),
        (Target("wall", 0.5, "PillowWriter"), Target("size", 0.37, "PillowWriter")),
        ending=".gif",
        film=("640x480", "steps"),
    ),
    Work(
        "smooth",
        "100 points in 7 clusters in motion, 640x480, GIF",
        (
            film("640x480"),
            module("PillowWriter", "pillow_writer", "640x480", "smooth", OUTPUT),
            module("imageio", "savefig_loop", "640x480", "smooth", OUTPUT),
        ),
        (
            Target("wall", 0.065, "PillowWriter"),
            Target("size", 0.15, "PillowWriter"),
            Target("psnr", 46),
        ),
        ending=".gif",
        film=("640x480", "smooth"),
    ),
    Work(
        "video",
        "100 points in 7 clusters in motion, 1280x720, MP4 (H.264, the peer at crf 18)",
        (
            film("1280x720"),
            module("FFMpegWriter", "ffmpeg_writer", "1280x720", "smooth", OUTPUT),
        ),
        (
            Target("wall", 0.22, "FFMpegWriter"),
            Target("size", 1.0, "FFMpegWriter"),
            Target("psnr", 0, "FFMpegWriter"),
        ),
        ending=".mp4",
        film=("1280x720", "smooth"),
    ),
    Work(
        "throng",
        "100,000 points in 15 clusters, a density beside dots, 1280x720, MP4",
        (
            film("1280x720", "--n", "100000", "--k", "15"),
            module("FFMpegWriter", "ffmpeg_writer", "1280x720", "throng", OUTPUT),
        ),
        (Target("wall", 0.06, "FFMpegWriter"),),
        runs=2,
        ending=".mp4",
    ),
    Work(
        "lloyd-1e6",
        "a million uniform points in 7 clusters, until nothing changes",
        (
            module("kmviz", "lloyd_kmviz", *MILLION),
            module("scikit-learn", "lloyd_scikit_learn", *MILLION),
            module("one iteration per fit", "lloyd_step_by_step", *MILLION),
        ),
        (Target("inside", 0.35, "scikit-learn"),),
    ),
    Work(
        "lloyd-1e7",
        "ten million uniform points in 7 clusters, until nothing changes",
        (
            module("kmviz", "lloyd_kmviz", *TEN_MILLION),
            module("scikit-learn", "lloyd_scikit_learn", *TEN_MILLION),
        ),
        (Target("inside", 0.2, "scikit-learn"),),
    ),
    Work(
        "density",
        "ten million points from a .npy file, five iterations, a picture for each half-step, GIF",
        (
            Contender("kmviz", ("-m", "kmviz", "animate", BLOBS, *FIVE, "--quiet", "-o", OUTPUT)),
            module("datashader", "datashader_film", BLOBS, "5", OUTPUT),
        ),
        (Target("wall", 0.15, "datashader"),),
        ending=".gif",
        preparation=("-m", "benchmarks.blobs", "10000000", BLOBS),
    ),
    Work(
        "lloyd-16d",
        "a million uniform points of 16 coordinates in 50 clusters, 100 iterations",
        (
            module("kmviz", "lloyd_kmviz", *SIXTEEN),
            module("scikit-learn", "lloyd_scikit_learn", *SIXTEEN),
        ),
        (Target("inside", 1.2, "scikit-learn"),),
    ),
    Work(
        "help",
        "`kmviz --help`, what every start costs",
        (
            Contender("kmviz --help", ("-m", "kmviz", "--help")),
            Contender("python -c pass", ("-c", "pass")),
        ),
        (Target("wall", 0.15),),
    ),
    Work(
        "lecture",
        "100 points in 7 clusters in motion, beside algorithm and chart, 1280x720, GIF",
        (
            film("1280x720", "--layout", "lecture"),
            module("PillowWriter", "pillow_writer", "1280x720", "lecture", OUTPUT),
        ),
        (Target("wall", 0.1, "PillowWriter"),),
        ending=".gif",
        film=("1280x720", "lecture"),
    ),
    Work(
        "crowd",
        "2,000 points in 15 clusters in motion, 640x480, GIF",
        (
            film("640x480", "--n", "2000", "--k", "15"),
            module("PillowWriter", "pillow_writer", "640x480", "crowd", OUTPUT),
        ),
        (Target("wall", 0.1, "PillowWriter"),),
        ending=".gif",
        film=("640x480", "crowd"),
    ),
    Work(
        "compare",
        "100 points in 7 clusters from four starts side by side, 1280x720, GIF",
        (
            Contender("kmviz", ("-m", "kmviz", "compare", *FOUR, "--quiet", "-o", OUTPUT)),
            module("PillowWriter", "pillow_writer", "1280x720", "compare", OUTPUT),
        ),
        ending=".gif",
        film=("1280x720", "compare"),
    ),
    Work(
        "choose-k",
        "all criteria on 2,000 points, K to 10, 20 starts each on them and on 20 references",
        (
            module("kmviz", "choose_k_kmviz", *CRITERIA),
            module("scikit-learn", "choose_k_scikit_learn"),
        ),
    ),
    Work(
        "gap",
        "the gap statistic of 2,000 points, K to 10",
        (module("kmviz", "choose_k_kmviz", "gap"), module("gap-stat", "choose_k_gap_stat")),
    ),
    Work(
        "elbow",
        "the elbow of 2,000 points, K to 10",
        (module("kmviz", "choose_k_kmviz", "elbow"), module("yellowbrick", "choose_k_yellowbrick")),
    ),
)


def main() -> None:
    """Measure, and print what came out; exit status 1 if a contender failed."""
    asked = _asked()
    works = _chosen(asked.only)
    if asked.write and asked.only not in ([], ["scale"]):
        _refuse("--write with --only would leave out the others", "leave --only out, or use scale")
    if not hasattr(os, "wait4"):
        _refuse("this system does not tell what a process took", "use Linux or macOS")
    python = _environment.python_for("bench")
    machine, runs = describe_machine(python), QUICK_RUNS if asked.quick else RUNS
    tell = _tell_nothing if asked.json else _tell_in_tables
    try:
        with tempfile.TemporaryDirectory() as scratch:
            place = Place(python, _variables(), Path(scratch))
            measured = tell(machine, runs, _measured(place, works, runs))
            if asked.json:
                print(json.dumps(_in_numbers(machine, runs, measured)))
            if asked.write:
                _write(place, f"{machine}\n\n{_how(runs)}", measured)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(any(_any_failed(records) for _, records in measured))


def _tell_in_tables(machine: str, runs: int, measured: Iterable[Measured]) -> list[Measured]:
    """Print a table as soon as its work is done."""
    print(fill(machine, 100), fill(_how(runs), 100), sep="\n\n", flush=True)
    done = []
    for work, records in measured:
        print("", _table(work, records), sep="\n", flush=True)
        done.append((work, records))
    return done


def _tell_nothing(_machine: str, _runs: int, measured: Iterable[Measured]) -> list[Measured]:
    """Wait until all is done."""
    return list(measured)


def _how(runs: int) -> str:
    return f"Medians of {runs} runs. {HOW_TO_READ}"


def _table(work: Work, records: Sequence[Record]) -> str:
    if work not in CURVES:
        return to_markdown(work, records)
    return f"{medians_to_markdown(work, records)}\n\n{say_slopes(curve_of(work, records))}"


def _in_numbers(machine: str, runs: int, measured: Sequence[Measured]) -> dict[str, Any]:
    """Give all that was measured as one object."""
    return {
        "machine": machine,
        "runs": runs,
        "works": [to_json(*one) for one in measured if one[0] not in CURVES],
        "scale": _curves(measured),
    }


def _curves(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    return [numbers_of(curve_of(*one)) for one in measured if one[0] in CURVES]


def _write(place: Place, preface: str, measured: Sequence[Measured]) -> None:
    """Put tables and picture where README and gallery show them."""
    numbers = place.scratch / "scale.json"
    numbers.write_text(json.dumps(_curves(measured)))
    chart = ("-m", "benchmarks.scale_chart", str(numbers), str(GALLERY / "scale.svg"))
    done = place.call([place.python, *chart])
    if done.returncode:
        _refuse(f"the picture cannot be drawn: {done.stderr.strip()}", "see the line above")
    if any(work not in CURVES for work, _ in measured):
        write_tables(preface, measured)


def write_tables(preface: str, measured: Sequence[Measured]) -> None:
    """Write all tables for the gallery, below what is to be said first, and the short one."""
    tables = [_table(work, records) for work, records in measured]
    text = "\n\n".join(["# How fast", preface, *tables])
    (GALLERY / "benchmark.md").write_text(f"{text}\n", encoding="utf-8")
    machine = preface.partition("\n")[0]
    rows = [
        row for work, records in measured if work not in CURVES for row in to_row(work, records)
    ]
    readme = Path(_environment.ROOT, "README.md")
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    short = "\n".join([BEGIN, fill(machine, 100), "", *HEAD, *rows, END])
    readme.write_text(f"{before}{short}{after}", encoding="utf-8")


def _measured(place: Place, works: Sequence[Work], runs: int) -> Iterator[Measured]:
    for work in works:
        yield work, measure(work, place, runs, _say)


def _any_failed(records: Sequence[Record]) -> bool:
    return any(record.failure for record in records)


def _asked() -> argparse.Namespace:
    names = ", ".join([*(work.name for work in WORKS), "scale"])
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help=f"one of {names}; may be given again",
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_RUNS} runs, not {RUNS}")
    parser.add_argument(
        "--write",
        action="store_true",
        help="put all tables into gallery/benchmark.md, the short one into README.md, and the "
        "curves into gallery/scale.svg; with --only scale, these alone",
    )
    parser.add_argument("--json", action="store_true", help="print all numbers as one JSON object")
    return parser.parse_args()


def _chosen(names: Sequence[str]) -> list[Work]:
    """Give the works of these names, or all."""
    works = {work.name: [work] for work in WORKS} | {"scale": list(CURVES)}
    for name in names:
        if name not in works:
            _refuse(f"no work {name!r}", f"choose among {', '.join(works)}")
    return [work for name in names or works for work in works[name]]


def _variables() -> dict[str, str]:
    """Let contenders import what is theirs, and keep what was compiled, as installed ones do."""
    path = os.pathsep.join([str(Path(_environment.ROOT, "scripts")), _environment.ROOT])
    kept = _environment.variables() | {"PYTHONPATH": path}
    return {name: value for name, value in kept.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _refuse(problem: str, remedy: str) -> NoReturn:
    sys.exit(f"error: {problem}\nhint: {remedy}")


if __name__ == "__main__":
    main()
