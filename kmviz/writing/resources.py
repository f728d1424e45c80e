"""A PDF goes in, one whose pages refer to the shapes that they show, and to no others, comes out.

Matplotlib gives all pages one list of the shapes of all. A program that takes pages out of a file,
as pdfTeX does, copies all that a page refers to: the slides of a film would have three times the
size.
"""

import re
import zlib
from itertools import pairwise
from typing import Final

# Where the table of objects is, and where each object is, after that table.
END: Final = re.compile(rb"startxref\n(\d+)\n%%EOF\n\Z")
PLACE: Final = re.compile(rb"^(\d{10}) \d{5} n", re.MULTILINE)
_PAGE: Final = re.compile(rb"/Type /Page\s")
_SIZE: Final = re.compile(rb"/Size \d+")
_SHOWN: Final = re.compile(rb"/(\w+) Do\b")
_NAMED: Final = re.compile(rb"/(\w+) (\d+ 0 R)")


def with_own_resources(data: bytes) -> bytes:
    """Give each page of a PDF of several, as matplotlib writes it, resources of its own."""
    head, objects, trailer = _apart(data)
    pages = [number for number, text in objects.items() if _PAGE.search(_entries(text))]
    if len(pages) < 2:
        return data
    for number in pages:
        resources, shapes = len(objects) + 1, len(objects) + 2
        shared = _follow(objects, number, b"Resources")
        listed = _follow(objects, shared, b"XObject")
        shown = _SHOWN.findall(_unpacked(objects[_follow(objects, number, b"Contents")]))
        entries = dict(_NAMED.findall(objects[listed]))
        objects[resources] = _referring(objects[shared], b"XObject", shapes)
        objects[shapes] = b"<< %s >>" % b" ".join(
            b"/%s %s" % (name, entries[name]) for name in sorted(set(shown))
        )
        objects[number] = _referring(objects[number], b"Resources", resources)
    return _together(head, objects, trailer)


def _apart(data: bytes) -> tuple[bytes, dict[int, bytes], bytes]:
    """Take a PDF apart: what comes before its objects, those by their numbers, and its trailer."""
    table = int(END.findall(data)[0])
    places = [int(place) for place in PLACE.findall(data, table)]
    ends = dict(pairwise([*sorted(places), table]))
    objects = {
        number: data[place : ends[place]].partition(b" obj\n")[2].removesuffix(b"\nendobj\n")
        for number, place in enumerate(places, start=1)
    }
    return data[: min(places)], objects, data[data.index(b"trailer\n", table) :]


def _together(head: bytes, objects: dict[int, bytes], trailer: bytes) -> bytes:
    """Put a PDF together, with a table of where its objects are."""
    parts = [b"%d 0 obj\n%s\nendobj\n" % entry for entry in objects.items()]
    places, place = [], len(head)
    for part in parts:
        places.append(b"%010d 00000 n \n" % place)
        place += len(part)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = _SIZE.sub(b"/Size %d" % (len(objects) + 1), trailer)
    trailer = END.sub(b"startxref\n%d\n%%%%EOF\n" % place, trailer)
    return b"".join([head, *parts, table, *places, trailer])


def _follow(objects: dict[int, bytes], number: int, name: bytes) -> int:
    """Give the number of the object that an entry of another refers to."""
    return int(re.findall(rb"/%s (\d+) 0 R" % name, objects[number])[0])


def _referring(text: bytes, name: bytes, number: int) -> bytes:
    """Let an entry refer to another object."""
    return re.sub(rb"/%s \d+ 0 R" % name, b"/%s %d 0 R" % (name, number), text)


def _entries(text: bytes) -> bytes:
    """Give what an object says before its stream."""
    return text.partition(b"\nstream\n")[0]


def _unpacked(stream: bytes) -> bytes:
    return zlib.decompress(stream.partition(b"\nstream\n")[2].removesuffix(b"\nendstream"))
