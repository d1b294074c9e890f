"""Keeping and giving files (design: stored documents): content under its SHA-256, rows that say what it is.

The file of a document is `MEDIA_ROOT/ab/cd/abcd…`, written once and read by everyone whose content is the same.
Its name is its proof: what is read is compared with it, each time.
"""

import hashlib
import io
import itertools
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import structlog
from django.conf import settings
from django.core.files import File
from django.db import models, transaction

from foundation import clock
from foundation.files.kinds import Kind, kind_of
from foundation.files.names import safe_name
from foundation.files.refusals import size_of, too_heavy
from foundation.french import typography
from foundation.models import Seal, StoredDocument
from foundation.models.about import is_visible
from foundation.workflow import Refused

logger = structlog.get_logger(__name__)

CHUNK = 256 * 1024
FILE_MODE, FOLDER_MODE = 0o640, 0o750  # the group may read (backups), others may not


class Altered(Refused):
    """The file is no longer what was kept: changed or gone. The page says so; the log says which."""

    def __init__(self, document: StoredDocument) -> None:
        told = f"« {document} » n’est plus le fichier qui a été conservé. L’administrateur est prévenu par le journal."
        super().__init__(typography(told))


class KeptUpload(File):
    """A file that came with a form, kept while its author corrects the rest (foundation.uploads)."""

    def __init__(self, document: StoredDocument) -> None:
        self.document = document
        with open_document(document) as file:
            super().__init__(io.BytesIO(file.read()), name=document.name)


@dataclass(frozen=True)
class Arrived:
    """A file that is safe on the disk, and has no row yet: what a transaction is given to keep."""

    sha256: str
    size: int
    kind: Kind
    waited_as: int | None = None  # the row of a file that waited for its form


def arrive(content: bytes | File) -> Arrived:
    """Put a file on the disk, before the transaction that will keep it: nobody waits for a disk under a lock.

    A transaction that fails leaves it without a row, until `sweep`. Raises Refused over `MAX_ARCHIVE_BYTES`, the
    heaviest thing that anybody may hand in.
    """
    size, limit = len(content) if isinstance(content, bytes) else size_of(content), settings.MAX_ARCHIVE_BYTES
    if size > limit:
        raise Refused(typography(too_heavy(size, limit)))
    kind = kind_of(content)
    sha256, size = _store(content)
    return Arrived(sha256, size, kind, content.document.pk if isinstance(content, KeptUpload) else None)


def keep(
    content: bytes | File | Arrived,
    *,
    name: str,
    about: models.Model | None = None,
    by: Any = None,
    origin: str = StoredDocument.Origin.UPLOADED,
    title: str = "",
    frozen: bool = False,
) -> StoredDocument:
    """Keep a file for good and return its row; the type is found in the content and the name made safe.

    The same content kept twice is one file and two rows: each has its own name, object and author. Within a
    transaction, give what `arrive` gave before it began when the file may be heavy. Raises Refused as `arrive` does.
    """
    arrived = content if isinstance(content, Arrived) else arrive(content)
    with transaction.atomic():
        document = _waiting_row(arrived) or StoredDocument(created_at=clock.now())
        document.sha256, document.size, document.media_type = arrived.sha256, arrived.size, arrived.kind.media_type
        document.name, document.title, document.origin = safe_name(name, arrived.kind), title[:200], origin
        document.about, document.created_by = about, by
        document.save()
        if frozen:
            freeze(document)
    return document


def freeze(document: StoredDocument) -> None:
    """Make a document unchangeable, for good: neither its row nor its file may change or go (R45)."""
    with transaction.atomic():
        document.is_frozen = True
        document.save(update_fields=["is_frozen"])
        Seal.objects.create(document=document, sealed_at=clock.now())


def discard(document: StoredDocument) -> None:
    """Forget a document; its file goes at the next `sweep` unless another row needs it.

    Raises ProtectedError for a frozen one and for one that something refers to.
    """
    document.delete()


def open_document(document: StoredDocument) -> BinaryIO:
    """The file, open at its beginning, once its whole content is found to be what was kept.

    Raises Altered when it is not, or when the file is gone.
    """
    try:
        file = _path(document.sha256).open("rb")
    except OSError as gone:
        logger.error("document_missing", document=str(document.key), sha256=document.sha256)
        raise Altered(document) from gone
    found = _fingerprint(_chunks(file))
    if found != document.sha256:
        file.close()
        logger.error("document_altered", document=str(document.key), sha256=document.sha256, found=found)
        raise Altered(document)
    file.seek(0)
    return file


def may_read(document: StoredDocument, person: Any) -> bool:
    """Whoever may see the object that a document is about; a document about nothing is its author’s alone."""
    if document.about_type_id:
        return document.about is not None and is_visible(document.about, person)
    return document.created_by_id is not None and document.created_by_id == person.pk


def sweep(unneeded_since: datetime) -> int:
    """Remove the files that no row needs and that nobody has kept again since then; how many went.

    The delay leaves alone what a transaction under way is about to refer to.
    """
    gone = 0
    root = Path(settings.MEDIA_ROOT)
    for path in itertools.chain(root.glob("??/??/*"), root.glob(".arriving-*")):
        is_needed = StoredDocument.objects.filter(sha256=path.name[:64]).exists()
        if not is_needed and path.stat().st_mtime < unneeded_since.timestamp():
            path.unlink()
            gone += 1
    return gone


# --- the files -------------------------------------------------------------------------------------------------------


def _waiting_row(arrived: Arrived) -> StoredDocument | None:
    """The row of a file that waited for its form; a form sent twice makes a second row."""
    if arrived.waited_as is None:
        return None
    return StoredDocument.objects.filter(pk=arrived.waited_as, origin=StoredDocument.Origin.WAITING).first()


def _path(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def _chunks(content: bytes | File | BinaryIO) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    content.seek(0)
    while chunk := content.read(CHUNK):
        yield chunk


def _fingerprint(chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _store(content: bytes | File) -> tuple[str, int]:
    """Write beside, flush to the disk, then give its name in one move: a crash leaves a whole file or none."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    descriptor, written = tempfile.mkstemp(dir=root, prefix=".arriving-")
    beside = Path(written)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(descriptor, "wb") as file:
            for chunk in _chunks(content):
                digest.update(chunk)
                size += file.write(chunk)
            file.flush()
            os.fchmod(file.fileno(), FILE_MODE)
            os.fsync(file.fileno())
        _place(beside, digest.hexdigest())
    finally:
        beside.unlink(missing_ok=True)
    return digest.hexdigest(), size


def _place(beside: Path, sha256: str) -> None:
    """Name the new file by its content. One that is already there is kept; a damaged one is set aside, not lost."""
    path = _path(sha256)
    if path.exists():
        with path.open("rb") as there:
            if _fingerprint(_chunks(there)) == sha256:
                os.utime(path)
                return
        aside = path.with_name(f"{sha256}.altered-{clock.now():%Y%m%d%H%M%S}")
        path.rename(aside)
        logger.error("document_restored", sha256=sha256, altered=aside.name)
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    beside.rename(path)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
