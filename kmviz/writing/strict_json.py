"""JSON that was found in a file: text goes in, plain values come out, and nothing is trusted."""

import json
from collections.abc import Callable
from typing import Any

Refusal = Callable[[str], ValueError]


def parse(text: str, refusal: Refusal) -> dict[str, Any]:
    """Read a JSON object, as the standard (RFC 8259) has it and no more.

    Parameters
    ----------
    text
        Of any origin.
    refusal
        Makes the error from what is wrong.

    Raises
    ------
    ValueError
        When this is no JSON object, a name appears twice in one, or a number cannot be read.
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            raise refusal("a name appears twice")
        return values

    def whole_number(digits: str) -> int:
        try:
            return int(digits)
        except ValueError:
            raise refusal(f"a number has {len(digits)} digits") from None

    def no_constant(name: str) -> None:
        raise refusal(f"{name} is not a JSON number")

    try:
        values = json.loads(
            text, object_pairs_hook=unique, parse_int=whole_number, parse_constant=no_constant
        )
    except RecursionError:
        raise refusal("the text is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise refusal(f"not JSON at character {error.pos}: {error.msg}") from None
    if not isinstance(values, dict):
        raise refusal("the text is not a JSON object")
    return values
