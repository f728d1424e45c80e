"""Facts about what a film can be saved as: decided, or refused, before anything is drawn."""

from pathlib import Path

import pytest

from kmviz.films.kinds import check_kind

TWO_LINES = r"\A[^\n]+\n[^\n]+\Z"


@pytest.mark.parametrize(
    ("name", "at", "sheet", "kind"),
    [
        ("film.gif", None, None, "film"),
        ("film.MP4", None, None, "film"),
        ("film.png", None, None, "still"),
        ("film.svg", None, None, "still"),
        ("film.pdf", None, None, "pages"),
        ("film.pdf", "last", None, "still"),
        ("film.PNG", "assign:3", None, "still"),
        ("film.pdf", None, (3, 4), "sheet"),
        ("film.svg", None, (3, 4), "sheet"),
        ("film.tex", None, None, "slides"),
        ("run.json", None, None, "trace"),
        ("run.CSV", None, None, "trace"),
    ],
)
def test_name_and_wish_decide(
    tmp_path: Path, name: str, at: str | None, sheet: tuple[int, int] | None, kind: str
) -> None:
    """Films by their endings; what stands still as asked, and a PDF without a wish has pages."""
    assert check_kind(tmp_path / name, at=at, sheet=sheet) == kind
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "at", "sheet", "words"),
    [
        ("film.gif", "assign:3", None, ["assign:3", ".png, .pdf or .svg"]),
        ("film.tex", "last", None, ["film.tex", ".png, .pdf or .svg"]),
        ("film.mp4", None, (3, 4), ["a sheet", ".png, .pdf or .svg"]),
        ("run.csv", "last", None, ["name of a trace", ".png, .pdf or .svg"]),
        ("film.pdf", "last", (3, 4), ["a sheet", "last", "one of the two"]),
        ("film.pdf", "nonsense", None, ["'nonsense'", "assign:3"]),
        ("film.avi", None, None, ["film.avi", ".gif", ".pdf"]),
        ("film.avi", "last", None, ["film.avi", ".pdf"]),
    ],
)
def test_what_does_not_go_together_is_refused(
    tmp_path: Path, name: str, at: str | None, sheet: tuple[int, int] | None, words: list[str]
) -> None:
    """In two lines that say what would do."""
    with pytest.raises(ValueError, match=TWO_LINES) as refusal:
        check_kind(tmp_path / name, at=at, sheet=sheet)
    assert all(word in str(refusal.value) for word in words)
    assert list(tmp_path.iterdir()) == []
