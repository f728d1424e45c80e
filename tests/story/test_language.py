"""Facts about languages: none lacks a text, numbers and plurals are right, and nothing is English.

Numbers and plural forms are held against babel, which reads the Unicode CLDR.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from kmviz.engine import SEEDINGS, STEPS
from kmviz.story import captions
from kmviz.story import language as module
from kmviz.story.frame import Frame
from kmviz.story.half_steps import left_out
from kmviz.story.language import ENGLISH, PLURALS, Language, language
from kmviz.story.storyboard import storyboard
from kmviz.story.transcript import alt_text, transcript
from tests.story.runs import begin, desert, many, run, tell

LANGUAGES = [language(lang) for lang in PLURALS]
OTHERS = [each for each in LANGUAGES if each is not ENGLISH]
FILES = Path(module.__file__).with_name("languages")

# Each is one word in several languages, or a name.
ALIKE = {
    *("{n} points", "{n} point", "{n} phases", "{algorithm}", "phase {n}", "partition"),
    *("silhouette", "gap", "f(K)", "Caliński–Harabasz", "Davies–Bouldin"),  # noqa: RUF001
}


def _texts(spoken: Language) -> dict[str, Any]:
    return {
        f"{section}.{name}": text
        for section, texts in spoken.texts.items()
        for name, text in texts.items()
        if section != "numbers"
    }


def _forms(text: str | Mapping[str, str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def _places(text: str | Mapping[str, str]) -> set[str]:
    return {place for form in _forms(text) for place in re.findall(r"{(.*?)}", form)}


def _ids(spoken: Language) -> str:
    return spoken.code


def test_every_language_has_a_file_and_every_file_a_language() -> None:
    """What can be asked for is what there is."""
    assert {file.stem for file in FILES.iterdir()} == set(PLURALS)
    for file in FILES.iterdir():
        assert tomllib.loads(file.read_text(encoding="utf-8")) == language(file.stem).texts


@pytest.mark.parametrize("spoken", LANGUAGES, ids=_ids)
def test_no_language_lacks_a_text(spoken: Language) -> None:
    """All have the texts of English, with the same places for values, and signs for numbers."""
    ours, english = _texts(spoken), _texts(ENGLISH)
    assert ours.keys() == english.keys()
    assert {name: _places(text) for name, text in ours.items()} == {
        name: _places(text) for name, text in english.items()
    }
    assert spoken.texts["numbers"].keys() == ENGLISH.texts["numbers"].keys()


@pytest.mark.parametrize("spoken", LANGUAGES, ids=_ids)
def test_texts_have_the_forms_that_the_language_needs(spoken: Language) -> None:
    """A text that agrees with a number has each form that its plural rules may ask for."""
    needed = {PLURALS[spoken.code](number) for number in (0, 1, 2, 5, 21, 10**6, 10**6 + 1)}
    for name, text in _texts(spoken).items():
        assert all(form.strip() or name.startswith("marks.") for form in _forms(text)), name
        if isinstance(_texts(ENGLISH)[name], dict):
            assert isinstance(text, dict), name
            assert set(text) == needed, name


@pytest.mark.parametrize("lang", PLURALS)
def test_plural_forms_are_those_of_the_cldr(lang: str) -> None:
    """For every whole number tried, the form is the one that the CLDR gives."""
    rule = Locale(lang).plural_form
    for number in [*range(1001), 10**6, 10**6 + 1, 2 * 10**6, 10**9]:
        assert PLURALS[lang](number) == rule(number), number


@many
@given(st.integers(0, 10**12), st.sampled_from(["en", "zh", "de", "fr"]))
def test_whole_numbers_are_grouped_as_the_cldr_has_them(number: int, lang: str) -> None:
    """Thousands are set apart by the sign of the language."""
    assert language(lang).whole(number) == format_decimal(number, locale=lang)


@many
@given(st.floats(0, 1e6), st.integers(1, 4), st.sampled_from(["en", "zh", "de", "fr"]))
def test_decimals_are_written_as_the_cldr_has_them(value: float, places: int, lang: str) -> None:
    """The decimal sign is that of the language."""
    told = language(lang).decimals(value, places)
    plain = format_decimal(round(value, places), format=f"#,##0.{'0' * places}", locale=lang)
    assert told == plain


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (9.3741, "9,374"),
        (9999.4, "9999"),
        (12345.6, "12\u202f346"),
        (1e-9, "1,000·10⁻⁹"),
        (0.0, "0"),
    ],
)
def test_spanish_numbers_are_those_of_the_academy(value: float, shown: str) -> None:
    """A decimal comma, spaces between thousands, and none in numbers of four digits."""
    assert language("es").number(value) == shown


@pytest.mark.parametrize(
    ("lang", "how_many", "shown"),
    [
        ("en", 0, "0 points"),
        ("en", 1, "1 point"),
        ("es", 1, "1 punto"),
        ("es", 2, "2 puntos"),
        ("es", 1_000_000, "1\u202f000\u202f000 de puntos"),
        ("zh", 1, "1 个点"),
        ("zh", 20_000, "20,000 个点"),
        ("de", 1, "1 Punkt"),
        ("de", 20_000, "20.000 Punkte"),
        ("fr", 0, "0 point"),
        ("fr", 1, "1 point"),
        ("fr", 20_000, "20\u202f000 points"),
        ("fr", 2_000_000, "2\u202f000\u202f000 de points"),
    ],
)
def test_counts_agree_with_their_nouns(lang: str, how_many: int, shown: str) -> None:
    """As people of that language write it."""
    assert language(lang).count(how_many, "point") == shown


@pytest.mark.parametrize("spoken", OTHERS, ids=_ids)
def test_every_text_is_translated(spoken: Language) -> None:
    """Nothing is left in English but names, and words that the two share."""
    english = _texts(ENGLISH)
    for name, text in _texts(spoken).items():
        if not name.startswith("marks."):
            shared = set(_forms(text)) & set(_forms(english[name]))
            assert shared <= ALIKE, name


def _frames(lang: str) -> Iterator[Frame]:
    """Tell runs that say all that can be said."""
    yield from storyboard(*run(100, 7), steps=True, lang=lang)
    yield from storyboard(*run(100, 7, max_iterations=2), steps=True, lang=lang)
    for empty in ("farthest", "keep", "drop"):
        for lonely in (1, 2):
            yield from storyboard(*desert(empty, lonely=lonely), steps=True, lang=lang)
    for init in STEPS:
        yield from tell(begin(init, 60, 30), steps=True, lang=lang)
        yield from tell(begin(init, 60, 3), steps=True, lang=lang)


@pytest.mark.parametrize("spoken", OTHERS, ids=_ids)
def test_nothing_that_is_said_is_english(spoken: Language) -> None:
    """No heading, caption, subtitle or cue of a film is what the English film says."""
    for ours, theirs in zip(_frames(spoken.code), _frames("en"), strict=True):
        assert ours.beat == theirs.beat
        assert ours.caption != theirs.caption
        assert ours.heading.casefold() != theirs.heading.casefold() or spoken.code == "de"
        assert ours.subtitle != theirs.subtitle
    cues = zip(transcript(_frames(spoken.code)), transcript(_frames("en")), strict=True)
    assert all(ours.words != theirs.words for ours, theirs in cues)


def test_a_run_is_told_in_a_sentence_of_each_language() -> None:
    """The alternative text has the same numbers, in words and signs of the language."""
    states = run(100, 7).states
    first, last, often = states[0].inertia, states[-1].inertia, len(states)
    before, after = f"{first:#.4g}", f"{last:#.4g}"
    comma = [number.replace(".", ",") for number in (before, after)]
    told = {each.code: alt_text(states, each) for each in LANGUAGES}
    assert told["de"] == (
        f"Sieben Cluster, 100 Punkte; die Zentroide brauchen {often} Iterationen bis zur "
        f"Konvergenz; "
        f"die Zielfunktion fällt von {comma[0]} auf {comma[1]}."
    )
    assert told["es"] == (
        f"Siete grupos en 100 puntos; los centroides convergen tras {often} iteraciones; "
        f"la función objetivo baja de {comma[0]} a {comma[1]}."
    )
    assert told["fr"] == (
        f"Sept groupes parmi 100 points\u202f; les centroïdes convergent après {often} "
        f"itérations\u202f; la fonction objectif descend de {comma[0]} à {comma[1]}."
    )
    assert told["zh"] == (
        f"100 个点分为 7 个簇；质心经过 {often} 次迭代收敛；目标函数从 {before} 降到 {after}。"
    )


def test_every_start_has_a_name_in_every_language() -> None:
    """Of each way to draw one, once and as the best of several."""
    for spoken in LANGUAGES:
        told = {captions.found(spoken, init, times) for init in SEEDINGS for times in (1, 20)}
        assert len(told) == 2 * len(SEEDINGS)
        assert left_out(9, [0, 8], spoken)[0].count("2-8") == 1


def test_an_unknown_language_is_refused() -> None:
    """In two lines, the second with those that there are."""
    with pytest.raises(ValueError, match=r"lang is 'xx'\n.*choose one of en, es, zh, de, fr"):
        storyboard(*run(10, 2), lang="xx")
