"""The filtered rows of a list as a file: CSV for a French Excel, or XLSX; streamed, and harmless when opened."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any

from django.db import models
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook

from foundation import clock, french
from foundation.spreadsheets import dated, titled
from foundation.tables import Table
from foundation.workflow import Refused

CHUNK = 500  # rows fetched at a time
MOST_XLSX_ROWS = 20_000  # it leaves once written whole, in seconds (bench/list_export.py); beyond, CSV leaves at once
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"  # Excel reads UTF-8 only when it is there

_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠\t\r\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what a spreadsheet cannot hold


def harmless(text: str) -> str:
    """A text that a spreadsheet shows and never runs: one that begins as a formula gets an apostrophe before it."""
    clean = _CONTROL.sub("", text)
    return f"'{clean}" if _FORMULA.match(text) else clean


def csv_cell(value: Any) -> str:
    """A value as a French Excel reads it: `12/03/2027`, `12,5`, `oui`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        local = value.astimezone(clock.PARIS)
        return f"{french.short_date(local)} {local:%H:%M}"
    if isinstance(value, date):
        return french.short_date(value)
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",")
    return harmless(str(value))


def xlsx_cell(value: Any) -> Any:
    """A value as a spreadsheet types it: a date is a date, a moment is that of Paris, a text never a formula."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.astimezone(clock.PARIS).replace(tzinfo=None)
    if value is None or isinstance(value, date | int | float | Decimal):
        return value
    return harmless(str(value))


def export(kind: str, table: Table, queryset: models.QuerySet, name: str) -> HttpResponseBase:
    """The rows of the queryset, in its order, as a download named `conventions-2026-11-22.csv`.

    Raises Refused when there are too many rows for a spreadsheet.
    """
    filename = f"{name}-{clock.today():%Y-%m-%d}.{kind}"
    return _xlsx(table, queryset, filename) if kind == "xlsx" else _csv(table, queryset, filename)


def _csv(table: Table, queryset: models.QuerySet, filename: str) -> HttpResponseBase:
    response = StreamingHttpResponse(_csv_lines(table, queryset), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


class _Echo:
    """A file that gives back what is written to it, so that the CSV writer produces lines one by one."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(table: Table, queryset: models.QuerySet) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    columns = table.exported_columns()
    yield BOM + writer.writerow([column.label for column in columns])
    for record in queryset.iterator(chunk_size=CHUNK):
        yield writer.writerow([csv_cell(column.plain(record)) for column in columns])


def _xlsx(table: Table, queryset: models.QuerySet, filename: str) -> HttpResponseBase:
    if queryset[MOST_XLSX_ROWS:].exists():
        limit = french.number(MOST_XLSX_ROWS)
        raise Refused(f"Il y a plus de {limit} lignes : exportez-les en CSV, ou affinez les filtres.")
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - FileResponse closes it once it has left
    _write_workbook(table, queryset, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX)


def _write_workbook(table: Table, queryset: models.QuerySet, file: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Liste")
    columns = table.exported_columns()
    records = queryset.iterator(chunk_size=CHUNK)
    rows = ([xlsx_cell(column.plain(record)) for column in columns] for record in records)
    first = list(islice(rows, CHUNK))
    titled(sheet, [column.label for column in columns], first)
    for row in chain(first, rows):
        sheet.append([dated(sheet, value) for value in row])
    book.save(file)
