"""The name of a file, made fit to be stored, shown and downloaded."""

import re
import unicodedata

from foundation.files.kinds import Kind

MAX_LENGTH = 120  # characters; leaves room for a folder and a number within the 255 bytes that file systems accept
FALLBACK = "fichier"

# What Windows, Linux, macOS or an HTTP header refuses or reads as something else than a letter.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def _visible(text: str) -> str:
    """The text without control, invisible and direction-changing characters, which can disguise an extension."""
    return "".join(char for char in text if unicodedata.category(char)[0] != "C")


def safe_name(name: str, kind: Kind | None = None) -> str:
    """A file name without folder, trap or invisible character, its accents kept: « Délibération n° 12.pdf ».

    With `kind`, a name whose extension contradicts the content takes the extension of the content, so that the
    person who downloads it opens it with the right program.
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    base = " ".join(_FORBIDDEN.sub("_", _visible(base.replace("\t", " ").replace("\n", " "))).split()).strip(". ")
    stem, dot, suffix = base.rpartition(".")
    if not dot or len(suffix) > 8 or " " in suffix:
        stem, suffix = base, ""
    if kind and kind.extension and f".{suffix.lower()}" not in kind.extensions:
        stem, suffix = base, kind.extension.lstrip(".")
    stem = stem.rstrip(". ") or FALLBACK
    if _RESERVED.fullmatch(stem.split(".")[0].rstrip()):
        stem = f"_{stem}"
    ending = f".{suffix}" if suffix else ""
    return _shortened(stem, MAX_LENGTH - len(ending)) + ending


def _shortened(stem: str, length: int) -> str:
    """The beginning of a name, cut so that its UTF-8 form also stays within what a file system accepts."""
    stem = stem[:length]
    return stem.encode()[: 2 * MAX_LENGTH].decode(errors="ignore").rstrip(". ")
