"""The languages that pictures speak: names of texts, numbers and values go in, words come out."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from kmviz.engine.checks import check_choice

Form: TypeAlias = Literal["one", "many", "other"]


def _from_one(number: int) -> Form:
    return "one" if number == 1 else "other"


def _romance(number: int) -> Form:
    """Tell whole millions apart, after which a noun has its preposition: 1 000 000 de points."""
    if number != 0 and number % 1_000_000 == 0:
        return "many"
    return "one" if number == 1 else "other"


def _french(number: int) -> Form:
    return "one" if number == 0 else _romance(number)


# Which form of a text a number takes, by the plural rules of the Unicode CLDR, version 48.
PLURALS: Final[dict[str, Callable[[int], Form]]] = {
    "en": _from_one,
    "es": _romance,
    "zh": lambda _: "other",
    "de": _from_one,
    "fr": _french,
}

RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """What is said in one language.

    Attributes
    ----------
    code
        Its name on the command line, such as "de".
    texts
        Those of its file, by section and name.
    """

    code: str
    texts: Mapping[str, Mapping[str, Any]]

    def say(self, name: str, **values: object) -> str:
        """Give a text, such as "captions.assign", with values in their places."""
        told: str = self._text(name).format(**values)
        return told

    def say_of(self, how_many: int, name: str, **values: object) -> str:
        """Give the form of a text that agrees with a number."""
        told: str = self._text(name)[PLURALS[self.code](how_many)].format(**values)
        return told

    def count(self, how_many: int, what: str) -> str:
        """Write a number with its noun, which agrees with it.

        Examples
        --------
        >>> [ENGLISH.count(n, "point") for n in (1, 20000)]
        ['1 point', '20,000 points']
        """
        return self.say_of(how_many, f"counts.{what}", n=self.whole(how_many))

    def in_words(self, how_many: int, what: str) -> str:
        """Write a number with its noun, as a word where it is small and the language does so.

        Examples
        --------
        >>> [ENGLISH.in_words(n, "cluster") for n in (1, 7, 30)]
        ['one cluster', 'seven clusters', '30 clusters']
        """
        return self.say_of(how_many, f"counts.{what}", n=self.small(how_many))

    def small(self, number: int) -> str:
        """Write a number as a word where it is small, and in digits otherwise."""
        small: list[str] = self.texts["numbers"]["small"]
        return small[number - 1] if 0 < number <= len(small) else self.whole(number)

    def sentence(self, words: str) -> str:
        """Make words a sentence."""
        return f"{words[:1].upper()}{words[1:]}{self.say('marks.stop')}"

    def joined(self, mark: str, *parts: str) -> str:
        """Join parts with a mark of punctuation, such as "comma"."""
        return self.say(f"marks.{mark}").join(parts)

    def whole(self, number: int) -> str:
        """Write a whole number.

        Examples
        --------
        >>> language("de").whole(20000)
        '20.000'
        """
        return self.decimals(number, 0)

    def decimals(self, value: float, places: int) -> str:
        """Write a number with so many decimals."""
        return self._signed(f"{value:,.{places}f}")

    def roughly(self, value: float) -> str:
        """Write a value from 10⁻⁴ to 100 with two digits.

        Examples
        --------
        >>> [language("de").roughly(value) for value in (4.04, 0.0123)]
        ['4', '0,012']
        """
        return self._signed(f"{value:.2g}")

    def number(self, value: float) -> str:
        """Write a value with four digits or more, so that a small fall of the objective is seen.

        Examples
        --------
        >>> [ENGLISH.number(value) for value in (9.3741, 12345.6, 0.0, 9.3741e-5)]
        ['9.374', '12,346', '0', '9.374·10⁻⁵']
        """
        if value == 0:
            return "0"
        if 999.95 <= value < 1e8:  # what rounds to 1,000 has four digits already
            return self.decimals(value, 0)
        if 1e-3 <= value < 999.95:
            return self._signed(f"{value:#.4g}")
        digits, exponent = f"{value:.3e}".split("e")
        return f"{self._signed(digits)}·{power_of_ten(int(exponent))}"

    def _text(self, name: str) -> Any:
        section, _, text = name.partition(".")
        return self.texts[section][text]

    def _signed(self, number: str) -> str:
        """Put the signs of the language in the places of those that Python writes."""
        signs = self.texts["numbers"]
        whole, point, rest = number.partition(".")
        is_grouped = sum(map(str.isdigit, whole)) >= signs["grouped_from"]
        whole = whole.replace(",", signs["group"] if is_grouped else "")
        return whole + (signs["decimal"] if point else "") + rest


def language(lang: str) -> Language:
    """Give a language by its code.

    Raises
    ------
    ValueError
        If it is none of those in `PLURALS`.
    """
    check_choice(lang, PLURALS, "lang")
    return _read(lang)


def power_of_ten(exponent: int) -> str:
    """Write a power of ten.

    Examples
    --------
    >>> power_of_ten(-12)
    '10⁻¹²'
    """
    return f"10{str(exponent).translate(RAISED)}"


@cache
def _read(code: str) -> Language:
    file = Path(__file__).with_name("languages") / f"{code}.toml"
    return Language(code, tomllib.loads(file.read_text(encoding="utf-8")))


ENGLISH: Final = language("en")
