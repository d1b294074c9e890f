"""What conventions bring to the side bar, to a commune’s page, to the search and to their own life."""

from datetime import date
from typing import Any

from django.urls import reverse

from convention import coverage
from convention.models import Convention, Original
from convention.rules import may_manage, may_read_conventions
from convention.states import RUNNING
from foundation import clock
from foundation.audit import SYSTEM, Event, as_of
from foundation.french import enumerate_fr, long_date
from foundation.registry import Hit, NavigationEntry, Panel
from network.models import Commune, PresidentMandate


def navigation(person: Any) -> NavigationEntry | None:
    """« Conventions », with how many are to renew and have no next one yet, for whoever renews them."""
    if not may_read_conventions(person):
        return None
    to_renew = Convention.objects.awaiting_next(clock.today()) if may_manage(person) else None
    address = reverse("convention:list")
    return NavigationEntry("Conventions", address, "handshake", counted="à renouveler", rows=to_renew)


def searched(person: Any) -> str | None:
    """Conventions, for whoever reads them."""
    return "une convention" if may_read_conventions(person) else None


def commune_panel(commune: Commune, person: Any) -> Panel | None:
    """The conventions of a commune, present and past; the button that makes the next one."""
    if not Commune.objects.with_conventions_visible_to(person).filter(pk=commune.pk).exists():
        return None
    on = clock.today()
    standing = Convention.objects.visible_to(person).filter(commune=commune).not_discarded()
    conventions = standing.with_end().order_by("-starts_on", "-pk")
    rows = [{"convention": one, "situation": coverage.worth(one, on)} for one in conventions]
    link = None
    if may_manage(person):
        link = ("Générer une convention", f"{reverse('convention:generate')}?communes={commune.pk}")
    return Panel("Conventions", "convention/_of_commune.html", {"rows": rows}, link)


def search(person: Any, words: str) -> list[Hit]:
    """The conventions whose number or commune holds these words, the latest first."""
    found = (
        Convention.objects.visible_to(person).matching(words).select_related("commune").order_by("-starts_on", "-pk")
    )
    return [
        Hit(
            f"{one.number}, {one.commune}",
            f"{one.state_label}, à compter du {long_date(one.starts_on)}" if one.starts_on else "sans date d’effet",
            one.get_absolute_url(),
            icon="handshake",
            group="Conventions",
        )
        for one in found[:20]
    ]


def life(obj: Any) -> list[Event]:
    """Where the two originals went, in the life of their convention."""
    if not isinstance(obj, Convention):
        return []
    rows = Original.history.filter(convention_id=obj.pk).select_related("history_user")
    return [
        Event(row.history_date, str(row.history_user) if row.history_user else SYSTEM, _move(row.history_type, row))
        for row in rows
    ]


def _move(history_type: str, row: Any) -> str:
    which = f"l’exemplaire {row.get_number_display()}"
    if history_type == "-":
        return f"a annulé {which}"
    verb = "a ouvert le suivi de" if history_type == "+" else "a déplacé"
    is_that_day = row.since == row.history_date.astimezone(clock.PARIS).date()  # which the line tells already
    since = "" if is_that_day else f" depuis le {long_date(row.since)}"
    return f"{verb} {which} : il est {row.get_holder_display()}{since}"


def truths(obj: Any, on: date) -> list[tuple[str, str]]:
    """Whether a convention was in force that day, and until when as far as one knew then (R40, art. 6)."""
    if not isinstance(obj, Convention):
        return []
    if obj.starts_on is not None:
        known = as_of(PresidentMandate, on).filter(starts_on__lte=obj.starts_on).order_by("-starts_on").first()
        obj.mandate = known.instance if known else None
    situation, end = obj.situation(on), obj.end
    is_in_force = situation in RUNNING
    found = [("En vigueur", "Oui" if is_in_force else "Non"), ("Situation", str(situation.label))]
    if end is not None and end.date is not None:
        why = enumerate_fr([one.label for one in end.bites])
        found.append(("Dernier jour", f"{long_date(end.date)} ({why})"))
    return found
