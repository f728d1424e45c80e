"""What a person typed goes in, words for a message about it come out."""

from collections.abc import Iterable


def shorten(text: str) -> str:
    """Quote a text for a message, on one line, and only its beginning where it is long."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """Ask for the known name that is most like this one, in capitals or not.

    Returns
    -------
    Such as `did you mean 'elbow'? `, to be followed by what is known; empty where nothing that is
    known is like it.
    """
    if not isinstance(name, str):
        return ""
    from difflib import get_close_matches

    spelled = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), spelled, n=1, cutoff=0.5)
    return f"did you mean {shorten(spelled[near[0]])}? " if near else ""
