"""Cells that hold an e-mail address, a telephone number or a web address."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from foundation.tabular.cells.reading import ZERO_RESTORED, CellError, noted, one_line, quoted
from foundation.tabular.sheet import CellValue

_is_email = EmailValidator()
_is_url = URLValidator(schemes=["http", "https"])
_PHONE = re.compile(r"(?:(?:\+|00) ?33 ?(?:\(0\) ?)?|0)?(?P<rest>[1-9](?:[ .\-/]?\d){8})(?!\d)", re.ASCII)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def email(value: CellValue) -> str:
    """An e-mail address, in lower case: it identifies a person, and nobody tells two by their capitals."""
    line = one_line(value)
    bare = line.removeprefix("mailto:").strip(" ;,<>").lower()
    if re.search(r"[;,/ ]\S*@", bare) and "@" in re.split(r"[;,/ ]", bare)[0]:
        raise CellError(f"{quoted(value)} contient plusieurs adresses : gardez-en une.")
    try:
        _is_email(bare)
    except ValidationError as error:
        raise CellError(f"{quoted(value)} n’est pas une adresse e-mail.") from error
    return bare


def phone_fr(value: CellValue) -> object:
    """A French telephone number, written « 01 30 98 76 54 » whatever its writing (+33, points, a lost zero).

    What follows the number (« poste 12 ») is not kept, and noted; two numbers in one cell are refused.
    """
    line = one_line(value)
    found = _PHONE.match(line)
    if not found:
        raise CellError(f"{quoted(value)} n’est pas un numéro de téléphone français (10 chiffres).")
    after = line[found.end() :].strip(" ;,.-/()")
    if len(re.sub(r"\D", "", after)) >= 8:
        raise CellError(f"{quoted(value)} contient plusieurs numéros : gardez-en un.")
    digits = f"0{re.sub(r'[^0-9]', '', found['rest'])}"
    has_lost_zero = line[0] not in "0+"
    pairs = " ".join(digits[start : start + 2] for start in range(0, 10, 2))
    remark = f"« {after} » n’est pas repris avec le numéro." if after else ""
    return noted(pairs, ZERO_RESTORED if has_lost_zero else "", remark)


def url(value: CellValue) -> str:
    """The address of a web page; https:// is put before an address that says nothing, no other scheme is taken."""
    line = one_line(value)
    address = line if _SCHEME.match(line) and not re.match(r"[\w.-]+:\d+(/|$)", line) else f"https://{line}"
    try:
        _is_url(address)
    except ValidationError as error:
        raise CellError(f"{quoted(value)} n’est pas l’adresse d’une page web.") from error
    return address
