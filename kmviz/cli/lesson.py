"""The name of a lesson goes in, its film comes out, with what to say and to ask: `kmviz lesson`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Final, cast

import click

from kmviz.cli import options, shared
from kmviz.cli.command_line import Origin, command_line
from kmviz.cli.ending import Ending
from kmviz.cli.matters import refuse_idle
from kmviz.cli.report import say
from kmviz.cli.source import refuse
from kmviz.lessons import LESSONS, Lesson, Option, read_lesson
from kmviz.spelling import did_you_mean

if TYPE_CHECKING:
    from kmviz.films.filmed import Question

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

SIZE: Final = click.option(
    "--size", type=options.Size(), default=(1280, 720), show_default="1280x720"
)
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
@shared.takes((shared.THEME, SIZE, shared.FPS, shared.LOOP, shared.LANG))
@shared.ends("that of a film", "the lesson's name, .gif")
@click.pass_context
def lesson(
    context: click.Context,
    /,
    *,
    name: str | None,
    pause_before_answer: bool,
    theme: str,
    size: tuple[int, int],
    fps: float,
    loop: int,
    lang: str,
    ending: Ending,
) -> None:
    """List lessons, or make one."""
    if name is None:
        _list(lang, as_json=ending.as_json)
        return
    from kmviz.films.filmed import Question

    taught = _read(name, lang)
    ending = ending.named(name.replace("++", "-plus-plus"), ".gif")
    if not isinstance(context.obj, Origin):
        refuse_idle(context, ending.output)
    seconds = PAUSE if pause_before_answer else GLANCE
    say(
        taught.title,
        taught.text,
        f"ask, and hold for {seconds:.0f} s more: {taught.question}",
        quiet=ending.quiet,
    )
    command = cast("click.Group", context.find_root().command).commands[taught.command]
    own: dict[str, Option] = {
        "title": taught.title,
        "theme": theme,
        "size": f"{size[0]}x{size[1]}",
        "fps": fps,
        "loop": loop,
        "lang": lang,
    }
    words = [*words_of(taught.options), *words_of(own)]
    film = command.make_context(taught.command, words, parent=context.parent)
    film.params.update(asdict(ending))
    question = Question(taught.question, taught.ask_before, seconds, lang)
    film.obj = _origin(context, question, ending)
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


def _origin(context: click.Context, question: "Question", ending: Ending) -> Origin:
    """Let the film say that it is of a lesson, also where it is made again."""
    before = context.obj
    is_known = isinstance(before, Origin)
    command = before.command if is_known else command_line(context, ending.output)
    return Origin(command, None, None, question)
