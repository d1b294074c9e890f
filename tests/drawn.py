"""What a list shows, cell by cell."""

from typing import Any

from foundation.tables import Table


def lines_of(table: Table) -> list[dict[str, str]]:
    """The rows of this page: the name of each column → the HTML of its cell."""
    return [{cells.label: str(cells.html(record)) for cells in table.cells} for record in table.records]


def lines(response: Any) -> list[dict[str, str]]:
    """The rows of the list of this page."""
    return lines_of(response.context["listing"].table)
