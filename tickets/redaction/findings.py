"""What was found of a patron in a text, and the text without it."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.db import models


class Kind(models.TextChoices):
    """What a piece of text tells of a patron."""

    CARD = "CARD", "numéro de carte"
    MAIL = "MAIL", "adresse e-mail"
    PHONE = "PHONE", "numéro de téléphone"
    NAME = "NAME", "nom"
    ADDRESS = "ADDRESS", "adresse postale"
    BIRTH = "BIRTH", "date de naissance"
    BANK = "BANK", "compte bancaire"
    SOCIAL = "SOCIAL", "numéro de sécurité sociale"
    PASSWORD = "PASSWORD", "mot de passe"

    @property
    def mask(self) -> str:
        """What stands in the place of what is masked: « [carte masquée] »."""
        return _MASKS[self]


_MASKS = {
    Kind.CARD: "[carte masquée]",
    Kind.MAIL: "[e-mail masqué]",
    Kind.PHONE: "[téléphone masqué]",
    Kind.NAME: "[nom masqué]",
    Kind.ADDRESS: "[adresse masquée]",
    Kind.BIRTH: "[date de naissance masquée]",
    Kind.BANK: "[compte bancaire masqué]",
    Kind.SOCIAL: "[numéro de sécurité sociale masqué]",
    Kind.PASSWORD: "[mot de passe masqué]",
}
MASK = re.compile("|".join(map(re.escape, _MASKS.values())))


class Finding(NamedTuple):
    """A stretch of a text, from `start` up to `end`, that tells of a patron; a log holds a hundred thousand."""

    kind: Kind
    start: int
    end: int
    text: str

    @property
    def label(self) -> str:
        """How the page names it: « numéro de carte »."""
        return str(self.kind.label)


def merged(findings: Iterable[Finding], text: str) -> tuple[Finding, ...]:
    """In order, those that overlap made one, which bears the kind of the longest."""
    found: list[Finding] = []
    longest = 0
    for one in sorted(findings, key=_order):
        length = one.end - one.start
        if not found or one.start >= found[-1].end:
            found.append(one)
            longest = length
            continue
        last = found[-1]
        end = max(last.end, one.end)
        kind = one.kind if length > longest else last.kind
        longest = max(longest, length)
        found[-1] = Finding(kind, last.start, end, text[last.start : end])
    return tuple(found)


def _order(one: Finding) -> tuple[int, int]:
    return one.start, -one.end


def redact(text: str, findings: Iterable[Finding]) -> str:
    """The text with a mask in the place of each finding; the rest of it is as it was, letter for letter."""
    pieces, reached = [], 0
    for one in merged(findings, text):
        pieces += [text[reached : one.start], one.kind.mask]
        reached = one.end
    return "".join([*pieces, text[reached:]])
