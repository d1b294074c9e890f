"""A JSON file as sheets: a list of objects, or an object that holds such lists; what is nested gets a dotted name."""

import json
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from typing import Any

from foundation.files.kinds import Kind
from foundation.tabular.cells import written
from foundation.tabular.collector import RowCollector
from foundation.tabular.encoding import decode
from foundation.tabular.sheet import CellValue, Limits, Sheet, UnreadableTable

MAX_DEPTH = 8  # levels inside one object
MAX_DIGITS = 300  # of a number; Python alone would stop at 4,300 with its own error

_EXPECTED = 'il faut une liste d’objets, par exemple [{"nom": "Poissy"}], ou un objet qui en contient une.'


def read_json(data: bytes, *, name: str, limits: Limits) -> list[Sheet]:
    """One sheet per list of objects, named by its key. Line 0 holds the names, line n the nth object.

    Raises UnreadableTable.
    """
    text, encoding, notices = decode(data)
    content = _loaded(text)
    tables = _tables(content, name)
    if not tables:
        raise UnreadableTable(f"Ce fichier JSON ne contient pas de tableau : {_EXPECTED}")
    sheets, cells = [], 0
    for title, items in tables:
        collector = RowCollector(limits, cells)
        _collect(items, collector)
        cells = collector.cells
        sheets.append(Sheet(title, Kind.JSON, collector.rows, reading=f"JSON, {encoding}", notices=list(notices)))
    return sheets


def _loaded(text: str) -> Any:
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_short_integer,
        )
    except json.JSONDecodeError as error:
        raise UnreadableTable(
            f"Ce fichier JSON est mal formé à la ligne {error.lineno}, caractère {error.colno} : "
            "exportez-le de nouveau depuis le logiciel qui l’a produit."
        ) from error
    except RecursionError as error:
        raise UnreadableTable("Ce fichier JSON est imbriqué sur trop de niveaux.") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise UnreadableTable(f"Dans ce fichier JSON, un objet a deux fois le nom « {twice[:60]} ».")
    return content


def _refuse_constant(constant: str) -> float:
    raise UnreadableTable(f"Ce fichier JSON contient {constant}, qui n’est pas un nombre.")


def _finite(written: str) -> float:
    value = float(written)
    return value if isfinite(value) else _refuse_constant(f"{written[:20]}…")


def _short_integer(written: str) -> int:
    if len(written) > MAX_DIGITS:
        raise UnreadableTable(f"Ce fichier JSON contient un nombre de {len(written)} chiffres.")
    return int(written)


# --- from objects to lines -------------------------------------------------------------------------------------------


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _tables(content: Any, name: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lists of objects at the top, or one level down, with what they are called."""
    if _is_table(content):
        return [(name, content)]
    if isinstance(content, dict):
        return [(key, value) for key, value in content.items() if _is_table(value)]
    return []


def _collect(items: list[dict[str, Any]], collector: RowCollector) -> None:
    """Columns come in the order in which their names first appear; a name that is missing is an empty cell."""
    columns: dict[str, int] = {}
    lines: list[dict[int, CellValue]] = []
    for item in items:
        cells = list(_flat(item, "", 0))
        lines.append({columns.setdefault(key, len(columns)): value for key, value in cells})
        if len(lines[-1]) < len(cells):  # {"a.b": 1, "a": {"b": 2}}
            raise UnreadableTable(
                f"Dans ce fichier JSON, l’élément {len(lines)} a deux fois le même nom, une fois aplati."
            )
        if len(lines) > collector.limits.max_rows or len(columns) > collector.limits.max_columns:
            break  # the collector says so below
    collector.add(0, columns, where="noms")
    for number, line in enumerate(lines, start=1):
        values = [line.get(index) for index in range(max(line, default=-1) + 1)]
        collector.add(number, values, where=f"élément {number}")


def _flat(value: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, CellValue]]:
    if depth > MAX_DEPTH:
        raise UnreadableTable("Ce fichier JSON est imbriqué sur trop de niveaux.")
    for key, inner in value.items():
        name = f"{prefix}{key}"
        if isinstance(inner, dict):
            yield from _flat(inner, f"{name}.", depth + 1)
        elif isinstance(inner, list):
            yield from _flat_list(inner, name, depth + 1)
        else:
            yield name, inner


def _flat_list(items: list[Any], name: str, depth: int) -> Iterator[tuple[str, CellValue]]:
    """Simple values are joined in one cell (« 78260; 78570 »); objects are numbered from 1 (« contacts.1.nom »)."""
    if not any(isinstance(item, (dict, list)) for item in items):
        yield name, "; ".join(written(item) for item in items if item is not None) if len(items) != 1 else items[0]
        return
    yield from _flat({str(position): item for position, item in enumerate(items, start=1)}, f"{name}.", depth)
