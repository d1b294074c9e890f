"""What conventions bring to the side bar, to a commune’s page, to the search and to their own life."""

from typing import Any

from django.urls import reverse

from convention.models import Convention, Original
from convention.rules import may_manage, may_read_conventions
from convention.states import situation_of
from foundation import clock
from foundation.audit import SYSTEM, Event
from foundation.french import long_date
from foundation.registry import Hit, NavigationEntry, Panel
from network.models import Commune


def navigation(person: Any) -> NavigationEntry | None:
    """« Conventions », with how many are to renew for whoever renews them."""
    if not may_read_conventions(person):
        return None
    to_renew = Convention.objects.to_renew(clock.today()).count() if may_manage(person) else 0
    return NavigationEntry("Conventions", reverse("convention:list"), "handshake", count=to_renew)


def commune_panel(commune: Commune, person: Any) -> Panel | None:
    """The conventions of a commune, present and past; the button that makes the next one."""
    if not Commune.objects.with_conventions_visible_to(person).filter(pk=commune.pk).exists():
        return None
    on = clock.today()
    conventions = Convention.objects.visible_to(person).filter(commune=commune).with_end().order_by("-starts_on", "-pk")
    rows = [
        {"convention": one, "situation": situation_of(one.state, one.starts_on, one.ends_on, on)} for one in conventions
    ]
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
            f"{one.get_state_display()}, à compter du {long_date(one.starts_on)}"
            if one.starts_on
            else "sans date d’effet",
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
    verbs = {"+": "a mis en circulation", "~": "a déplacé", "-": "a retiré"}
    rows = Original.history.filter(convention_id=obj.pk).select_related("history_user")
    return [
        Event(
            row.history_date,
            str(row.history_user) if row.history_user else SYSTEM,
            f"{verbs[row.history_type]} l’exemplaire {row.get_number_display()} : {row.get_holder_display()}",
        )
        for row in rows
    ]
