"""What Python says of a parameter goes in; the same with the option as one types it comes out."""

import re
from collections.abc import Iterable

import click

VALUE = r"=(?:'[^']*'|[\w.]+)"


def as_typed(told: str, commands: Iterable[click.Command]) -> str:
    """Name options as the command line has them: `--batch-size 5` for `batch_size=5`.

    A name of one word is also a word, and stays one where no value follows it.
    """
    typed = {
        str(param.name): max(param.opts, key=len)
        for command in commands
        for param in command.params
        if isinstance(param, click.Option)
    }
    compound = "|".join(name for name in typed if "_" in name)
    single = "|".join(name for name in typed if "_" not in name)
    # what is quoted, or part of a path, is not ours
    names = rf"(?<![\w./'\"-])(?:({compound})\b({VALUE})?|({single})({VALUE}))(?!\.?[\w/'\"])"

    def spelled(found: re.Match[str]) -> str:
        name, value = found[1] or found[3], found[2] or found[4] or ""
        return " ".join(filter(None, [typed[name], value[1:].replace("'", "")]))

    return re.sub(names, spelled, told)
