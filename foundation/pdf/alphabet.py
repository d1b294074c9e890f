"""Which characters the font of printed documents has: said where one types, not once the printing has failed."""

import re
import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError

from foundation.pdf import fonts
from foundation.pdf.errors import PdfError

STYLE_SHEET = "css/pdf_fonts.css"
_FONT_FILE = re.compile(r"static:(?P<name>\S+?-(?P<face>\d{3}-\w+)\.woff2)")
_SPACES = "\t\r\n"  # what ends a line or sets words apart is laid out, not drawn
_UNDRAWN = frozenset({"Zs", "Cf"})  # spaces, joiners, marks of direction: the layout needs no glyph for them


def unprintable(text: str) -> list[str]:
    """The characters of a text that no document could be printed with, each once, in their order."""
    composed = dict.fromkeys(unicodedata.normalize("NFC", text))  # as the press takes it
    return [character for character in composed if not _is_printable(character)]


def why_unprintable(text: str) -> str:
    """What to tell whoever typed it, each character named; empty when all of the text can be printed."""
    found = unprintable(text)
    return fonts.complaint(found) if found else ""


def refuse_unprintable(value: str) -> None:
    """Raise ValidationError, naming the characters: for the fields whose words are printed."""
    if why := why_unprintable(value):
        raise ValidationError(why)


def _is_printable(character: str) -> bool:
    return character in _SPACES or ord(character) in _drawn() or unicodedata.category(character) in _UNDRAWN


@cache
def _drawn() -> frozenset[int]:
    """What every face (regular, italic, bold…) can draw, each being cut into several files; takes 30 ms, once."""
    faces: dict[str, set[int]] = defaultdict(set)
    for found in _FONT_FILE.finditer(_static(STYLE_SHEET).read_text()):
        faces[found["face"]] |= fonts.characters_of(_static(found["name"]).read_bytes())
    return frozenset(set.intersection(*faces.values()))


def _static(name: str) -> Path:
    path = finders.find(name)
    if not path:
        raise PdfError(f"Fichier statique introuvable pour le document imprimé : « {name} ».")
    return Path(path)
