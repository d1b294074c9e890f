"""Social security numbers: thirteen figures of a birth, and the two of its key (décret n° 82-103)."""

import re
from collections.abc import Iterator

from tickets.redaction.findings import Kind
from tickets.redaction.letters import words_before
from tickets.redaction.numbers import Found

_GAP = "[ \u00a0\u202f.-]?"
_MONTH = "(?:0[1-9]|1[0-2]|[2-9][0-9])"  # those over 12 are of births whose month is not known
# It starts with a set of figures, which makes it read a log fast.
_NUMBER = re.compile(
    rf"[1-478](?<![^\W_][1-478])(?P<first>{_GAP})[0-9]{{2}}{_GAP}{_MONTH}{_GAP}(?P<county>[0-9]{{2}}|2[ABab]){_GAP}"
    rf"[0-9]{{3}}{_GAP}[0-9]{{3}}(?:{_GAP}/?{_GAP})(?P<key>[0-9]{{2}})(?!\w)"
)
_CORSICA = {"2A": "19", "2B": "18"}
_WORDS = frozenset(["sociale", "sécu", "secu", "nir", "ss", "insee"])


def social_numbers(text: str) -> Iterator[Found]:
    """The numbers whose key is right, that are cut as they are printed, or that a word tells."""
    for match in _NUMBER.finditer(text):
        is_printed = bool(match["first"]) and len(re.findall("[0-9ABab]+", match[0])) >= 6
        if is_printed or is_social_number(match[0]) or not _WORDS.isdisjoint(words_before(text, match.start())):
            yield Kind.SOCIAL, *match.span()


def is_social_number(written: str) -> bool:
    """Whether its key is right: what is missing of the number to be a multiple of 97."""
    plain = re.sub("[^0-9AB]", "", written.upper())
    county = _CORSICA.get(plain[5:7], plain[5:7])
    return 97 - int(plain[:5] + county + plain[7:13]) % 97 == int(plain[13:])
