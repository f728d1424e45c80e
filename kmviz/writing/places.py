"""Where films are shown: the name of a place goes in, what it takes comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Option: TypeAlias = str | int | float | bool

KB, MB = 1_000, 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a place takes.

    Attributes
    ----------
    told
        What people do there with the file.
    ending
        The format that it shows best.
    options
        Of the commands that make films, by their names on the command line.
    wider
        Those that are others for pictures with boards or charts side by side, which are wider than
        high and have smaller letters; None where the place takes no such films.
    budget
        Bytes that it takes at most; None where it sets no limit.
    paste
        What to write there, with {film} for the name of the file, {stem} for the name without its
        ending, and {alt} for what the film shows; empty where the file is inserted by hand.
    """

    told: str
    ending: str
    options: Mapping[str, Option] = field(default_factory=dict)
    wider: Mapping[str, Option] | None = field(default_factory=dict)
    budget: int | None = None
    paste: str = ""

    @property
    def wide(self) -> Mapping[str, Option] | None:
        """The options for pictures that are wider than high; None where there are none."""
        return None if self.wider is None else {**self.options, **self.wider}


PLACES: Final[dict[str, Place]] = {
    # 16:9 and H.264 in MP4, which both PowerPoint's and Keynote's help recommend. A slide is
    # shown at 1080 lines at most in nearly every hall.
    "powerpoint": Place(
        told="Insert > Video > This Device; set Start to Automatically",
        ending=".mp4",
        options={"size": "1920x1080", "fps": 25},
    ),
    "keynote": Place(
        told="Insert > Choose; in Format > Movie, start the movie on click or at once",
        ending=".mp4",
        options={"size": "1920x1080", "fps": 25},
    ),
    # Slides plays videos from Drive only, and GIFs at once. Its help: images of at most 50 MB and
    # 25 megapixels.
    "google-slides": Place(
        told="Insert > Image > Upload from computer; it plays at once, and rests on the end",
        ending=".gif",
        options={"size": "960x540", "loop": 1},
        budget=50 * MB,
    ),
    # A video with controls: it can be paused, as WCAG 2.2.2 asks of all that moves for over 5 s.
    "revealjs": Place(
        told="in a slide",
        ending=".mp4",
        options={"size": "1280x720"},
        paste='<video data-autoplay controls src="{film}" aria-label="{alt}"></video>',
    ),
    "quarto": Place(
        told="in a .qmd; the video extension of Quarto itself",
        ending=".mp4",
        options={"size": "1280x720"},
        paste='{{{{< video {film} title="{alt}" >}}}}',
    ),
    # Notebooks keep pictures as text, a third larger; above a few megabytes previews give up.
    "jupyter": Place(
        told="in a Markdown cell; in a code cell, a film as the last line shows itself",
        ending=".gif",
        options={"size": "480x480"},
        wider={"size": "800x450"},
        budget=2_500 * KB,
        paste="![{alt}]({film})",
    ),
    # docs.github.com, "Attaching files": 10 MB for images and GIFs. GitHub follows the reader's
    # theme in <picture>; the second film is the same with --theme dark.
    "github": Place(
        told="in README.md, with the same film made with --theme dark as {stem}-dark.gif",
        ending=".gif",
        options={"size": "480x480"},
        wider={"size": "800x450"},
        budget=10 * MB,
        paste=(
            '<picture><source media="(prefers-color-scheme: dark)" srcset="{stem}-dark.gif">'
            '<img alt="{alt}" src="{film}"></picture>'
        ),
    ),
    # Wikimedia scales no GIF whose frames have more than 100 megapixels together, but shows its
    # first frame only; WebM has no such limit, and Commons recommends it (Commons:Video).
    "wikipedia": Place(
        told="upload to Wikimedia Commons, then",
        ending=".webm",
        options={"size": "1280x720"},
        paste="[[File:{film}|thumb|alt={alt}|k-means clustering, step by step]]",
    ),
    # What PHP takes unless a site says otherwise: upload_max_filesize is 2M.
    "moodle": Place(
        told="drag the file into the editor",
        ending=".mp4",
        options={"size": "1280x720"},
        budget=2 * MB,
    ),
    # The limits of mastodon.social, as its API gives them: 99 MB for videos, at most 8.3 megapixels
    # and 120 pictures per second. Other instances keep to Mastodon's default of 40 MB and less.
    "mastodon": Place(
        told="attach the file, and paste the alt text",
        ending=".mp4",
        options={"size": "1280x720"},
        budget=40 * MB,
        paste="{alt}",
    ),
    "beamer": Place(
        told="compile {film}, or paste a frame of it, with {stem}-frames.pdf beside your slides",
        ending=".tex",
        wider=None,
    ),
    # Vector, A4, and told apart without colour.
    "print": Place(
        told="print it",
        ending=".pdf",
        options={"sheet": "3x4", "show": "shapes"},
    ),
}
