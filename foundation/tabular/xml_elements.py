"""XML read as a stream of the elements one asks for, in constant memory and without entities."""

from collections.abc import Iterator, Set
from functools import lru_cache
from typing import Protocol
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

# Elements inside one wanted element: a line of 16,384 styled cells stays under it.
MAX_NODES = 250_000
# What a malformed part raises: syntax, forbidden entities, unknown encodings, numbers that are none.
MALFORMED = (ParseError, DefusedXmlException, LookupError, ValueError, OverflowError)


class Stream(Protocol):
    """Anything that gives its bytes piece by piece."""

    def read(self, size: int = -1, /) -> bytes: ...


def local_name(element: Element) -> str:
    """The name without its namespace: Office’s strict and transitional formats only differ there."""
    return _without_namespace(element.tag)


@lru_cache(maxsize=1024)  # a sheet repeats the same few names hundreds of thousands of times
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def elements(stream: Stream, wanted: Set[str]) -> Iterator[Element]:
    """Each outermost element of a wanted name, whole, in document order; all the rest is forgotten as it is read.

    The element is emptied when the next one is asked for. Raises one of MALFORMED.
    """
    path: list[Element] = []
    inside = nodes = 0
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        is_wanted = _without_namespace(element.tag) in wanted
        if event == "start":
            path.append(element)
            inside += is_wanted
            if (nodes := nodes + bool(inside)) > MAX_NODES:
                raise ValueError(f"more than {MAX_NODES} elements in one {local_name(path[-1])}")
            continue
        path.pop()
        inside -= is_wanted
        if inside:
            continue
        nodes = 0
        if is_wanted:
            yield element
        element.clear()
        if path:
            path[-1].remove(element)


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace (« r:id »), or an empty text."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def is_true(written: str | None) -> bool:
    """A boolean attribute as XML Schema writes it."""
    return written in ("1", "true", "on")
