"""Why a file is refused, and how its size is told."""

import math
import re
from typing import Protocol

from foundation.french import NBSP, typography

_QUOTED = "\ue000"  # stands for a quotation while the rest is marked; a private character, in no message
MEGABYTE = 1024 * 1024  # what Windows shows as « Mo »


class Readable(Protocol):
    """A file open in binary mode that can be read again from any place: an upload, a stored document, a BytesIO."""

    def read(self, size: int = -1, /) -> bytes: ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...


class UnacceptableFile(Exception):
    """The file cannot be taken; `message_fr` says why and what to do, in the words the page shows."""

    def __init__(self, message_fr: str) -> None:
        self.message_fr = sentence(message_fr)
        super().__init__(self.message_fr)


def sentence(message_fr: str) -> str:
    """A message with its French marks, except inside « … »: what a file or a person wrote is repeated as it is."""
    quoted = re.findall(r"«\s*([^»]*?)\s*»", message_fr)
    marked = typography(re.sub(r"«[^»]*»", _QUOTED, message_fr))
    pieces = marked.split(_QUOTED)
    return pieces[0] + "".join(f"«{NBSP}{text}{NBSP}»{after}" for text, after in zip(quoted, pieces[1:], strict=True))


def size_of(file: Readable) -> int:
    """How many bytes the file holds, without reading it; the reading place goes back to the beginning."""
    size = file.seek(0, 2)
    file.seek(0)
    return size


def too_heavy(size: int, limit: int) -> str:
    """Why a file of that many bytes is refused."""
    return f"Ce fichier pèse {megabytes(size, rounded_up=True)} ; la limite est de {megabytes(limit)}."


def megabytes(size: int, *, rounded_up: bool = False) -> str:
    """A size in bytes as people read it: « 20 Mo », « 0,4 Mo »; one decimal, rounded down unless told."""
    tenths = (math.ceil if rounded_up else math.floor)(size * 10 / MEGABYTE)
    whole, tenth = divmod(tenths, 10)
    return f"{whole}{f',{tenth}' if tenth else ''}{NBSP}Mo"
