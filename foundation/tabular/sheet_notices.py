"""What the owner of a sheet should know before confirming: what is hidden, merged, broken or not calculated."""

from collections.abc import Iterable
from typing import Protocol

from foundation.files.refusals import sentence
from foundation.french import count, enumerate_fr
from foundation.tabular.sheet import Merged, Sheet, column_letter

SHOWN = 5  # places named; the rest is counted


class SheetFindings(Protocol):
    """What a reader met besides values; places are references such as « C12 »."""

    merged: list[Merged]
    merged_count: int
    hidden_columns: set[int]
    uncalculated: list[str]
    errors: list[str]


def sheet_notices(sheet: Sheet, findings: SheetFindings) -> list[str]:
    """One sentence per matter, in the order in which they may change what is imported."""
    return [sentence(said) for said in _sentences(sheet, findings)]


def _sentences(sheet: Sheet, findings: SheetFindings) -> Iterable[str]:
    if findings.uncalculated:
        formulas = count(len(findings.uncalculated), "formule")
        yield (
            f"{formulas} sans résultat enregistré ({_some(findings.uncalculated)}) : "
            "ouvrez le fichier dans un tableur, enregistrez-le, puis déposez-le de nouveau."
        )
    if findings.errors:
        yield f"{count(len(findings.errors), 'cellule')} en erreur ({_some(findings.errors)})."
    if findings.merged:
        places = _some([merged.reference for merged in findings.merged], findings.merged_count)
        yield f"Cellules fusionnées ({places}) : la valeur n’est lue que dans la première cellule de chaque plage."
    if sheet.hidden:
        yield "Cette feuille est masquée dans le classeur."
    hidden_rows = [str(row.line) for row in sheet.rows if row.hidden]
    if hidden_rows:
        named = count(len(hidden_rows), "ligne masquée", "lignes masquées")
        yield f"{named} ({_some(hidden_rows)}), lues comme les autres."
    width = max((len(row.values) for row in sheet.rows), default=0)
    hidden_columns = [column_letter(index) for index in sorted(findings.hidden_columns) if index < width]
    if hidden_columns:
        named = count(len(hidden_columns), "colonne masquée", "colonnes masquées")
        yield f"{named} ({_some(hidden_columns)}), lues comme les autres."


def _some(places: list[str], total: int | None = None) -> str:
    """The first places, and how many others: « A1, A5 et 3 autres »."""
    others = (total or len(places)) - min(len(places), SHOWN)
    shown = places[:SHOWN]
    return f"{', '.join(shown)} et {count(others, 'autre')}" if others else enumerate_fr(shown)
