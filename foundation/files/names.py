"""The name of a file, made fit to be stored, shown and downloaded."""

import re
import unicodedata

from foundation.files.kinds import Kind

MAX_LENGTH = 120  # characters; leaves room for a folder and a number within the 255 bytes that file systems accept
FALLBACK = "fichier"
_TEXTS = frozenset({Kind.CSV, Kind.JSON})  # « [2027-03-15 10:22] » begins a log as it does a list
_PLAIN = (".txt", ".log")

# What Windows, Linux, macOS or an HTTP header refuses or reads as something else than a letter.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def _visible(text: str) -> str:
    """The text without control, invisible and direction-changing characters, which can disguise an extension."""
    return "".join(char for char in text if unicodedata.category(char)[0] != "C")


def safe_name(name: str, kind: Kind | None = None) -> str:
    """A file name without folder, trap or invisible character, its accents kept: « Délibération n° 12.pdf ».

    With `kind`, a name whose extension contradicts the content takes the extension of the content, so that the
    person who downloads it opens it with the right program. A text may always be a plain one: a log is no table.
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    base = " ".join(_FORBIDDEN.sub("_", _visible(base.replace("\t", " ").replace("\n", " "))).split()).strip(". ")
    stem, dot, suffix = base.rpartition(".")
    if not dot or len(suffix) > 8 or " " in suffix:
        stem, suffix = base, ""
    if kind and kind.extension and not _may_bear(kind, f".{suffix.lower()}"):
        stem, suffix = base, kind.extension.lstrip(".")
    stem = stem.rstrip(". ") or FALLBACK
    if _RESERVED.fullmatch(stem.split(".")[0].rstrip()):
        stem = f"_{stem}"
    ending = f".{suffix}" if suffix else ""
    return _shortened(stem, MAX_LENGTH - len(ending)) + ending


def media_type_of(name: str, media_type: str) -> str:
    """The type that a file of this name is sent with: a log goes as plain text, which no spreadsheet opens."""
    is_plain = name.lower().endswith(_PLAIN) and media_type in {kind.media_type for kind in _TEXTS}
    return "text/plain" if is_plain else media_type


def _may_bear(kind: Kind, extension: str) -> bool:
    return extension in kind.extensions or (kind in _TEXTS and extension in _PLAIN)


def _shortened(stem: str, length: int) -> str:
    """The beginning of a name, cut so that its UTF-8 form also stays within what a file system accepts."""
    stem = stem[:length]
    return stem.encode()[: 2 * MAX_LENGTH].decode(errors="ignore").rstrip(". ")
