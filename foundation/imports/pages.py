"""What the page of an import says and offers, by where the import stands."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from foundation.french import count, enumerate_fr, typography
from foundation.imports.batches import tally, version_of
from foundation.imports.forms import SheetForm
from foundation.imports.inspection import proposal
from foundation.imports.kinds import ImportKind
from foundation.imports.tables import STAGE_TONES
from foundation.models import ImportBatch
from foundation.models.imports import Decision, Stage
from foundation.parts import Button
from foundation.registry import Figure

RUNNING = {Stage.OPENING, Stage.READING, Stage.APPLYING, Stage.UNDOING}
NO_LONGER = "votre fonction ne le permet plus"
STEPS = {Stage.PREVIEW: 3, Stage.APPLYING: 4, Stage.STOPPED: 4, Stage.APPLIED: 4, Stage.UNDOING: 4, Stage.UNDONE: 4}

Words = dict[Decision, tuple[str, str]]

# What the decisions are called before and after they are carried out: singular, plural.
BEFORE: Words = {
    Decision.CREATE: ("à créer", "à créer"),
    Decision.UPDATE: ("à mettre à jour", "à mettre à jour"),
    Decision.SAME: ("inchangée", "inchangées"),
    Decision.REFUSED: ("refusée", "refusées"),
}
AFTER: Words = {**BEFORE, Decision.CREATE: ("créée", "créées"), Decision.UPDATE: ("mise à jour", "mises à jour")}


def context_of(batch: ImportBatch, kind: ImportKind, person: Any) -> dict[str, Any]:
    """What `foundation/import.html` shows beside the lines."""
    numbers = tally(batch)
    stage = batch.stage
    words = BEFORE if stage in {Stage.PREVIEW, Stage.STOPPED} else AFTER
    return {
        "title": f"Import de {kind.label}",
        "noun": "ligne",
        "batch": batch,
        "kind": kind,
        "stage": stage,
        "stage_tone": STAGE_TONES.get(stage, "info"),
        "step": STEPS.get(stage, 2),
        "summary": summary(numbers, words),
        "state": state_of(batch, numbers),
        "counts": figures(batch, numbers, words),
        "import_actions": buttons(batch, kind, numbers, person),
        "corrections": numbers[Decision.REFUSED] > 0,
    }


def mapping_for(batch: ImportBatch, kind: ImportKind, index: int, line: int) -> dict[str, int]:
    """The columns to show as chosen: those chosen before for these titles, else those that look right."""
    if batch.mapping and (index, line) == (batch.sheet_index, batch.header_line):
        return batch.mapping
    return proposal(batch.sheets[index], kind, line).mapping.indexes


def columns_context(batch: ImportBatch, kind: ImportKind, index: int, line: int, person: Any) -> dict[str, Any]:
    """What `foundation/import_columns.html` shows beside its form, for this sheet and this line of titles."""
    sheet = batch.sheets[index]
    return {
        "batch": batch,
        "kind": kind,
        "sheet": sheet,
        "import_actions": [_abandon(batch, "" if kind.may(person) else NO_LONGER)],
        "back": batch.get_absolute_url() if batch.read_at else "",
        "action": f"?{urlencode({'feuille': index, 'titres': line})}",
        "remarks": [*sheet["notices"], *proposal(sheet, kind, line).remarks],
        "sheet_form": SheetForm(sheets=batch.sheets, sheet_index=index, initial={"feuille": index, "titres": line}),
    }


def why_unopened(batch: ImportBatch) -> str:
    """Why there are no columns to choose: what the job that opened the file says, or that the file is gone."""
    if batch.document is None:
        return "Le fichier a été supprimé au terme de sa durée de conservation."
    refused = batch.job.lines.failed().first() if batch.job else None
    return (refused and refused.message) or "L’ouverture a été interrompue avant la fin."


def summary(numbers: dict[str, int], words: Words) -> str:
    """« 127 lignes : 100 créées, 12 mises à jour, 10 inchangées et 5 refusées. »"""
    told = [count(numbers[decision], *names) for decision, names in words.items() if numbers[decision]]
    if not told:
        return "Aucune ligne."
    return typography(f"{count(numbers['total'], 'ligne')} : {enumerate_fr(told)}.")


def state_of(batch: ImportBatch, numbers: dict[str, int]) -> str:
    """What happened, or did not, in a sentence or two."""
    left = numbers["applied"] - numbers["undone"]
    to_do = numbers[Decision.CREATE] + numbers[Decision.UPDATE]
    sentences = {
        Stage.PREVIEW: "Rien n’est encore importé. Relisez, puis confirmez.",
        Stage.STOPPED: f"L’import s’est arrêté : {numbers['applied']} sur {to_do} faites. Vous pouvez le reprendre.",
        Stage.APPLIED: "L’import est terminé.",
        Stage.UNDONE: f"L’import est annulé : {count(numbers['undone'], 'ligne reprise', 'lignes reprises')}"
        + (f", {count(left, 'laissée telle quelle', 'laissées telles quelles')}." if left else "."),
    }
    return typography(sentences.get(batch.stage, "Un travail est en cours sur cet import."))


def figures(batch: ImportBatch, numbers: dict[str, int], words: Words) -> list[Figure]:
    """One figure per decision; each opens on its lines."""
    url = batch.get_absolute_url()
    return [
        Figure(str(numbers[decision]), names[numbers[decision] > 1], f"{url}?{urlencode({'decision': decision.value})}")
        for decision, names in words.items()
    ]


def buttons(batch: ImportBatch, kind: ImportKind, numbers: dict[str, int], person: Any) -> list[Button]:
    """What may be done now; what may not, with the reason."""
    to_do = numbers[Decision.CREATE] + numbers[Decision.UPDATE] - numbers["applied"]
    refusal = "" if kind.may(person) else NO_LONGER
    match batch.stage:
        case Stage.PREVIEW:
            offered = [_confirm(batch, f"Importer {count(to_do, 'ligne')}", to_do, refusal)]
            offered.append(Button("Changer les colonnes", _url("import_columns", batch), icon="columns-2"))
            return [*offered, _abandon(batch, refusal)]
        case Stage.STOPPED:
            return [_confirm(batch, "Reprendre l’import", to_do, refusal), _undo(batch, kind, numbers, refusal)]
        case Stage.APPLIED | Stage.UNDONE:
            other = Button(
                "Importer un autre fichier", reverse("foundation:import_new", args=[kind.name]), icon="upload"
            )
            return [other, _undo(batch, kind, numbers, refusal)]
    return []


def _url(name: str, batch: ImportBatch) -> str:
    return reverse(f"foundation:{name}", args=[batch.key])


def _confirm(batch: ImportBatch, label: str, to_do: int, refusal: str) -> Button:
    refusal = refusal or ("" if to_do else "chaque ligne est refusée ou déjà à jour")
    url = f"{_url('import_confirm', batch)}?{urlencode({'version': version_of(batch)})}"
    return Button(label, url, method="post", primary=True, icon="check", refusal=refusal)


def _abandon(batch: ImportBatch, refusal: str) -> Button:
    question = typography("Abandonner cet import ? Le fichier est oublié, rien n’est importé.")
    return Button(
        "Abandonner", _url("import_abandon", batch), method="post", danger=True, confirm=question, refusal=refusal
    )


def _undo(batch: ImportBatch, kind: ImportKind, numbers: dict[str, int], refusal: str) -> Button:
    left = numbers["applied"] - numbers["undone"]
    refusal = refusal or ("" if left else "il n’y a plus rien à annuler")
    question = typography(
        f"Annuler cet import ? {count(left, 'ligne')} : ce qui a été créé {kind.undone}, "
        "ce qui a été modifié retrouve ses valeurs d’avant, sauf ce qui a changé depuis."
    )
    return Button(
        "Annuler cet import", _url("import_undo", batch), method="post", danger=True, confirm=question, refusal=refusal
    )
