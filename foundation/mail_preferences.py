"""Which mails a person wants of each family, and when: at each fact, in one digest a working day, or not at all.

    digests.register(Family("tickets", "Demandes d’assistance", help="…", concerns=uses_the_desk))
    outbox.write_lines(..., family="tickets")

A family is what a reader can choose about in one gesture, in words of theirs. What the law or a task needs is of none,
or is written `urgent=True` (foundation.outbox), and always leaves at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from foundation import clock, wakeups
from foundation.models import MailMode, MailPreference, OutboxMessage

UNWANTED = "Le destinataire a choisi de ne plus recevoir ces messages."


@dataclass(frozen=True)
class Family:
    """A sort of mails that readers choose about.

    `concerns(person)` says who is asked about it; `page` names the address (« tickets:list ») of where all that it
    tells is found, for a digest too short to tell it.
    """

    key: str
    label: str
    help: str
    concerns: Callable[[Any], bool]
    may_be_silenced: bool = False
    page: str = ""

    @property
    def modes(self) -> list[MailMode]:
        """What a reader may choose."""
        return [mode for mode in MailMode if mode != MailMode.NEVER or self.may_be_silenced]


families: dict[str, Family] = {}


def register(family: Family) -> None:
    """Let readers choose about a family, from `AppConfig.ready`; the same key again replaces."""
    families[family.key] = family


def families_of(person: Any) -> list[Family]:
    """Those that this person is asked about, by their names."""
    return sorted((one for one in families.values() if one.concerns(person)), key=lambda one: one.label)


def mode_of(person: Any, key: str) -> MailMode:
    """How this person wants the mails of a family. Raises LookupError for one that no app has registered."""
    family = families[key]
    chosen = MailPreference.objects.filter(person=person, family=key).values_list("mode", flat=True).first()
    return _allowed(family, chosen)


def modes_of(person: Any) -> dict[str, MailMode]:
    """The same for every family registered; `person` may be a key."""
    chosen = dict(MailPreference.objects.filter(person=person).values_list("family", "mode"))
    return {key: _allowed(family, chosen.get(key)) for key, family in families.items()}


def choose(person: Any, chosen: Mapping[str, MailMode]) -> None:
    """Keep what a person wants of some families; what was kept for a digest follows: it leaves now, or never will."""
    with transaction.atomic():
        get_user_model()._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
        for key, mode in chosen.items():
            MailPreference.objects.update_or_create(person=person, family=key, defaults={"mode": mode})
            kept = OutboxMessage.objects.for_digest().filter(recipient=person, family=key)
            if mode == MailMode.EACH:
                release(kept)
            elif mode == MailMode.NEVER:
                withdraw(kept, UNWANTED)


def release(kept: Any) -> None:
    """Have what was kept for a digest leave by itself, now."""
    if kept.update(digest_at=None, gist={}, due_at=clock.now()):
        wakeups.wake("send_outbox")


def withdraw(kept: Any, why: str) -> None:
    """Have what was kept for a digest never leave, and keep the reason."""
    kept.update(withdrawn_at=clock.now(), gist={}, last_error=why)


def _allowed(family: Family, chosen: str | None) -> MailMode:
    """A silence chosen when the family allowed it is not one any more when it does not."""
    mode = MailMode(chosen or MailMode.EACH)
    return mode if mode in family.modes else MailMode.EACH
