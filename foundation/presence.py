"""Who else is here: soft, it locks nothing; what two people write at once is told at save (`foundation.versions`).

A page says `{% presence key %}`, with the key of its draft or its path. Its browser gives a sign every 15 s while the
page is under the eyes, and shows who else did lately. Only who was given the page learns who is there: the sign bears
the same proof as a draft’s form.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from foundation import clock, french
from foundation.models import Presence

GOOD_FOR = timedelta(seconds=40)  # two signs may be lost: one comes every 15 s
PAGE_LASTS = timedelta(days=1)  # a page left open longer must be opened again: rights may have ended


def note(person: Any, key: str, writing: bool = False) -> None:
    """A sign from this person’s browser: the page is under their eyes, and its form perhaps under their hands."""
    Presence.objects.update_or_create(person=person, key=key, defaults={"seen_at": clock.now(), "is_writing": writing})


def others(person: Any, key: str, now: datetime) -> QuerySet[Presence]:
    """Who else gave a sign from this page lately; who writes comes first."""
    lately = Presence.objects.filter(key=key, seen_at__gte=now - GOOD_FOR).exclude(person=person)
    return lately.select_related("person").order_by("-is_writing", "person")


def sentences(present: Iterable[Presence]) -> list[str]:
    """What the page says of them: « Karim Demo écrit », « Zoé Demo et Yann Demo lisent cette page »."""
    there = list(present)
    writing = [str(one.person) for one in there if one.is_writing]
    reading = [str(one.person) for one in there if not one.is_writing]
    said = []
    if writing:
        said.append(f"{french.some_of(writing)} {'écrit' if len(writing) == 1 else 'écrivent'}")
    if reading:
        said.append(f"{french.some_of(reading)} {'lit' if len(reading) == 1 else 'lisent'} cette page")
    return said
