"""Facts about the words beside a film, read back as players and people read them."""

import re
from pathlib import Path

import pytest

from kmviz.story.transcript import Cue
from kmviz.writing.text import check_text, write_text, write_transcript
from tests.engine.oracles import refused

CUES = [Cue(0.0, 2.0004, "start: a < b & c"), Cue(2.0004, 3661.5, "iteration 1: all points")]


def test_web_vtt_has_the_form_that_the_standard_asks_for(tmp_path: Path) -> None:
    """A header, an empty line before each cue, its times, and its words without < and &."""
    write_transcript(tmp_path / "film.vtt", CUES)
    header, *blocks = (tmp_path / "film.vtt").read_text(encoding="utf-8").split("\n\n")
    assert header == "WEBVTT"
    for block, cue in zip(blocks, CUES, strict=True):
        times, words = block.rstrip("\n").split("\n")
        found = re.fullmatch(r"(\d\d):(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d):(\d\d\.\d{3})", times)
        assert found is not None
        hours, minutes, seconds = (float(part) for part in found.groups()[:3])
        assert 3600 * hours + 60 * minutes + seconds == pytest.approx(cue.start, abs=5e-4)
        assert words == cue.words.replace("&", "&amp;").replace("<", "&lt;")


def test_plain_text_has_a_line_per_cue(tmp_path: Path) -> None:
    """Each line begins with its time and ends with its words as they are."""
    write_transcript(tmp_path / "film.TXT", CUES)
    lines = (tmp_path / "film.TXT").read_text(encoding="utf-8").splitlines()
    assert lines == ["00:00:00.000  start: a < b & c", "00:00:02.000  iteration 1: all points"]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """There is no file, and the message names the endings."""
    with refused("film.srt", "ending"):
        write_transcript(tmp_path / "film.srt", CUES)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    """Before a film is made, and when the words are written."""
    for attempt in (check_text, lambda path: write_text(path, "words")):
        with pytest.raises(OSError, match="make the folder first"):
            attempt(tmp_path / "missing" / "film.txt")
