"""Two lines of a file for one object: nobody could say which one counts, so the second is refused and says why."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from foundation.french import enumerate_some, typography
from foundation.imports.lines import Line
from foundation.models import ImportLine
from foundation.models.imports import Decision
from foundation.tabular.cells import CellError, Noted
from foundation.tabular.columns import Column
from foundation.tabular.sheet import column_index


def refuse_repeated(line: Line, first: ImportLine) -> None:
    """Refuse the second line, saying where the first is and what they contradict each other in, which the first says.

    The first is imported all the same: its author sees that another line says otherwise.
    """
    column = next((name for name in line.kind.identity if name in line.places), "")
    told = difference(line, first.number, first.cells, apart=_columns_of_identity(line.kind))
    line.refuse(column, f"Doublon : la ligne {first.number} désigne le même élément.{told} Gardez une seule des deux.")
    if told and first.decision != Decision.REFUSED:
        warning = f"La ligne {line.number} désigne le même élément et dit autre chose : elle est refusée, pas celle-ci."
        first.problems.append(
            {"column": "", "header": "", "value": "", "message": typography(warning), "blocking": False}
        )


def difference(line: Line, number: int, cells: Sequence[str], *, apart: Iterable[str]) -> str:
    """What a line says otherwise than an earlier one, as a sentence that begins with a space; "" when it repeats it.

    `number` and `cells` are those of the earlier line; `apart` names the columns by which both were recognised.
    """
    found = list(_differences(line, number, cells, set(apart)))
    return f" Les deux lignes diffèrent : {enumerate_some(found)}." if found else ""


def _differences(line: Line, number: int, cells: Sequence[str], apart: set[str]) -> Iterator[str]:
    for column in line.kind.columns:
        if column.field in apart or column.field not in line.places:
            continue
        index = column_index(line.places[column.field][0])
        here, there = (_cell(own, index) for own in (line.cells, cells))
        if _meant(column, here) != _meant(column, there):
            yield f"{column.label} ({_told(there)} ligne {number}, {_told(here)} ligne {line.number})"


def _columns_of_identity(kind: Any) -> set[str]:
    """« commune_id » is read in the column « commune »."""
    return {*kind.identity, *(name.removesuffix("_id") for name in kind.identity)}


def _cell(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""


def _meant(column: Column, cell: str) -> object:
    """What a cell says, so that « 1er juillet 2026 » and « 01/07/2026 » are no contradiction."""
    if not cell:
        return None
    try:
        found = column.parse(cell)
    except CellError:
        return cell
    return found.value if isinstance(found, Noted) else found


def _told(cell: str) -> str:
    shown = " ".join(cell.split())
    return f"« {shown[:60]}{'…' if len(shown) > 60 else ''} »" if shown else "vide"
