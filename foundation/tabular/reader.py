"""The one way to read a table that somebody hands in, whatever its format."""

from foundation.files.kinds import Kind
from foundation.files.refusals import Readable, UnacceptableFile
from foundation.files.uploads import check_upload
from foundation.tabular.csv_reader import read_csv
from foundation.tabular.json_reader import read_json
from foundation.tabular.sheet import Limits, Sheet, UnreadableTable
from foundation.tabular.xlsx_reader import read_xlsx

TABLES = frozenset({Kind.XLSX, Kind.CSV, Kind.JSON})


def read_table(file: Readable, *, name: str, limits: Limits | None = None) -> list[Sheet]:
    """The sheets of a file that hold something: one for CSV, one per list for JSON, one per worksheet for XLSX.

    `name` is what the table is called when the file does not say; the type comes from the content. Raises
    UnreadableTable, and nothing else, whatever the file.
    """
    limits = limits or Limits()
    try:
        kind = check_upload(file, accepted=TABLES, max_bytes=limits.max_bytes)
    except UnacceptableFile as error:
        raise UnreadableTable(error.message_fr) from error
    sheets = [sheet for sheet in _sheets(file, kind, name, limits) if sheet.rows]
    if not sheets:
        raise UnreadableTable("Ce fichier ne contient aucune ligne.")
    return sheets


def _sheets(file: Readable, kind: Kind, name: str, limits: Limits) -> list[Sheet]:
    if kind is Kind.XLSX:
        return read_xlsx(file, name=name, limits=limits)
    data = file.read()
    return (
        read_json(data, name=name, limits=limits) if kind is Kind.JSON else [read_csv(data, name=name, limits=limits)]
    )
