"""A CSV file as a sheet, whatever program wrote it: encoding and separator are found from the text itself."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from foundation.files.kinds import Kind
from foundation.tabular.collector import RowCollector
from foundation.tabular.encoding import decode
from foundation.tabular.sheet import CellValue, Limits, Sheet, UnreadableTable

SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}  # by order of habit
_SAMPLE = 64 * 1024  # characters
_SAMPLE_ROWS = 100
_DECLARED = re.compile(r'\ufeff?"?sep=(.)"?\r?\n', re.IGNORECASE)


def read_csv(data: bytes, *, name: str, limits: Limits) -> Sheet:
    """The table of a CSV text. Lines bear the numbers that a spreadsheet shows: a cell on two lines counts once.

    Raises UnreadableTable.
    """
    text, encoding, notices = decode(data)
    if declared := _DECLARED.match(text):  # Excel’s own line, which Excel does not show
        text = text[declared.end() :]
    separator = declared[1] if declared else separator_of(text)
    collector = RowCollector(limits)
    for line, values in enumerate(_records(text, separator), start=1):
        collector.add(line, values)
    reading = f"CSV, {encoding}"
    if separator in SEPARATORS:
        reading += f", séparateur : {SEPARATORS[separator]}"
    return Sheet(name=name, kind=Kind.CSV, rows=collector.rows, reading=reading, notices=notices)


def separator_of(text: str) -> str:
    """The character that cuts the lines most regularly, a comma when none does (a single column).

    Regular: the share of the first lines that have the commonest number of cells, above one; then that number.
    """
    best, best_score = ",", (0.0, 0)
    for separator in SEPARATORS:
        widths = _sample_widths(text, separator)
        several = Counter(width for width in widths if width > 1)
        if not several:
            continue
        width, lines = several.most_common(1)[0]
        score = (round(lines / len(widths), 2), width)
        if score > best_score:
            best, best_score = separator, score
    return best


def _sample_widths(text: str, separator: str) -> list[int]:
    """How many cells the first lines would have. The sample may end inside a cell, hence no strictness."""
    widths = []
    try:
        for cells in csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=separator):
            if cells:
                widths.append(len(cells))
            if len(widths) == _SAMPLE_ROWS:
                break
    except csv.Error:  # a cell beyond csv’s limit: what was read before it tells enough
        pass
    return widths


def _records(text: str, separator: str) -> Iterator[list[CellValue]]:
    """The records, blank ones included. A misplaced quote is refused: reading on would silently swallow lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 0
    try:
        for cells in reader:
            line += 1
            yield list(cells)
    except csv.Error as error:
        raise UnreadableTable(_explained(str(error), line + 1)) from error


def _explained(error: str, line: int) -> str:
    if "field limit" in error:
        return f"La ligne {line} contient une cellule démesurée : un guillemet ouvert n’est sans doute jamais refermé."
    if "unexpected end" in error:
        return (
            f"Un guillemet ouvert à la ligne {line} n’est jamais refermé : fermez-le, ou doublez-le s’il est du texte."
        )
    return (
        f"Un guillemet est mal placé à la ligne {line} : dans une cellule entre guillemets, doublez ceux du texte "
        '(" devient ""), ou enregistrez le fichier depuis un tableur.'
    )
