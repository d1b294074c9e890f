"""Files of the network written for the tests, and what the preview says of them."""

import io
import json
from typing import Any

from openpyxl import Workbook

from foundation.imports.kinds import ImportKind
from foundation.models import ImportBatch
from network.models import Person
from tests.foundation.import_kinds import confirm, read

Rows = list[dict[str, Any]]


def titles_of(rows: Rows) -> list[str]:
    """The titles, in the order in which they first appear."""
    return list(dict.fromkeys(title for row in rows for title in row))


def as_csv(rows: Rows) -> bytes:
    titles = titles_of(rows)
    lines = [titles, *([str(row.get(title, "")) for title in titles] for row in rows)]
    return "\r\n".join(";".join(line) for line in lines).encode("utf-8-sig")


def as_json(rows: Rows) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def as_xlsx(rows: Rows) -> bytes:
    book = Workbook()
    titles = titles_of(rows)
    book.active.append(titles)
    for row in rows:
        book.active.append([row.get(title) for title in titles])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def preview(kind: ImportKind, by: Person, *rows: dict[str, Any]) -> ImportBatch:
    """The preview of these lines as a CSV, the columns proposed accepted."""
    return read(kind, as_csv(list(rows)), by, name="fichier.csv")


def imported(kind: ImportKind, by: Person, *rows: dict[str, Any]) -> ImportBatch:
    """The same, confirmed and done."""
    return confirm(preview(kind, by, *rows), by)


def decided(batch: ImportBatch) -> list[str]:
    """The decision of each line, in order."""
    return list(batch.lines.order_by("number").values_list("decision", flat=True))


def said(batch: ImportBatch) -> str:
    """Everything the preview says is wrong or doubtful, with ordinary spaces."""
    lines = batch.lines.order_by("number")
    words = [f"{one['header']} : {one['message']}" for line in lines for one in line.problems]
    return "\n".join(words).replace("\u00a0", " ")


def changed(batch: ImportBatch) -> list[dict[str, list[Any]]]:
    """What each line changes: field → [before, after]."""
    return list(batch.lines.order_by("number").values_list("changes", flat=True))
