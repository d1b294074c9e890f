"""What the network brings to the homes of those who see only their own places (design: home by role)."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from foundation import clock
from foundation.french import of_place
from foundation.registry import Panel
from network.models import Assignment, Library, Person
from network.roles import Role

SHOWN = 4  # libraries told one by one; the others stand in the list


def home_panels(person: Any) -> list[Panel]:
    """One’s own libraries with who works there, and what one is called to do; nothing for who sees the network."""
    on = clock.today()
    if person.sees_network(on):
        return []
    held = Panel(
        "Vos fonctions",
        "network/_functions.html",
        {"assignments": person.current_assignments(on)},
        ("Mon compte", reverse("own_account")),
        is_aside=True,
    )
    return [*_libraries(person, on), held]


def _libraries(person: Any, on: date) -> list[Panel]:
    """Those where one holds a function, then those that one sees for a commune, each under its own title."""
    team = Assignment.objects.current(on).filter(person__in=Person.objects.visible_to(person)).select_related("person")
    seen = Library.objects.visible_to(person).open_on(on).select_related("commune").order_by("sort_name")
    team = Prefetch("assignments", team.with_effect(on).order_by("role", "person__sort_name"), to_attr="team")
    held = {one.library_id for one in person.current_assignments(on)}
    found = list(seen.prefetch_related(team))
    own = [one for one in found if one.pk in held]
    others = [one for one in found if one.pk not in held]
    panels = [_panel(own, "Votre bibliothèque" if len(own) == 1 else "Vos bibliothèques")] if own else []
    return [*panels, _panel(others, _title_of(others, own))] if others else panels


def _title_of(others: list[Library], own: list[Library]) -> str:
    """« La bibliothèque d’Achères », « Les autres bibliothèques d’Achères », « Les bibliothèques de vos communes »."""
    communes = {one.commune for one in others}
    place = of_place(communes.pop().name) if len(communes) == 1 else "de vos communes"
    other = {one.commune_id for one in others} & {one.commune_id for one in own}
    if len(others) == 1:
        return f"{'L’autre' if other else 'La'} bibliothèque {place}"
    return f"Les {'autres ' if other else ''}bibliothèques {place}"


def _panel(libraries: list[Any], title: str) -> Panel:
    rows = [
        {
            "library": one,
            "correspondents": [a for a in one.team if a.role == Role.IT_CORRESPONDENT],
            "people": len({a.person_id for a in one.team}),
        }
        for one in libraries[:SHOWN]
    ]
    link = ("Toutes", reverse("network:libraries")) if len(libraries) > SHOWN else None
    return Panel(title, "network/_own_libraries.html", {"rows": rows}, link)
