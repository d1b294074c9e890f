"""The text of a file whose encoding nobody declared: Unicode if it can be, else Windows for Western Europe."""

import codecs
import re

from foundation.files.refusals import sentence
from foundation.tabular.sheet import UnreadableTable

WINDOWS = "Windows-1252"
# « é » written in UTF-8 and read in Windows-1252 gives « Ã© »: the marks of a text that was already spoilt.
_MOJIBAKE = re.compile(r"Ã[\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[™œ˜“”¦\u009d]")
_SAVE_AS = "enregistrez-le au format « CSV UTF-8 (délimité par des virgules) », puis déposez-le de nouveau"


def decode(data: bytes) -> tuple[str, str, list[str]]:
    """The text, the name of its encoding, and what to know about it. Raises UnreadableTable when it is no text."""
    text, label = _decoded(data)
    if "\0" in text:
        raise UnreadableTable("Ce fichier n’est pas un fichier texte, ou il est abîmé.")
    notices = []
    if label == WINDOWS:
        notices.append("Les accents ont été lus comme ceux de Windows : vérifiez-les dans l’aperçu.")
    if spoilt := _MOJIBAKE.search(text):
        line = text.count("\n", 0, spoilt.start()) + 1
        notices.append(f"Des accents semblent déjà abîmés dans le fichier (« {spoilt[0]} », vers la ligne {line}).")
    return text, label, [sentence(notice) for notice in notices]


def _decoded(data: bytes) -> tuple[str, str]:
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16"), "UTF-16"
        if guessed := _utf_16_without_mark(data):
            return data.decode(guessed), "UTF-16"
    except UnicodeDecodeError as error:
        raise UnreadableTable(f"Ce fichier est abîmé ou incomplet : {_SAVE_AS}.") from error
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode(), "UTF-8"
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 3 and not data[: error.start].isascii():
            raise UnreadableTable("Ce fichier est incomplet : il s’arrête au milieu d’une lettre.") from error
    try:
        return data.decode("cp1252"), WINDOWS
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableTable(f"Les accents de ce fichier ne se lisent pas (ligne {line}) : {_SAVE_AS}.") from error


def _utf_16_without_mark(data: bytes) -> str:
    """The byte order of a UTF-16 text without its mark: every other byte of a Western text is then null."""
    head = data[:400]
    odd, even = head[1::2].count(0), head[::2].count(0)
    if max(odd, even) <= 0.6 * (len(head) // 2) or len(head) < 4:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"
