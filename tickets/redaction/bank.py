"""Bank accounts: an IBAN is told by its country, its length and its check digits (ISO 13616)."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tickets.redaction.findings import Kind
from tickets.redaction.numbers import Found

_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DZ": 26, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27,
    "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MA": 28, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25,
    "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29,
}  # fmt: skip
# It starts with a set of letters, which makes it read a log fast.
_START = re.compile(r"[A-Za-z](?<![^\W_][A-Za-z])[A-Za-z][0-9]{2}(?=[ \u00a0\u202f.-]?[A-Za-z0-9]{2})")


def ibans(text: str) -> Iterator[Found]:
    """The IBANs, in one piece or by groups."""
    for start in _START.finditer(text):
        length = _LENGTHS.get(start[0][:2].upper())
        match = _of_length(length).match(text, start.start()) if length else None
        if match and is_iban(match[0]):
            yield Kind.BANK, *match.span()


def is_iban(written: str) -> bool:
    """Whether its check digits are right: as one number, its letters counted from 10, it leaves 1 divided by 97."""
    plain = re.sub("[^A-Z0-9]", "", written.upper())
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


@lru_cache
def _of_length(length: int) -> re.Pattern[str]:
    return re.compile(rf"[A-Za-z]{{2}}[0-9]{{2}}(?:[ \u00a0\u202f.-]?[A-Za-z0-9]){{{length - 4}}}(?![^\W_])")
