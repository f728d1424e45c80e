"""An algorithm's name and a language go in, what its film says of it comes out."""

from dataclasses import dataclass
from typing import Final

from kmviz.story.language import ENGLISH, Language

# Those that the files of languages have a section of; any other is told in words true of all.
TOLD: Final = ("lloyd", "macqueen", "hartigan-wong", "minibatch")


@dataclass(frozen=True, slots=True, eq=False)
class Algorithm:
    """An algorithm in words.

    Attributes
    ----------
    name
        As states have it.
    language
        Of the words.
    """

    name: str
    language: Language

    @property
    def title(self) -> str:
        """What it is called."""
        return self._say("title", algorithm=self.name)

    @property
    def unit(self) -> str:
        """What one of its states is called."""
        return self._say("unit")

    @property
    def assign(self) -> str:
        """What happens while points take colours."""
        return self._say("assign")

    @property
    def update(self) -> str:
        """What happens while stars move."""
        return self._say("update")

    @property
    def settled(self) -> str:
        """How a film says that nothing moves any more."""
        return self._say("settled")

    @property
    def stopped(self) -> str:
        """How a film says that the run was left there."""
        return self._say("stopped")

    def lines(self, stars: int) -> tuple[str, ...]:
        """Give the algorithm, line by line: the start, both half-steps, and when they end."""
        place = self.language.say("lecture.place", stars=self.language.count(stars, "star"))
        return place, self.assign, self.update, self._say("repeat")

    def heading(self, number: int | str) -> str:
        """Name one of its states by its number, counted from 1."""
        return self._say("heading", n=number)

    def count(self, states: int) -> str:
        """Say how many states there were."""
        number = self.language.whole(states)
        return self.language.say_of(states, f"{self._section}.states", n=number)

    @property
    def _section(self) -> str:
        return self.name if self.name in TOLD else "other"

    def _say(self, text: str, **values: object) -> str:
        return self.language.say(f"{self._section}.{text}", **values)


def words(algorithm: str, language: Language = ENGLISH) -> Algorithm:
    """Give the words of an algorithm; of one that is not known, some that are true of any."""
    return Algorithm(algorithm, language)
