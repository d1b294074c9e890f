"""What the owner of a sheet should know before confirming: what is hidden, merged, broken or not calculated."""

from collections.abc import Iterable
from typing import Protocol

from foundation.files.refusals import sentence
from foundation.french import count, enumerate_some
from foundation.tabular.sheet import Merged, Sheet, column_letter


class SheetFindings(Protocol):
    """What a reader met besides values; places are references such as « C12 »."""

    merged: list[Merged]
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
            f"{formulas} sans résultat enregistré ({enumerate_some(findings.uncalculated)}) : "
            "ouvrez le fichier dans un tableur, enregistrez-le, puis déposez-le de nouveau."
        )
    if findings.errors:
        yield f"{count(len(findings.errors), 'cellule')} en erreur ({enumerate_some(findings.errors)})."
    if tall := [merged.reference for merged in findings.merged if merged.is_tall]:
        yield f"Cellules fusionnées ({enumerate_some(tall)}) : leur valeur est reprise sur chacune de leurs lignes."
    if wide := [merged.reference for merged in findings.merged if merged.is_wide]:
        yield f"Cellules fusionnées ({enumerate_some(wide)}) : leur valeur n’est lue que dans leur première colonne."
    if sheet.hidden:
        yield "Cette feuille est masquée dans le classeur."
    hidden_rows = [str(row.line) for row in sheet.rows if row.hidden]
    if hidden_rows:
        named = count(len(hidden_rows), "ligne masquée", "lignes masquées")
        yield f"{named} ({enumerate_some(hidden_rows)}), lues comme les autres."
    width = max((len(row.values) for row in sheet.rows), default=0)
    hidden_columns = [column_letter(index) for index in sorted(findings.hidden_columns) if index < width]
    if hidden_columns:
        named = count(len(hidden_columns), "colonne masquée", "colonnes masquées")
        yield f"{named} ({enumerate_some(hidden_columns)}), lues comme les autres."
