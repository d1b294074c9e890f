"""Sorts of import for the tests of the mechanism, on the libraries of the network."""

import io
from typing import Any

import pikepdf
from django.core.files.base import ContentFile

from foundation import documents, job_runs
from foundation.files.kinds import Kind
from foundation.french import fold
from foundation.imports import batches, kinds
from foundation.imports.inspection import proposal
from foundation.imports.kinds import Attachments, ImportKind
from foundation.imports.lines import Applied, Line, save_model
from foundation.models import ImportBatch
from foundation.tabular.cells import choice, date_fr, decimal, email, text
from foundation.tabular.columns import Column
from network.models import Commune, Library, Person
from network.roles import Role
from tests.factories import person_as

COLUMNS = (
    Column("code", "Code", required=True, help="Le code de la bibliothèque, celui du SIGB."),
    Column("name", "Nom", aliases=("Bibliothèque",), required=True, parse=text(160)),
    Column("commune", "Commune", required=True),
    Column("status", "Statut", parse=choice({"municipale": "MUNICIPAL", "associative": "ASSOCIATIVE"})),
    Column("email", "Adresse e-mail", parse=email),
    Column("closed_on", "Fermée le", parse=date_fr),
    Column("latitude", "Latitude", parse=decimal),
)
HEADERS = [column.label for column in COLUMNS]
ROW = ["B1", "Médiathèque", "Poissy", "municipale", "bib@demo.example", "", "48,9"]


def blank_pdf() -> bytes:
    """One page without anything."""
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(content)
    return content.getvalue()


def communes_by_name() -> dict[str, Commune]:
    return {fold(commune.name): commune for commune in Commune.objects.all()}


def prepare(line: Line) -> dict[str, Any]:
    fields = {name: value for name, value in line.values.items() if name not in {"commune", "scan"}}
    commune = line.lookup.get(fold(line.values["commune"]))
    if commune is None:
        line.refuse("commune", "Aucune commune du réseau ne porte ce nom.")
        return fields
    if line.values.get("email") is None and "email" in line.places:
        line.warn("email", "Sans adresse, cette bibliothèque ne recevra aucun message.")
    return {**fields, "commune_id": commune.pk}


def save_with_scan(line: Line, existing: Library | None, by: Person) -> Applied:
    library = save_model(line, existing, by)
    if line.attached is None:
        return Applied(library)
    content = line.attached.read()
    return Applied(library, (documents.keep(content, name=line.attached.name, by=by),))


def may(person: Person) -> bool:
    return Role.COORDINATOR in {assignment.role for assignment in person.assignments.all()}


def libraries(**changes: Any) -> ImportKind:
    """Libraries, known by their code."""
    facts: dict[str, Any] = {
        "name": "bibliotheques-essai",
        "label": "bibliothèques",
        "model": Library,
        "columns": COLUMNS,
        "may": may,
        "identity": ("code",),
        "lookup": communes_by_name,
        "prepare": prepare,
    }
    return ImportKind(**{**facts, **changes})


def libraries_with_scans() -> ImportKind:
    """The same, each with a scanned page from an archive."""
    return libraries(
        columns=(*COLUMNS, Column("scan", "Scan")),
        attachments=Attachments("scan", frozenset({Kind.PDF}), help="Une archive ZIP d’un PDF par ligne."),
        apply=save_with_scan,
    )


def registered(monkeypatch, kind: ImportKind) -> ImportKind:
    """The only sort of import, for one test."""
    monkeypatch.setattr(kinds, "_kinds", {kind.name: kind})
    return kind


def csv_of(*rows: list[Any], headers: list[str] | None = None) -> bytes:
    """A CSV as Excel writes it."""
    lines = [headers or HEADERS, *rows]
    return "\r\n".join(";".join(str(cell) for cell in line) for line in lines).encode("utf-8-sig")


def file_of(content: bytes, name: str = "bibliothèques.csv") -> ContentFile:
    return ContentFile(content, name=name)


def coordinator() -> Person:
    return person_as(Role.COORDINATOR)


def read(kind: ImportKind, content: bytes, by: Person, *, archive: bytes | None = None, name="bib.csv") -> ImportBatch:
    """Upload a file and accept the columns proposed."""
    attached = file_of(archive, "pièces.zip") if archive else None
    batch = batches.receive(kind, file_of(content, name), attached, by)
    return accept_columns(batch, kind, by)


def accept_columns(batch: ImportBatch, kind: ImportKind, by: Person) -> ImportBatch:
    mapping = proposal(batch.sheets[batch.sheet_index], kind, batch.header_line).mapping
    return batches.choose_columns(
        batch, sheet_index=batch.sheet_index, header_line=mapping.header_line, mapping=mapping.indexes, by=by
    )


def confirm(batch: ImportBatch, by: Person) -> ImportBatch:
    """Confirm the preview and let the worker finish."""
    return finished(batches.confirm(batch, version=batches.version_of(batch), by=by), batch)


def undo(batch: ImportBatch, by: Person) -> ImportBatch:
    """Take it back and let the worker finish."""
    return finished(batches.undo(batch, by=by), batch)


def finished(job, batch: ImportBatch) -> ImportBatch:
    job_runs.run(job.pk)
    return ImportBatch.objects.select_related("job").get(pk=batch.pk)


def decisions(batch: ImportBatch) -> dict[int, str]:
    """Line number → decision."""
    return dict(batch.lines.values_list("number", "decision"))


def problems(batch: ImportBatch, number: int) -> list[tuple[str, str, str, str]]:
    """What is told of a line: column, title, what the cell shows, message."""
    line = batch.lines.get(number=number)
    return [(p["column"], p["header"], p["value"], p["message"]) for p in line.problems]
