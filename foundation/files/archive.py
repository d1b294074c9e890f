"""A ZIP archive that cannot harm: its size, its names and its nesting are checked before and while it is read."""

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, cast

from foundation.files.refusals import MEGABYTE, Readable, UnacceptableFile, megabytes, size_of
from foundation.french import count

CHUNK = 64 * 1024
# Entries that a directory may list before Python’s reader, which loads it whole, is let at it: about 30 MB of memory.
MAX_LISTED = 50_000
# Below this, the ratio says nothing: a small repetitive text compresses very well and harms nobody.
RATIO_FREE = 4 * MEGABYTE
# What zipfile raises on a damaged or hostile archive, depending on the byte that is wrong.
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, NotImplementedError,
    RuntimeError,
)  # fmt: skip

_DAMAGED = "Cette archive est abîmée ou incomplète : refaites-la, puis déposez-la de nouveau."
_SYSTEM_FILES = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_ENTRY_SIGNATURE = b"PK\x01\x02"


class UnsafeArchive(UnacceptableFile):
    """The archive is damaged, locked or built to harm."""


class Swelling(UnsafeArchive):
    """One of its files is a bomb: a few kilobytes that become hundreds of megabytes."""


class Oversized(UnsafeArchive):
    """All its files together are more than may be read."""


@dataclass
class Budget:
    """What reading the whole archive may cost; shared by its entries, each counted once however often it is read."""

    max_total: int
    max_ratio: int
    total: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    def spend(self, entry: "Entry", so_far: int) -> None:
        """Counts the decompressed bytes of an entry, whatever it declares. Raises UnsafeArchive when over."""
        self.total += max(0, so_far - self.seen.get(entry.path, 0))
        self.seen[entry.path] = max(so_far, self.seen.get(entry.path, 0))
        if self.total > self.max_total:
            raise Oversized(
                f"Cette archive contient plus de {megabytes(self.max_total)} une fois décompressée : "
                "répartissez les fichiers en plusieurs archives."
            )

    def refuse_swelling(self, entry: "Entry") -> None:
        """Raises Swelling for so many bytes in so few. What the archive declares is enough: nothing more is read."""
        if entry.size > RATIO_FREE and entry.size > self.max_ratio * max(entry.compressed, 1):
            raise Swelling(f"« {entry.path} » gonfle anormalement à la décompression : l’archive est refusée.")


class MeteredStream:
    """One entry being read: every byte that comes out is counted against the budget."""

    def __init__(self, entry: "Entry", stream: IO[bytes], budget: Budget) -> None:
        self.entry, self.stream, self.budget = entry, stream, budget
        self.so_far = 0

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, or the whole rest within the budget. Raises UnsafeArchive."""
        if size < 0:
            return b"".join(iter(lambda: self.read(CHUNK), b""))
        try:
            data = self.stream.read(size)
        except BROKEN as error:
            raise UnsafeArchive(f"« {self.entry.path} » est abîmé dans l’archive : refaites l’archive.") from error
        self.so_far += len(data)
        self.budget.spend(self.entry, self.so_far)
        return data

    def __enter__(self) -> "MeteredStream":
        return self

    def __exit__(self, *raised: object) -> None:
        self.stream.close()


@dataclass(frozen=True)
class Entry:
    """One file of the archive: its path inside, and the sizes the archive declares for it (not believed)."""

    path: str
    size: int
    compressed: int
    info: zipfile.ZipInfo
    archive: zipfile.ZipFile
    budget: Budget

    @property
    def name(self) -> str:
        """The file’s name without its folders."""
        return PurePosixPath(self.path).name

    def open(self) -> MeteredStream:
        """The entry’s content as a stream. Raises UnsafeArchive."""
        try:
            return MeteredStream(self, self.archive.open(self.info), self.budget)
        except BROKEN as error:
            raise UnsafeArchive(f"« {self.path} » est abîmé dans l’archive : refaites l’archive.") from error

    def read(self) -> bytes:
        """The entry’s whole content, within the budget. Raises UnsafeArchive."""
        with self.open() as stream:
            return stream.read()


@contextmanager
def open_zip(
    file: Readable, *, max_entries: int = 1000, max_total: int = 1024 * MEGABYTE, max_ratio: int = 100
) -> Iterator[list[Entry]]:
    """The files of a ZIP in their order, folders and system files left out; nothing inside is opened further.

    `max_total` is in decompressed bytes; `max_ratio` is decompressed over compressed, for one entry
    (100 is the threshold of Apache POI against bombs: deflate reaches 1,000, real workbooks stay under 60).
    Raises UnsafeArchive: damaged, encrypted, too many entries, overlapping or duplicate entries, unsafe paths.
    """
    archive = _directory(file)
    with archive:
        infos = archive.infolist()
        if len(infos) > max_entries:
            raise UnsafeArchive(f"Cette archive contient {count(len(infos), 'élément')} ; la limite est {max_entries}.")
        _refuse_overlaps(infos)
        budget = Budget(max_total, max_ratio)
        entries = [_entry(info, archive, budget) for info in infos if not _is_folder(info)]
        entries = [entry for entry in entries if not _SYSTEM_FILES.search(entry.path)]
        _refuse_duplicates(entries)
        yield entries


def listed_names(file: Readable) -> list[str]:
    """The names that the archive lists, unchecked: enough to tell its kind. Raises UnsafeArchive."""
    with _directory(file) as archive:
        return archive.namelist()


def _directory(file: Readable) -> zipfile.ZipFile:
    """The archive with its directory loaded, once it is known not to be enormous."""
    size_of(file)
    listed, tail = 0, b""
    while chunk := file.read(CHUNK):
        listed += (tail + chunk).count(_ENTRY_SIGNATURE)
        tail = chunk[-3:]
    if listed > MAX_LISTED:
        raise UnsafeArchive("Cette archive contient trop d’éléments : répartissez-les en plusieurs archives.")
    file.seek(0)
    try:
        return zipfile.ZipFile(cast(IO[bytes], file))
    except BROKEN as error:
        raise UnsafeArchive(_DAMAGED) from error


# --- checks ----------------------------------------------------------------------------------------------------------


def _entry(info: zipfile.ZipInfo, archive: zipfile.ZipFile, budget: Budget) -> Entry:
    path = _safe_path(_real_name(info))
    if info.flag_bits & 0x1:
        raise UnsafeArchive("Cette archive est protégée par un mot de passe : refaites-la sans mot de passe.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnsafeArchive(
            "Cette archive utilise une compression peu courante : refaites-la avec Windows "
            "(clic droit, « Compresser »), ou avec la méthode « Deflate »."
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UnsafeArchive(f"« {path} » est un lien : mettez le fichier lui-même dans l’archive.")
    entry = Entry(path, info.file_size, info.compress_size, info, archive, budget)
    budget.refuse_swelling(entry)
    return entry


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """A folder is an entry whose name ends with a slash; old Windows programs wrote a backslash."""
    return info.orig_filename.endswith(("/", "\\"))


def _real_name(info: zipfile.ZipInfo) -> str:
    """The name as its author typed it. Without the UTF-8 mark, macOS still writes UTF-8 and French Windows cp850."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp850")


def _safe_path(name: str) -> str:
    """A relative path of plain names, in NFC. Raises UnsafeArchive for what would lead out of the archive."""
    path = unicodedata.normalize("NFC", name).replace("\\", "/")
    parts = path.split("/")
    kept = "/".join(part for part in parts if part not in ("", "."))
    leads_out = path.startswith("/") or ".." in parts or _DRIVE.match(path)
    if leads_out or not kept or any(unicodedata.category(char) == "Cc" for char in path):
        shown = "".join(c if c.isprintable() else "�" for c in path)[:100]
        raise UnsafeArchive(f"« {shown} » : ce chemin sort de l’archive ou n’est pas valable ; l’archive est refusée.")
    return kept


def _refuse_duplicates(entries: list[Entry]) -> None:
    """Two entries of one name, case apart: nobody could say which one counts."""
    seen: set[str] = set()
    for entry in entries:
        key = entry.path.casefold()
        if key in seen:
            raise UnsafeArchive(f"« {entry.path} » figure deux fois dans l’archive : gardez-en un seul.")
        seen.add(key)


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """Entries that share their bytes: the trick of bombs that need no nesting."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise UnsafeArchive(_DAMAGED)
        end = info.header_offset + 30 + info.compress_size
