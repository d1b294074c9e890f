"""The characters of a text file, whatever program wrote it: Unicode, else the code page that makes French of it."""

from dataclasses import dataclass

from foundation.files.refusals import UnacceptableFile
from foundation.french import typography
from foundation.tabular.encoding import WINDOWS, decode
from foundation.tabular.sheet import UnreadableTable

CODE_PAGES = {"cp1252": "Windows", "mac_roman": "l’ancien Mac", "cp850": "DOS"}  # the likeliest first
_FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ«»’‘“”…–—°€•\xa0")
_UNREADABLE = (
    "Ce texte ne se lit pas : le fichier est incomplet, ou ses accents sont d’un codage inconnu. "
    "Enregistrez-le en « UTF-8 » depuis votre traitement de texte, puis déposez-le de nouveau."
)


@dataclass(frozen=True)
class Source:
    """The text of a file, and what its author should know of how it was read."""

    text: str
    notices: tuple[str, ...] = ()


def read_source(data: bytes) -> Source:
    """The text of a file. Raises UnacceptableFile when no code page makes a readable text of it."""
    try:
        text, label, notices = decode(data)
    except UnreadableTable:
        return _by_code_page(data)
    return _by_code_page(data) if label == WINDOWS else Source(text, tuple(notices))


def _by_code_page(data: bytes) -> Source:
    """The reading with the most letters of French and the fewest other signs."""
    readings = {page: text for page in CODE_PAGES if (text := _decoded(data, page))}
    best = max(readings, key=lambda page: _likeness(readings[page]), default="")
    if not best or _likeness(readings[best]) < 0:
        raise UnacceptableFile(_UNREADABLE)
    notice = f"Les accents ont été lus comme ceux de {CODE_PAGES[best]} : vérifiez-les."
    return Source(readings[best], (typography(notice),))


def _decoded(data: bytes, page: str) -> str:
    try:
        text = data.decode(page)
    except UnicodeDecodeError:
        return ""
    return "" if "\0" in text else text


def _likeness(text: str) -> int:
    """How French the signs beyond plain letters are; a strange one weighs three good ones."""
    signs = [char for char in text if not char.isascii()]
    french = sum(char in _FRENCH for char in signs)
    return french - 3 * (len(signs) - french)
