"""The name of a lesson goes in, its film comes out, with what to say and to ask: `kmviz lesson`."""

import json
from collections.abc import Iterator, Mapping
from typing import cast

import click

from kmviz.cli import options, shared
from kmviz.cli.command_line import Origin, Question, command_line
from kmviz.cli.report import say
from kmviz.cli.source import refuse
from kmviz.lessons import LESSONS, Lesson, Option, read_lesson
from kmviz.spelling import did_you_mean

HELP = """List lessons, or make the film of one.

\b
Examples:
  python -m kmviz lesson
  python -m kmviz lesson rings -o rings.mp4
  python -m kmviz lesson lloyd --pause-before-answer --theme dark -o lloyd.gif
  python -m kmviz lesson rings --lang de -o ringe.mp4

A lesson is a film with a title, a paragraph to say, and a question to ask the audience, at which
the film holds for a moment. The question stands below the picture, and covers nothing of it.
"""

GLANCE, PAUSE = 4.0, 20.0  # seconds for which the question stays


@click.command(
    help=HELP, short_help="Films with something to say.", context_settings=shared.SETTINGS
)
@click.argument("name", metavar="[NAME]", required=False)
@click.option(
    "--pause-before-answer",
    is_flag=True,
    help=f"Hold the film at the question for {PAUSE:.0f} seconds, not {GLANCE:.0f}.",
)
@shared.THEME
@click.option("--size", type=options.Size(), default=(1280, 720), show_default="1280x720")
@shared.LANG
@shared.output("that of a film", "the lesson's name, .gif")
@shared.takes(shared.REPORT)
@click.pass_context
def lesson(
    context: click.Context,
    /,
    *,
    name: str | None,
    pause_before_answer: bool,
    theme: str,
    size: tuple[int, int],
    lang: str,
    output: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """List lessons, or make one."""
    if name is None:
        _list(lang, as_json=as_json)
        return
    taught = _read(name, lang)
    output = output or f"{name.replace('++', '-plus-plus')}.gif"
    seconds = PAUSE if pause_before_answer else GLANCE
    say(
        taught.title,
        taught.text,
        f"ask, and hold for {seconds:.0f} s more: {taught.question}",
        quiet=quiet,
    )
    command = cast("click.Group", context.find_root().command).commands[taught.command]
    words = [*words_of(taught.options), "--theme", theme, "--lang", lang]
    if "title" in {param.name for param in command.params}:
        words += ["--title", taught.title]
    question = _question(taught, size, seconds, theme, lang)
    words += ["--size", _above(question)]
    film = command.make_context(taught.command, words, parent=context.parent)
    film.params.update(output=output, as_json=as_json, quiet=quiet)
    film.obj = _origin(context, question, output)
    with film:
        command.invoke(film)


def _read(name: str, lang: str) -> Lesson:
    if name not in LESSONS:
        meant = did_you_mean(name, LESSONS)
        refuse(f"there is no lesson {name!r}", f"{meant}python -m kmviz lesson lists all")
    return read_lesson(name, lang)


def _list(lang: str, *, as_json: bool) -> None:
    taught = {name: read_lesson(name, lang) for name in LESSONS}
    if as_json:
        told = {
            name: {"title": one.title, "text": one.text, "question": one.question}
            for name, one in taught.items()
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    from kmviz.story.language import language

    for name, one in taught.items():
        line = language(lang).joined("colon", one.title, one.question)
        click.echo(f"{name:<18}{line}")


def words_of(chosen: Mapping[str, Option]) -> Iterator[str]:
    """Write options as one types them; a list is an option that is given again."""
    for name, value in chosen.items():
        if value is True:
            yield f"--{name}"
        elif isinstance(value, list):
            yield from (word for one in value for word in (f"--{name}", one))
        else:
            yield from (f"--{name}", str(value))


def _question(
    taught: Lesson, size: tuple[int, int], seconds: float, theme: str, lang: str
) -> Question:
    """Say what is asked, on pictures of this size."""
    from kmviz.drawing.render import check_size

    size = check_size(size)
    return Question(taught.question, size, taught.ask_before, seconds, theme, lang)


def _above(question: Question) -> str:
    """Give the size of the pictures above the question."""
    from kmviz.drawing.question import room_above

    width, height = room_above(question.size, question.words, lang=question.lang)
    return f"{width}x{height}"


def _origin(context: click.Context, question: Question, output: str) -> Origin:
    """Let the film say that it is of a lesson, also where it is made again."""
    before = context.obj
    command = before.command if isinstance(before, Origin) else command_line(context, output)
    return Origin(command, None, None, question)
