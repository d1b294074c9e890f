"""Follow-ups as coordinators keep them, made on the spot, and how they are brought in."""

from collections.abc import Callable
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from convention.follow_up import FOLLOW_UP
from foundation.models import ImportBatch
from tests.convention.factories import small_pdf
from tests.foundation.import_kinds import read
from tests.foundation.table_files import archive, workbook

TITLES = ["Commune", "Date d’effet", "Date de signature", "Date de notification", "Fin", "Remarques", "Scan"]


def line(
    commune: str, starts_on: Any = "01/07/2026", signed_on: Any = "15/06/2026", *others: Any, scan: str | None = None
) -> list[Any]:
    """A line under `TITLES`; what is left out is empty."""
    cells = [commune, starts_on, signed_on, *others, *[None] * (len(TITLES) - 3 - len(others))]
    return [*cells[:-1], scan] if scan else cells


def brought(
    by: Any,
    *lines: list[Any],
    titles: list[str] = TITLES,
    scans: list[str] | None = None,
    arrange: Callable[[Worksheet], object] | None = None,
) -> ImportBatch:
    """A workbook of these lines, with an archive of these scans, read and ready to be confirmed."""
    content = workbook([titles, *lines], arrange)
    files = archive({name: small_pdf(name) for name in scans}) if scans else None
    return read(FOLLOW_UP, content, by, archive=files, name="suivi.xlsx")


def told(batch: ImportBatch, number: int = 2) -> str:
    """What the preview or the report says of a line, spaces alike."""
    found = batch.lines.get(number=number)
    return " ".join([*(problem["message"] for problem in found.problems), found.note]).replace("\u00a0", " ").strip()
