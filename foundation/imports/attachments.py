"""The archive that comes with a table: which file belongs to which line, and whether it may be kept."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath

from foundation import documents
from foundation.files.archive import Entry, open_zip
from foundation.files.refusals import UnacceptableFile
from foundation.files.uploads import check_upload
from foundation.french import count, enumerate_fr, fold
from foundation.imports.kinds import Attachments, ImportKind
from foundation.imports.lines import AttachedFile
from foundation.models import ImportBatch

NAMED = 5  # unused files named in the remark; the rest is counted


class Archive:
    """The files of an archive, found by the name that a line gives: case, accents and extension may differ."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.used: set[str] = set()
        self._by_name: dict[str, list[Entry]] = {}
        for entry in entries:
            for key in {fold(entry.name), fold(PurePosixPath(entry.name).stem)}:
                self._by_name.setdefault(key, []).append(entry)

    def find(self, name: str) -> AttachedFile:
        """The file of this name. Raises UnacceptableFile when there is none, or several."""
        found = self._by_name.get(fold(PurePosixPath(name.replace("\\", "/")).name), [])
        if not found:
            raise UnacceptableFile(f"« {name} » n’est pas dans l’archive.")
        return self._only(found, "Plusieurs fichiers de l’archive portent ce nom")

    def holding(self, texts: Iterable[str]) -> AttachedFile | None:
        """The file whose name holds one of these texts as whole words; None when there is none.

        Raises UnacceptableFile when there are several.
        """
        wanted = [f" {fold(text)} " for text in texts if fold(text)]
        found = [entry for entry in self.entries if any(words in f" {fold(entry.name)} " for words in wanted)]
        return self._only(found, "Plusieurs fichiers de l’archive peuvent être celui de cette ligne") if found else None

    def at(self, path: str) -> AttachedFile:
        """The file at this place. Raises UnacceptableFile when it is gone."""
        found = [entry for entry in self.entries if entry.path == path]
        if not found:
            raise UnacceptableFile(f"« {path} » n’est plus dans l’archive.")
        return self._only(found, "")

    def _only(self, found: Sequence[Entry], several: str) -> AttachedFile:
        if len(found) > 1:
            raise UnacceptableFile(f"{several} : {enumerate_fr([f'« {entry.path} »' for entry in found])}.")
        self.used.add(found[0].path)
        return AttachedFile(found[0].name, found[0].read, found[0].path)

    def unused(self) -> str:
        """The remark about the files that no line names, or ""."""
        left = [entry.path for entry in self.entries if entry.path not in self.used]
        if not left:
            return ""
        shown = enumerate_fr([f"« {path} »" for path in left[:NAMED]])
        more = f" et {count(len(left) - NAMED, 'autre')}" if len(left) > NAMED else ""
        return f"Aucune ligne ne nomme ces fichiers de l’archive, qui ne seront pas importés : {shown}{more}."


def check_attached(file: AttachedFile, rules: Attachments) -> None:
    """Raises UnacceptableFile when the file is empty, too big, damaged or of another type than accepted."""
    check_upload(io.BytesIO(file.read()), accepted=rules.accepted, max_bytes=rules.max_file_bytes)


@contextmanager
def archive_of(batch: ImportBatch, kind: ImportKind) -> Iterator[Archive | None]:
    """The archive that came with this import, open; None when there is none."""
    if batch.attachments is None or kind.attachments is None:
        yield None
        return
    with documents.open_document(batch.attachments) as file, open_zip(file) as entries:
        yield Archive(entries)
