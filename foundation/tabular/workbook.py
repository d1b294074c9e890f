"""The package of an XLSX workbook: which sheets it holds, and what their cells refer to (texts, formats, day one).

Read directly and not through openpyxl, which loads what a table does not need (themes, properties, charts, filters),
fails on files that Excel opens, and gives either the formulas or their results, never which results are missing.
"""

import posixpath
import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from foundation.files.archive import Entry
from foundation.tabular.number_formats import PLAIN, NumberFormat, number_format
from foundation.tabular.sheet import UnreadableTable
from foundation.tabular.xml_elements import attribute, elements, is_true, local_name

DAMAGED = (
    "Ce classeur est abîmé ou incomplet : ouvrez-le dans Excel ou LibreOffice, enregistrez-le de nouveau, "
    "puis déposez-le."
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ECMA-376 part 1, 22.9.2.19: « _x000D_ » is a carriage return


@dataclass(frozen=True)
class SheetPart:
    """A worksheet as the workbook lists it."""

    title: str
    hidden: bool
    entry: Entry


@dataclass
class Workbook:
    """What the sheets share."""

    sheets: list[SheetPart]
    counts_from_1904: bool = False
    texts: list[str] = field(default_factory=list)
    formats: list[NumberFormat] = field(default_factory=list)

    def text(self, index: int) -> str:
        """A shared text by its number. Raises IndexError for one that the workbook does not hold."""
        if index < 0:
            raise IndexError(index)
        return self.texts[index]

    def format(self, style: str | None) -> NumberFormat:
        """The number format of a cell’s style; a style that does not exist means nothing special."""
        index = int(style or 0)
        return self.formats[index] if 0 <= index < len(self.formats) else PLAIN


def open_workbook(entries: list[Entry], *, max_texts: int) -> Workbook:
    """The workbook of a package. Raises UnreadableTable when its main parts are missing, or one of MALFORMED."""
    parts = {_key(entry.path): entry for entry in entries}
    main = _main_part(parts)
    targets = _targets(parts, main)
    book = Workbook(sheets=[])
    with parts[main].open() as stream:
        for element in elements(stream, {"workbookPr", "sheet"}):
            if local_name(element) == "workbookPr":
                book.counts_from_1904 = is_true(element.get("date1904"))
            elif (target := targets.get(attribute(element, "id"))) and target.kind == "worksheet":
                hidden = element.get("state", "visible") != "visible"
                book.sheets.append(SheetPart(element.get("name", ""), hidden, target.entry))
    for target in targets.values():
        if target.kind == "sharedStrings":
            book.texts = _shared_texts(target.entry, max_texts)
        elif target.kind == "styles":
            book.formats = _formats(target.entry)
    return book


# --- parts and relations ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Target:
    kind: str
    entry: Entry


def _key(path: str) -> str:
    """Part names match without their case; some exporters write backslashes or a leading slash."""
    return posixpath.normpath(path.replace("\\", "/").lstrip("/")).lower()


def _main_part(parts: dict[str, Entry]) -> str:
    if "_rels/.rels" in parts:
        with parts["_rels/.rels"].open() as stream:
            for relation in elements(stream, {"Relationship"}):
                key = _key(relation.get("Target", ""))
                if relation.get("Type", "").endswith("/officeDocument") and key in parts:
                    return key
    if "xl/workbook.xml" not in parts:
        raise UnreadableTable(DAMAGED)
    return "xl/workbook.xml"


def _targets(parts: dict[str, Entry], main: str) -> dict[str, _Target]:
    """What the workbook refers to, by identifier; parts that are missing are left out."""
    folder, name = posixpath.split(main)
    relations = parts.get(f"{folder}/_rels/{name}.rels".lstrip("/"))
    if relations is None:
        raise UnreadableTable(DAMAGED)
    targets = {}
    with relations.open() as stream:
        for relation in elements(stream, {"Relationship"}):
            target = relation.get("Target", "").replace("\\", "/")
            entry = parts.get(_key(target if target.startswith("/") else f"{folder}/{target}"))
            if entry:
                targets[relation.get("Id", "")] = _Target(relation.get("Type", "").rpartition("/")[2], entry)
    return targets


# --- texts and formats -----------------------------------------------------------------------------------------------


def rich_text(element: Element) -> str:
    """The words of a text cell, formatting and phonetic guides left out."""
    pieces = []
    for child in element:
        if local_name(child) == "t":
            pieces.append(child.text or "")
        elif local_name(child) == "r":
            pieces.extend(part.text or "" for part in child if local_name(part) == "t")
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """A text with the characters that XML cannot hold put back."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _shared_texts(entry: Entry, max_texts: int) -> list[str]:
    texts: list[str] = []
    with entry.open() as stream:
        for element in elements(stream, {"si"}):
            texts.append(rich_text(element))
            if len(texts) > max_texts:
                raise UnreadableTable("Ce classeur contient trop de textes : répartissez-le en plusieurs fichiers.")
    return texts


def _formats(entry: Entry) -> list[NumberFormat]:
    """The number format of each cell style, in the order in which cells refer to them."""
    codes: dict[int, str] = {}
    formats: list[NumberFormat] = []
    with entry.open() as stream:
        for element in elements(stream, {"numFmts", "cellXfs"}):
            if local_name(element) == "numFmts":
                codes = {int(child.get("numFmtId", 0)): child.get("formatCode", "") for child in element}
            else:
                identifiers = [int(child.get("numFmtId", 0)) for child in element]
                formats = [number_format(identifier, codes.get(identifier)) for identifier in identifiers]
    return formats
