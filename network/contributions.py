"""What the network brings to the side bar, to the search, to the homes and to the life of its people and places."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, When
from django.urls import reverse

from foundation import clock
from foundation.audit import SYSTEM, Event
from foundation.french import count, long_date
from foundation.registry import Hit, NavigationEntry, ToDo
from network.models import Assignment, Commune, Library, Person
from network.models.folded import containing
from network.roles import FUNCTIONS, Role, Scope
from network.rules import may_designate_correspondent, may_manage_network, may_read_life

MOST = 20  # hits of one sort
MOST_EVENTS = 500


def navigation(person: Any) -> NavigationEntry | None:
    """For whoever sees at least one commune or library."""
    if all(FUNCTIONS[Role(role)].network == Scope.NOTHING for role in person.roles(clock.today())):
        return None
    return NavigationEntry("Réseau", reverse("network:communes"), "network")


# --- search ----------------------------------------------------------------------------------------------------------


def communes(person: Any, words: str) -> list[Hit]:
    """The communes of these words, or of this INSEE code; those that begin so come first."""
    found = Commune.objects.visible_to(person).filter(containing(words, "sort_name") | containing(words, "insee"))
    found = found.order_by(Case(When(sort_name__startswith=words, then=0), default=1), "sort_name")
    return [
        Hit(one.name, f"commune, {one.insee}", one.get_absolute_url(), icon="landmark", group="Communes")
        for one in found[:MOST]
    ]


def libraries(person: Any, words: str) -> list[Hit]:
    """The libraries whose name and commune hold these words."""
    found = Library.objects.visible_to(person).filter(containing(words, "sort_name", "commune__sort_name"))
    return [
        Hit(one.name, f"bibliothèque, {one.commune}", one.get_absolute_url(), icon="library", group="Bibliothèques")
        for one in found.select_related("commune")[:MOST]
    ]


def people(person: Any, words: str) -> list[Hit]:
    """The people of this name."""
    found = Person.objects.visible_to(person).filter(containing(words, "sort_name"))
    return [
        Hit(str(one), one.email or "sans adresse", one.get_absolute_url(), icon="user", group="Personnes")
        for one in found[:MOST]
    ]


# --- homes -----------------------------------------------------------------------------------------------------------


def todo(person: Any) -> list[ToDo]:
    """What is missing in the network, for whoever completes it: référents and contacts (R19, R37)."""
    if may_manage_network(person):
        return list(_missing(person))
    on = clock.today()
    lacking = Library.objects.visible_to(person).without_correspondent(on)
    return [
        ToDo("warn", "à faire", f"{one} n’a pas de référent informatique", "Désigner", _designate(one))
        for one in lacking
        if may_designate_correspondent(one, person)
    ]


def _missing(person: Any) -> Iterator[ToDo]:
    on = clock.today()
    lonely = Library.objects.visible_to(person).without_correspondent(on).count()
    if lonely:
        text = f"{count(lonely, 'bibliothèque')} sans référent informatique"
        yield ToDo("info", "à compléter", text, "Voir", f"{reverse('network:libraries')}?lacks=correspondent", rank=900)
    with_library = (
        Commune.objects.visible_to(person).without_contact(on).filter(libraries__in=Library.objects.open_on(on))
    )
    silent = with_library.distinct().count()
    if silent:
        text = f"{count(silent, 'commune')} sans contact, avec une bibliothèque"
        address = f"{reverse('network:communes')}?lacks=contact&library=with"
        yield ToDo("info", "à compléter", text, "Voir", address, rank=910)


def _designate(library: Library) -> str:
    return reverse("network:designate", args=[library.pk])


# --- lives -----------------------------------------------------------------------------------------------------------


def life(obj: Any) -> list[Event]:
    """The functions given, ended and taken back, in the life of a person, a library or a commune."""
    field = {Person: "person", Library: "library", Commune: "commune"}.get(type(obj))
    if field is None:
        return []
    related = ("history_user", "person", "library", "commune", "service", "vendor")
    rows = Assignment.history.filter(**{field: obj}).select_related(*related)
    return [_event(row) for row in rows.order_by("-history_date", "-history_id")[:MOST_EVENTS]]


def is_life_closed(obj: Any, person: Any) -> bool | None:
    """A colleague sees one’s page, not the mails one received nor what one’s address was."""
    return (isinstance(obj, Person) and not may_read_life(obj, person)) or None


def _event(row: Any) -> Event:
    who = str(row.history_user) if row.history_user else SYSTEM
    role = Role(row.role).label
    place = row.library or row.commune or row.service or row.vendor
    what = f"« {role}, {place} »" + (f" de {row.person}" if row.history_type != "+" else f" à {row.person}")
    if row.history_type == "-":
        return Event(row.history_date, who, f"a retiré la fonction {what}")
    if row.history_type == "+":
        until = f" jusqu’au {long_date(row.ends_on)}" if row.ends_on else ""
        return Event(
            row.history_date, who, f"a donné la fonction {what}, à partir du {long_date(row.starts_on)}{until}"
        )
    end = f"finit le {long_date(row.ends_on)}" if row.ends_on else "n’a plus de fin prévue"
    return Event(row.history_date, who, f"a changé la fonction {what} : elle {end}")
