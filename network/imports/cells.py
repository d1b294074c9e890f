"""Cells of the network’s imports, read as people type them; what no line should be lost for is left out and noted."""

import re
from typing import Any

from foundation.french import fold
from foundation.pdf.alphabet import why_unprintable
from foundation.tabular.cells import CellError, Noted, Parse, postal_code, text, url
from foundation.tabular.cells.reading import one_line, quoted
from foundation.tabular.sheet import CellValue

_NOTHING = frozenset({"0", "aucun", "aucune", "neant", "non", "nc", "n c", "sans", "so", "s o", ""})


def typed(max_length: int) -> Parse:
    """A reader of a name or an address as typed: spaces gathered, apostrophes curly, capitals kept."""
    read = text(max_length)

    def read_typed(value: CellValue) -> object:
        return str(read(value)).replace("'", "’")

    return read_typed


def printed(max_length: int) -> Parse:
    """The same for what conventions print: a character that no font of ours has is an error of its line."""
    read = typed(max_length)

    def read_printed(value: CellValue) -> object:
        found = str(read(value))
        if why := why_unprintable(found):
            raise CellError(why)
        return found

    return read_printed


def website(value: CellValue) -> object:
    """The address of a site, its scheme added or put in lower case; what is none (« 0 », a mail) is noted, not kept.

    A library is not refused for a site that nobody checked.
    """
    line = one_line(value)
    if fold(line) in _NOTHING:
        return None
    if "@" in line:
        return Noted(None, f"{quoted(value)} est une adresse e-mail : le site n’est pas repris.")
    try:
        found = str(url(line))
    except CellError:
        return Noted(None, f"{quoted(value)} n’est pas l’adresse d’un site : elle n’est pas reprise.")
    scheme, _, rest = found.partition("://")
    return f"{scheme.lower()}://{rest}"


def first_postal_code(value: CellValue) -> object:
    """A postal code; of several (« 78440; 78820 »), the first, as La Poste lists them, which is noted."""
    codes = [one for one in re.split(r"[;,/|]", one_line(value)) if one.strip()]
    if len(codes) < 2:
        return postal_code(value)
    return Noted(_value_of(postal_code(codes[0].strip())), f"Plusieurs codes postaux : {codes[0].strip()} est retenu.")


def arrondissement(value: CellValue) -> object:
    """The name of an arrondissement; its INSEE code (« 783 ») says nothing to a reader and is left out."""
    if one_line(value).isdecimal():
        return Noted(None, f"{quoted(value)} est un code : c’est le nom de l’arrondissement qui est attendu.")
    return typed(60)(value)


def _value_of(found: Any) -> Any:
    return found.value if isinstance(found, Noted) else found
