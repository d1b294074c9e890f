"""The archive that comes with a table: which file belongs to which line, and whether it may be kept."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath

from django.conf import settings

from foundation import documents
from foundation.files.archive import Entry, open_zip
from foundation.files.refusals import UnacceptableFile
from foundation.files.uploads import check_upload
from foundation.french import enumerate_fr, enumerate_some, fold
from foundation.imports.kinds import Attachments, ImportKind
from foundation.imports.lines import AttachedFile
from foundation.models import ImportBatch, ImportLine
from foundation.models.imports import Decision


class Archive:
    """The files of an archive, found by the name that a line gives: case, accents and extension may differ."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.meant: dict[str, int] = {}  # place of a file → the first refused line that it belongs to
        self._by_name: dict[str, list[Entry]] = {}
        for entry in entries:
            for key in {fold(entry.name), fold(PurePosixPath(entry.name).stem)}:
                self._by_name.setdefault(key, []).append(entry)

    def find(self, name: str) -> AttachedFile:
        """The file of this name. Raises UnacceptableFile when there is none, or several."""
        found = self.named(name)
        if not found:
            raise UnacceptableFile(f"« {name} » n’est pas dans l’archive.")
        return self._only(found, "Plusieurs fichiers de l’archive portent ce nom")

    def named(self, name: str) -> list[Entry]:
        """The files that a line means by this name."""
        return self._by_name.get(fold(PurePosixPath(name.replace("\\", "/")).name), [])

    def holding(self, texts: Iterable[str]) -> list[Entry]:
        """The files whose name holds one of these texts as whole words."""
        return held_in(self.entries, texts)

    def at(self, path: str) -> AttachedFile:
        """The file at this place. Raises UnacceptableFile when it is gone."""
        found = [entry for entry in self.entries if entry.path == path]
        if not found:
            raise UnacceptableFile(f"« {path} » n’est plus dans l’archive.")
        return self._only(found, "")

    def keep_for_refused(self, number: int, entries: Iterable[Entry]) -> None:
        """Remember that these files belong to a refused line."""
        for entry in entries:
            self.meant.setdefault(entry.path, number)

    def _only(self, found: Sequence[Entry], several: str) -> AttachedFile:
        if len(found) > 1:
            raise UnacceptableFile(f"{several} : {enumerate_fr([f'« {entry.path} »' for entry in found])}.")
        return attached(found[0])

    def left_out(self, decided: Iterable[ImportLine]) -> list[str]:
        """The remarks about the files that are not imported: those of refused lines, those that no line names.

        Worded so that they stay true once the import is done.
        """
        taken = {line.attached_path for line in decided if line.decision != Decision.REFUSED}
        left = [entry.path for entry in self.entries if entry.path not in taken]
        refused = [f"« {path} » (ligne {self.meant[path]})" for path in left if path in self.meant]
        unnamed = [f"« {path} »" for path in left if path not in self.meant]
        remarks = [
            ("Fichiers de l’archive laissés de côté, car leur ligne est refusée", refused),
            ("Fichiers de l’archive laissés de côté, car aucune ligne ne les nomme", unnamed),
        ]
        return [f"{said} : {enumerate_some(files)}." for said, files in remarks if files]


def held_in(entries: Iterable[Entry], texts: Iterable[str]) -> list[Entry]:
    """Those of these files whose name holds one of these texts as whole words."""
    wanted = [f" {fold(text)} " for text in texts if text and fold(text)]
    return [entry for entry in entries if any(words in f" {fold(entry.name)} " for words in wanted)]


def attached(entry: Entry) -> AttachedFile:
    """A file of the archive in the hands of its line."""
    return AttachedFile(entry.name, entry.read, entry.path)


def check_attached(file: AttachedFile, rules: Attachments) -> None:
    """Raises UnacceptableFile when the file is empty, too big, damaged or of another type than accepted."""
    check_upload(io.BytesIO(file.read()), accepted=rules.accepted, max_bytes=settings.MAX_UPLOAD_BYTES)


@contextmanager
def archive_of(batch: ImportBatch, kind: ImportKind) -> Iterator[Archive | None]:
    """The archive that came with this import, open; None when there is none."""
    if batch.attachments is None or kind.attachments is None:
        yield None
        return
    with documents.open_document(batch.attachments) as file, open_zip(file) as entries:
        yield Archive(entries)
