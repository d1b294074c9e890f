"""Which file of the archive belongs to a line that names none: the one that can be no other line’s."""

from collections.abc import Iterable

from foundation.files.archive import Entry
from foundation.french import enumerate_fr, enumerate_some
from foundation.imports.attachments import Archive, attached, held_in
from foundation.imports.kinds import Attachments
from foundation.imports.lines import AttachedFile, Line


class Claims:
    """What the lines of one file ask of its archive, heard before any of them is decided.

    A guess never refuses a line: in doubt nothing is joined, and each line that the doubt concerns is told so.
    """

    def __init__(self, rules: Attachments, archive: Archive, lines: Iterable[Line]) -> None:
        self._column, self._apart = rules.column, rules.apart
        self._named: dict[str, int] = {}  # place of a file → the first line that names it
        self._files: dict[int, list[Entry]] = {}  # number of a line that names none → those that may be its own
        self._lines: dict[str, list[int]] = {}  # place of a file → the numbers of the lines that it may belong to
        unnamed = []
        for line in lines:
            if name := line.values.get(rules.column):
                for entry in archive.named(str(name)):
                    self._named.setdefault(entry.path, line.number)
            else:
                unnamed.append(line)
                self._files[line.number] = archive.holding(rules.otherwise(line))
        self._share(unnamed)

    def _share(self, lines: Iterable[Line]) -> None:
        """Whose each file may be: of the lines that its name tells from the others, when it tells some."""
        told: dict[str, list[int]] = {}
        for line in lines:
            for entry in self._files[line.number]:
                self._lines.setdefault(entry.path, []).append(line.number)
            for entry in held_in(self._files[line.number], self._apart(line)):
                told.setdefault(entry.path, []).append(line.number)
        self._lines |= told

    def of(self, line: Line) -> list[Entry]:
        """The files that may be this line’s and that no line names: fewer, when their name tells whose they are."""
        left = [entry for entry in self._files.get(line.number, []) if entry.path not in self._named]
        mine = [entry for entry in left if line.number in self._lines[entry.path]]
        own = held_in(mine, self._apart(line)) if len(mine) > 1 else []
        return own or mine

    def guess(self, line: Line) -> AttachedFile | None:
        """The file that can only be that of this line; its author is asked to look, in doubt to name it."""
        found = self.of(line)
        if len(found) > 1:
            told = enumerate_some([f"« {entry.path} »" for entry in found])
            line.warn(
                self._column,
                f"Plusieurs fichiers de l’archive peuvent être celui de cette ligne : {told}. Aucun n’est joint : "
                "écrivez sur la ligne le nom du bon.",
            )
        elif found and self.is_shared(found[0]):
            self._tell_shared(line, found[0])
        elif found:
            line.warn(self._column, f"« {found[0].name} » est joint à cette ligne d’après son nom.")
            return attached(found[0])
        else:
            self._tell_named(line)
        return None

    def is_shared(self, entry: Entry) -> bool:
        """Whether several lines that name no file may have this one."""
        return len(self._lines[entry.path]) > 1

    def _tell_shared(self, line: Line, entry: Entry) -> None:
        others = [str(number) for number in self._lines[entry.path] if number != line.number]
        which = "de la ligne" if len(others) == 1 else "des lignes"
        line.warn(
            self._column,
            f"« {entry.name} » peut être le fichier de cette ligne ou {which} {enumerate_some(others)} : il n’est "
            "joint à aucune. Écrivez son nom sur la bonne.",
        )

    def _tell_named(self, line: Line) -> None:
        taken = [entry for entry in self._files.get(line.number, []) if entry.path in self._named]
        if taken:
            told = enumerate_fr([f"« {entry.name} » (ligne {self._named[entry.path]})" for entry in taken])
            line.warn(self._column, f"Rien n’est joint à cette ligne : une autre nomme {told}.")
