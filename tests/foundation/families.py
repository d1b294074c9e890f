"""A family of mails of no domain, its reader, and messages of it about communes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core import mail

from foundation import clock, digests, mail_preferences, outbox
from foundation.clock import PARIS
from foundation.models import MailMode, MailPreference, OutboxMessage
from tests.factories import CommuneFactory, PersonFactory
from tests.foundation.trials import NOON

MORNING = datetime(2026, 11, 25, 8, tzinfo=PARIS)  # the Wednesday after NOON

TRIAL = digests.Family(
    key="trial", label="Essais", help="Ce qui arrive aux essais.", concerns=lambda person: True, may_be_silenced=True
)


@pytest.fixture
def family(monkeypatch) -> digests.Family:
    """The family “trial”, and no other, for one test."""
    monkeypatch.setattr(mail_preferences, "families", {})
    digests.register(TRIAL)
    return TRIAL


def reader(mode: MailMode = MailMode.DAILY, **facts: Any) -> Any:
    """Somebody who has chosen about the family."""
    person = PersonFactory(**facts)
    MailPreference.objects.create(person=person, family="trial", mode=mode)
    return person


def told(to: Any, **changes: Any) -> OutboxMessage | None:
    """A message of the family, about a commune of its own unless told otherwise."""
    facts = {
        "about": changes.pop("about", None) or CommuneFactory(),
        "subject": "Une affaire avance",
        "lines": ["Elle a changé de main."],
        "label": "Ouvrir l’affaire",
        "family": "trial",
    }
    return outbox.write_lines("trial", to=to, **(facts | changes))


@pytest.fixture
def noon() -> Iterator[datetime]:
    """The moment at which what a test tells is told."""
    with clock.frozen_at(NOON) as moment:
        yield moment


def made(at: datetime = MORNING) -> int:
    """Make the digests due at that moment; how many."""
    with clock.frozen_at(at):
        return digests.make_due()


def left(at: datetime = MORNING) -> list:
    """The digests made at that moment, as they are received."""
    made(at)
    with clock.frozen_at(at):
        outbox.send_due()
    return mail.outbox


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ")


def check(monkeypatch, why_not=lambda message: "", again=None) -> None:
    """Have the messages of the family looked at again, for one test."""
    monkeypatch.setitem(outbox.checks, "trial", outbox.Check(why_not, again))
