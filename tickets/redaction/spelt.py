"""E-mail addresses whose arobase is spelt out: « j.dupont [at] fai.example », « j.dupont at fai dot example »."""

import re
from collections.abc import Iterator

from tickets.redaction.findings import Kind
from tickets.redaction.letters import SPACE, places
from tickets.redaction.numbers import Found

_WORDS = ("at", "At", "AT", "arobase", "Arobase", "AROBASE", "a]", "a)")
_BRACKETS = [bracket + space + word for bracket in "[({<" for space in ("", " ") for word in _WORDS]
_ALONE = [" at ", " AT ", " arobase ", "\u00a0at "]
_BRACKETED = re.compile(rf"[\[({{<]{SPACE}?(?i:at|a|arobase){SPACE}?[\])}}>]{SPACE}{{0,2}}")
_BARE = re.compile(rf"{SPACE}(?i:at|arobase){SPACE}{{1,2}}")
_SPELT_DOT = rf"{SPACE}{{0,2}}[\[({{<]{SPACE}?(?i:dot|point|\.){SPACE}?[\])}}>]{SPACE}{{0,2}}"
_DOT = rf"(?:\.|{_SPELT_DOT}|{SPACE}(?i:dot|point){SPACE})"
_LABEL = r"(?:[^\W_]|-){1,63}"
_DOMAIN = re.compile(rf"{_LABEL}(?:{_DOT}{_LABEL}){{1,6}}")
_ENDS = "fr|com|net|org|eu|be|ch|lu|ca|de|es|it|pt|uk|info|biz|io|me|pro|paris|bzh|example"
# « at » is an English word of every log: the domain after it must end as those of people do.
_KNOWN = re.compile(rf"{_LABEL}(?:{_DOT}{_LABEL}){{0,5}}{_DOT}(?i:{_ENDS})(?![\w(-]|\.\w)")
_BEFORE = re.compile(rf"(?P<local>[\w.+'’-]{{1,64}}){SPACE}{{0,2}}\Z")


def spelt_mails(text: str) -> Iterator[Found]:
    """The addresses with « [at] », « (at) », or « at » and a domain."""
    for signs, spelt, domain in ((_BRACKETS, _BRACKETED, _DOMAIN), (_ALONE, _BARE, _KNOWN)):
        for place in places(text, *signs):
            at = spelt.match(text, place)
            after = domain.match(text, at.end()) if at else None
            before = _BEFORE.search(text[max(0, place - 66) : place]) if after else None
            if after and before and (spelt is _BRACKETED or _is_an_address(before["local"], after[0])):
                yield Kind.MAIL, place - len(before[0]), after.end()


def as_typed(mail: str) -> str:
    """The address as a machine reads it: « a@b.fr » for « a [at] b [dot] fr »."""
    plain = re.sub(rf"{SPACE}*{_BRACKETED.pattern}", "@", mail.replace("%40", "@"), count=1)
    plain = plain if "@" in plain else re.sub(rf"{SPACE}*{_BARE.pattern}", "@", plain, count=1)
    return re.sub(_DOT, ".", plain)


def _is_an_address(local: str, domain: str) -> bool:
    """« dupont at fai.fr », « j.dupont at mail.fai.fr »; « refused at sql.ville.fr » tells of a server."""
    return bool(re.search("[._0-9]", local)) or len(re.findall(_DOT, domain)) == 1
