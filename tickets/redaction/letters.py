"""The small pieces that the patterns are made of, and how places are found fast in a log of ten megabytes.

No pattern crosses a line, and none repeats what may match in two ways: the time is that of reading the text. Where a
kind needs a sign (an arobase, a civility), the sign is looked for first, and the pattern tried at that place alone.
"""

import re
from collections.abc import Iterable, Iterator

HIDDEN = "\ue000"  # stands for each character of a bank account or of a way to reach somebody, once masked
CARD = "\ue004"  # stands for each character of a card number, once masked
NAMED = "\ue001"  # stands for each character of a name, once masked
ALLOWED = "\ue002"  # stands for each character that may stay, whatever it looks like
OTHER = "\ue003"  # stands for each character of what else is masked
SIGNS = HIDDEN + CARD + NAMED + ALLOWED + OTHER
SPACE = "[ \t\u00a0\u202f]"
LETTER = r"[^\W\d_]"
CAPITAL = "[A-ZÀ-ÖØ-ÞŒŸŠŽ]"


def places(text: str, *signs: str) -> Iterator[int]:
    """Where each of these signs begins, sign after sign."""
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            yield at
            at = text.find(sign, at + 1)


def hidden(text: str, spans: Iterable[tuple[str, int, int]]) -> str:
    """The text, as long as before, in which each of these spans (in order, apart) is only its sign."""
    pieces, reached = [], 0
    for sign, start, end in spans:
        pieces += [text[reached:start], sign * (end - start)]
        reached = end
    return "".join([*pieces, text[reached:]])


def start_of_line(text: str, at: int) -> int:
    """Where the line of a place begins; the other mark of an end is looked for in that line alone."""
    start = text.rfind("\n", 0, at) + 1
    return max(start, text.rfind("\r", start, at) + 1)


def near_in_line(text: str, at: int, most: int) -> int:
    """Where what just precedes a place begins: in its line, and so many characters at most."""
    near = max(0, at - most)
    near = max(near, text.rfind("\n", near, at) + 1)
    return max(near, text.rfind("\r", near, at) + 1)


def end_of_line(text: str, at: int) -> int:
    """Where the line of a place ends."""
    match = _LEFT.match(text, at)
    return match.end() if match else at


def words_before(text: str, at: int, most: int = 60) -> list[str]:
    """The words just before a place, the nearest first, in lower case; figures, masks and marks of an end stop them."""
    before = text[max(0, at - most) : at]
    if not before.rstrip(_MARKS)[-1:].isalpha():
        return []
    near = _STOPS.split(before)[-1]
    return [word.lower() for word in reversed(_WORD.findall(near))]


_LEFT = re.compile("[^\r\n]*")
_MARKS = " \t\u00a0\u202f:=#°([«\"'’/>-"
_STOPS = re.compile(rf"[\d.;|\r\n{SIGNS}]")
_WORD = re.compile(LETTER + "+")
