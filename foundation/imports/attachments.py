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
from foundation.imports.lines import AttachedFile, Line
from foundation.models import ImportBatch, ImportLine
from foundation.models.imports import Decision


class Archive:
    """The files of an archive, found by the name that a line gives: case, accents and extension may differ."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.used: set[str] = set()
        self.meant: dict[str, int] = {}  # place of a file → the first refused line that it belongs to
        self._by_name: dict[str, list[Entry]] = {}
        for entry in entries:
            for key in {fold(entry.name), fold(PurePosixPath(entry.name).stem)}:
                self._by_name.setdefault(key, []).append(entry)

    def find(self, name: str) -> AttachedFile:
        """The file of this name. Raises UnacceptableFile when there is none, or several."""
        found = self._named(name)
        if not found:
            raise UnacceptableFile(f"« {name} » n’est pas dans l’archive.")
        return self._only(found, "Plusieurs fichiers de l’archive portent ce nom")

    def holding(self, texts: Iterable[str]) -> AttachedFile | None:
        """The file whose name holds one of these texts as whole words; None when there is none.

        Raises UnacceptableFile when there are several.
        """
        found = self._holding(texts)
        return self._only(found, "Plusieurs fichiers de l’archive peuvent être celui de cette ligne") if found else None

    def at(self, path: str) -> AttachedFile:
        """The file at this place. Raises UnacceptableFile when it is gone."""
        found = [entry for entry in self.entries if entry.path == path]
        if not found:
            raise UnacceptableFile(f"« {path} » n’est plus dans l’archive.")
        return self._only(found, "")

    def keep_for_refused(self, line: Line, rules: Attachments) -> None:
        """Remember which files belong to a refused line: those it names, else those whose name holds its words."""
        name = line.values.get(rules.column)
        for entry in self._named(str(name)) if name else self._holding(rules.otherwise(line)):
            self.meant.setdefault(entry.path, line.number)

    def _named(self, name: str) -> list[Entry]:
        return self._by_name.get(fold(PurePosixPath(name.replace("\\", "/")).name), [])

    def _holding(self, texts: Iterable[str]) -> list[Entry]:
        wanted = [f" {fold(text)} " for text in texts if text and fold(text)]
        return [entry for entry in self.entries if any(words in f" {fold(entry.name)} " for words in wanted)]

    def _only(self, found: Sequence[Entry], several: str) -> AttachedFile:
        if len(found) > 1:
            raise UnacceptableFile(f"{several} : {enumerate_fr([f'« {entry.path} »' for entry in found])}.")
        self.used.add(found[0].path)
        return AttachedFile(found[0].name, found[0].read, found[0].path)

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
