"""The one font of printed documents, completed for French, and the proof that no other slips in.

The Noto Sans of `@fontsource` lacks three characters: the hyphen of word division (U+2010), the non-breaking hyphen
(U+2011) and the narrow non-breaking space (U+202F). Left alone, the layout would draw them from whatever font the
machine has. They are given the shapes of glyphs that the font does hold.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont, woff2

from foundation.french import count
from foundation.pdf.errors import PdfError

FAMILY = "Noto Sans Document"  # not « Noto Sans »: a font of that name installed on the machine must never be taken
DIVISION_HYPHEN = "\u2010"
LISTED = 10  # characters named at once
LENT_SHAPES = {
    0x2010: 0x00AD,  # the hyphen that divides a word: the soft hyphen’s glyph, used by nothing else
    0x2011: 0x002D,  # the non-breaking hyphen: the hyphen
    0x202F: 0x2009,  # the narrow non-breaking space: the thin space
}
# What copying the text out must give, for glyphs that stand for several characters (ISO 32000-1, 14.8.2.2.3).
READ_AS = {b"<2010>": b"<00ad>", b"<2011>": b"<002d>", b"<2009>": b"<202f>"}


def completed(packed: bytes) -> bytes:
    """A WOFF2 font as TrueType, with the lent shapes when it holds what they are lent from."""
    unpacked, out = BytesIO(), BytesIO()
    woff2.decompress(BytesIO(packed), unpacked)
    font = TTFont(unpacked, recalcTimestamp=False)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(
                {code: table.cmap[lender] for code, lender in LENT_SHAPES.items() if lender in table.cmap}
            )
    font.save(out)
    return out.getvalue()


def characters_of(packed: bytes) -> set[int]:
    """The characters that a WOFF2 font draws once completed."""
    tables = [table.cmap for table in TTFont(BytesIO(packed), lazy=True)["cmap"].tables if table.isUnicode()]
    held = set().union(*tables)
    return held | {code for code, lender in LENT_SHAPES.items() if lender in held}


def refuse_strangers(used: Iterable[Any]) -> None:
    """Raise PdfError when a character had to be drawn from another font than ours, naming it."""
    strangers = sorted({text for font in used if font.family != FAMILY for text in font.to_unicode.values()})
    if strangers:
        raise PdfError(complaint(strangers))


def complaint(strangers: Sequence[str]) -> str:
    """What to tell of characters that the font lacks: each as it looks and under its Unicode name."""
    listed = ", ".join(f"« {text} » ({described(text)})" for text in strangers[:LISTED])
    listed += f" et {count(len(strangers) - LISTED, 'autre')}" if len(strangers) > LISTED else ""
    lacking, remedy = ("ces caractères", "Remplacez-les") if len(strangers) > 1 else ("ce caractère", "Remplacez-le")
    return f"La police des documents imprimés n’a pas {lacking} : {listed}. {remedy}."


def described(text: str) -> str:
    """The Unicode names of a text’s characters: what an invisible or look-alike character really is."""
    return ", ".join(f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip() for character in text)


def make_readable(pdf: Any) -> None:
    """Correct the maps from glyphs to characters, so that what is copied or read aloud is what was written."""
    for font in pdf.objects:
        if isinstance(font, dict) and "ToUnicode" in font:
            lines = pdf.objects[int(font["ToUnicode"].split()[0])].stream
            for position, line in enumerate(lines):
                glyph, _, meaning = line.partition(b" ")
                lines[position] = b" ".join((glyph, READ_AS[meaning])) if meaning in READ_AS else line
