"""Cells that hold an official French code; a leading zero that a spreadsheet has lost is put back and noted."""

import re

from stdnum.exceptions import ValidationError
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from foundation.tabular.cells.reading import ZERO_RESTORED, CellError, code, noted, quoted
from foundation.tabular.sheet import CellValue

# Code officiel géographique (INSEE): département, then commune. Corsica is 2A and 2B; 97 and 98 are overseas.
_INSEE = re.compile(r"(0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97|98)\d{3}", re.ASCII)
# La Poste: Corsica kept 20, overseas 97 and 98.
_POSTAL_CODE = re.compile(r"(0[1-9]|[1-8]\d|9[0-5]|97|98)\d{3}", re.ASCII)


def insee(value: CellValue) -> object:
    """The INSEE code of a commune: 78440, « 2A004 », 1004 (read 01004, noted)."""
    return _five(value, _INSEE, "un code INSEE de commune (5 caractères, par exemple 78440)")


def postal_code(value: CellValue) -> object:
    """A postal code: 78440, « 78 440 », 1000 (read 01000, noted)."""
    return _five(value, _POSTAL_CODE, "un code postal (5 chiffres, par exemple 78440)")


def _five(value: CellValue, pattern: re.Pattern[str], what: str) -> object:
    found = code(value)
    is_short = bool(re.fullmatch(r"[1-9]\d{3}", found, re.ASCII))
    if is_short:
        found = f"0{found}"
    if not pattern.fullmatch(found):
        raise CellError(f"{quoted(value)} n’est pas {what}.")
    return noted(found, ZERO_RESTORED if is_short else "")


def siren(value: CellValue) -> object:
    """The nine figures of an organisation, their key checked (Luhn; INSEE, répertoire Sirene)."""
    return _checked(value, 9, "SIREN")


def siret(value: CellValue) -> object:
    """The fourteen figures of an establishment, their key checked; La Poste’s own rule included."""
    return _checked(value, 14, "SIRET")


def _checked(value: CellValue, length: int, what: str) -> object:
    found = code(value)
    is_short = len(found) == length - 1 and found.isascii() and found.isdigit()
    if is_short:
        found = f"0{found}"
    if not (len(found) == length and found.isascii() and found.isdigit()):
        raise CellError(f"{quoted(value)} n’est pas un numéro {what} ({length} chiffres).")
    try:
        (siren_number if length == 9 else siret_number).validate(found)
    except ValidationError as error:
        missing = " Il en manque sans doute un." if is_short else ""
        raise CellError(f"{quoted(value)} n’est pas un numéro {what} : un chiffre est faux.{missing}") from error
    return noted(found, ZERO_RESTORED if is_short else "")
