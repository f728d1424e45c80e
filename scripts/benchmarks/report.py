"""Records go in, a table for people or numbers for programs come out."""

import os
import platform
import subprocess
from collections.abc import Iterator, Sequence
from math import floor, log10
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import (
    QUANTITIES,
    Record,
    Target,
    Work,
    decibels_more,
    ratios,
    reached,
)

HEADINGS = {
    "wall": "wall",
    "inside": "inside",
    "cpu": "CPU",
    "memory": "memory",
    "size": "file",
}
PACKAGES = (
    *("kmviz", "numpy", "matplotlib", "pillow", "av", "scikit-learn"),
    *("celluloid", "imageio-ffmpeg", "datashader", "yellowbrick", "gap-stat"),
)
VERSIONS = f"""
from importlib.metadata import PackageNotFoundError, version
for name in {PACKAGES}:
    try:
        print(name, version(name), sep=" ", end=", ")
    except PackageNotFoundError:
        print(name, "missing", end=", ")
"""


def describe_machine(python: str) -> str:
    """Say in one line what it is that everything ran on."""
    versions = subprocess.run(
        [python, "-c", VERSIONS], capture_output=True, text=True, check=False
    ).stdout.rstrip(", ")
    return (
        f"{_processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; "
        f"{platform.system()}, Python {platform.python_version()}, {versions}"
    )


def _processor() -> str:
    """Name the processor, as far as the system knows it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def to_markdown(work: Work, records: Sequence[Record]) -> str:
    """Write a table: medians of each contender, and medians of the ratios, run by run."""
    quantities = _known(records)
    rows = [*_medians(work, records, quantities), *_parts(work, records, quantities)]
    return _table(work, records, rows)


def medians_to_markdown(work: Work, records: Sequence[Record]) -> str:
    """Write a table of medians alone, where contenders are not held against each other."""
    return _table(work, records, list(_medians(work, records, _known(records))))


def _table(work: Work, records: Sequence[Record], rows: Sequence[Sequence[str]]) -> str:
    headings = [HEADINGS[name] for name in _known(records)]
    titles = [work.name, *headings, *(["PSNR"] if work.film else [])]
    runs = max(len(record.runs) for record in records)
    how_often = f" (medians of {runs})" if work.runs else ""
    lines = [*_aligned(titles, rows), *_notes(records)]
    return "\n".join([f"**{work.name}**: {work.sentence}{how_often}", "", *lines])


def _known(records: Sequence[Record]) -> list[str]:
    return [name for name in QUANTITIES if any(record.median(name) for record in records)]


def _medians(
    work: Work, records: Sequence[Record], quantities: Sequence[str]
) -> Iterator[list[str]]:
    for record in records:
        if record.failure:
            continue
        cells = [_in_words(name, record.median(name)) for name in quantities]
        quality = [f"{record.decibels:.1f} dB"] if record.decibels is not None else []
        yield [record.contender.name, *cells, *quality]
        if record is records[0]:
            yield from _verdicts(work, records, quantities, beside="")


def _parts(work: Work, records: Sequence[Record], quantities: Sequence[str]) -> Iterator[list[str]]:
    first, *others = records
    for record in others:
        if record.failure or first.failure:
            continue
        name = f"{first.contender.name} : {record.contender.name}"
        cells = [_as_part(name, ratios(first, record, name)) for name in quantities]
        yield [name, *cells, *([_more(decibels_more(first, record))] if work.film else [])]
        yield from _verdicts(work, records, quantities, beside=record.contender.name)


def _verdicts(
    work: Work, records: Sequence[Record], quantities: Sequence[str], *, beside: str
) -> Iterator[list[str]]:
    """Say below a row what was to be reached, and whether it is."""
    targets = {target.quantity: target for target in work.targets if target.beside == beside}
    if targets and not records[0].failure:
        names = [*quantities, *(["psnr"] if work.film else [])]
        cells = [verdict(targets[name], records) if name in targets else "" for name in names]
        yield ["  to reach", *cells]


def verdict(target: Target, records: Sequence[Record]) -> str:
    """Say what was to be reached, and whether it is."""
    value = reached(target, records)
    units = {"psnr": " dB"} | ({} if target.beside else {"wall": " s"})
    sign = "+" if target.beside and target.quantity == "psnr" else ""
    told = f"{sign}{target.limit:g}{units.get(target.quantity, '')}"
    return told if value is None else f"{told}, {'met' if target.is_met(value) else 'NOT met'}"


def _in_words(quantity: str, value: float | None) -> str:
    if value is None:
        return ""
    if quantity == "memory":
        return f"{value / 1e6:.0f} MB"
    return f"{value / 1e3:,.0f} kB" if quantity == "size" else f"{_digits(value, 3)} s"


def _as_part(quantity: str, parts: Sequence[float]) -> str:
    """Give the median ratio, of times with the smallest and the largest one."""
    if not parts:
        return ""
    told = f"{_digits(median(parts), 2)}"
    if quantity in {"memory", "size"}:
        return told
    return f"{told} ({_digits(min(parts), 2)}-{_digits(max(parts), 2)})"


def _more(decibels: float | None) -> str:
    return "" if decibels is None else f"{decibels:+.1f} dB"


def _digits(value: float, how_many: int) -> str:
    """Write a value with so many digits that count, and all those before the point."""
    exponent = floor(log10(value)) if value > 0 else 0
    return f"{value:.{max(0, how_many - 1 - exponent)}f}"


def _aligned(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in (titles, *rows)) for column in range(len(titles))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    for first, *others in (titles, rule, *rows):
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        yield f"| {' | '.join([first.ljust(widths[0]), *cells])} |"


def _notes(records: Sequence[Record]) -> Iterator[str]:
    """Tell results and failures, a line each."""
    for record in records:
        told = record.failure or (record.runs[-1].told if record.runs else "")
        if told:
            yield f"\n{record.contender.name}{' failed' if record.failure else ''}: {told}"


def to_row(work: Work, records: Sequence[Record]) -> Iterator[str]:
    """Write the line of a short table: parts of what the first peer took, if both are measured."""
    first, peer, *_ = records
    parts = [ratios(first, peer, name) for name in ("wall", "inside", "memory", "size")]
    if parts[0]:
        cells = [_digits(median(part), 2) if part else "" for part in parts]
        yield f"| {' | '.join([work.sentence, peer.contender.name, *cells])} |"


def to_json(work: Work, records: Sequence[Record]) -> dict[str, Any]:
    """Give all that was measured."""
    first = records[0]
    return {
        "name": work.name,
        "sentence": work.sentence,
        "targets": [
            {
                "quantity": target.quantity,
                "beside": target.beside or None,
                "limit": target.limit,
                "reached": value,
                "met": None if value is None else target.is_met(value),
            }
            for target in work.targets
            for value in [reached(target, records)]
        ],
        "contenders": [
            {
                "name": record.contender.name,
                "failure": record.failure or None,
                "told": record.runs[-1].told if record.runs else "",
                "psnr": record.decibels,
                "runs": {name: record.values(name) for name in QUANTITIES},
                "medians": {name: record.median(name) for name in QUANTITIES},
                "ratios": {name: _median_ratio(first, record, name) for name in QUANTITIES},
            }
            for record in records
        ],
    }


def _median_ratio(first: Record, other: Record, quantity: str) -> float | None:
    parts = ratios(first, other, quantity)
    return median(parts) if parts and first is not other else None
