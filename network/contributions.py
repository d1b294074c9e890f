"""What the network brings to the side bar, to the search, to the homes and to the life of its people and places."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Case, Q, When
from django.urls import reverse

from foundation import clock
from foundation.audit import SYSTEM, Event
from foundation.french import count, enumerate_fr, holds_words, long_date, of_person, spelled_out, typography
from foundation.registry import Alike, Hit, NavigationEntry, ToDo
from network import account_mails
from network.models import Assignment, Commune, Library, Person, PresidentMandate, Service, UrbanCommunity, Vendor
from network.models.folded import containing
from network.roles import FUNCTIONS, Role, Scope
from network.rules import (
    may_designate_correspondent,
    may_keep_registers,
    may_manage_network,
    may_reach_everyone,
    may_read_life,
    may_read_sign_in,
    may_record_mandate,
)

MOST = 20  # hits of one sort
MOST_EVENTS = 500


def navigation(person: Any) -> NavigationEntry | None:
    """For whoever sees at least one commune or library."""
    on = clock.today()
    local = [one for one in person.current_assignments(on) if one.place_commune_id]  # a service is in no commune
    if not person.sees_network(on) and all(FUNCTIONS[Role(one.role)].network == Scope.NOTHING for one in local):
        return None
    return NavigationEntry("Réseau", reverse("network:communes"), "network")


# --- search ----------------------------------------------------------------------------------------------------------


def searched(person: Any) -> str | None:
    """Whoever has several communes before them looks for one."""
    return "une commune" if person.sees_network(clock.today()) else None


def communes(person: Any, words: str) -> list[Hit]:
    """The communes of these words, or of this INSEE code; those that begin so come first."""
    found = Commune.objects.visible_to(person).filter(containing(words, "sort_name") | containing(words, "insee"))
    begins = Q(sort_name__startswith=words) | Q(sort_name__startswith=spelled_out(words))
    found = found.order_by(Case(When(begins, then=0), default=1), "sort_name")
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
    """The people of this name; their address for who may read that of everyone."""
    is_told = may_reach_everyone(person)
    found = Person.objects.visible_to(person).filter(containing(words, "sort_name"))
    return [
        Hit(
            str(one),
            (one.email or "sans adresse") if is_told else "personne",
            one.get_absolute_url(),
            icon="user",
            group="Personnes",
        )
        for one in found[:MOST]
    ]


def institutions(person: Any, words: str) -> list[Hit]:
    """The Communauté urbaine and its services: three rows at most, read whole."""
    found = [*UrbanCommunity.objects.visible_to(person), *Service.objects.visible_to(person)]
    return [
        Hit(one.name, one.short_name, one.get_absolute_url(), icon="building-2", group="Communauté urbaine")
        for one in found
        if holds_words(f"{one.name} {one.short_name}", words)
    ]


def vendors(person: Any, words: str) -> list[Hit]:
    """The vendors of this name."""
    found = Vendor.objects.visible_to(person).filter(containing(words, "sort_name"))
    return [
        Hit(one.name, "titulaire du marché", one.get_absolute_url(), icon="handshake", group="Titulaires du marché")
        for one in found[:MOST]
    ]


# --- homes -----------------------------------------------------------------------------------------------------------


def todo(person: Any) -> list[ToDo]:
    """What is missing in the network, for whoever completes it: registers, référents and contacts (R19, R37)."""
    if may_manage_network(person):
        return [*(_to_set_up() if may_keep_registers(person) else []), *_missing(person)]
    on = clock.today()
    lacking = Library.objects.visible_to(person).without_correspondent(on)
    return [_to_designate(one) for one in lacking if may_designate_correspondent(one, person)]


def _to_set_up() -> Iterator[ToDo]:
    """What a network that begins lacks before anything else can be recorded in it."""
    if not UrbanCommunity.objects.exists():
        text = "La Communauté urbaine n’est pas décrite : les conventions ne peuvent pas la nommer"
        yield ToDo("warn", "à compléter", typography(text), "Décrire", reverse("network:edit_community"))
    there = set(Service.objects.values_list("code", flat=True))
    for label in (label for code, label in Service.KINDS if code not in there):
        text = f"Service à enregistrer : {label}"
        yield ToDo("warn", "à compléter", typography(text), "Enregistrer", reverse("network:new_service"), rank=1)
    if not Person.objects.holding(Role.COORDINATOR, clock.today()).exists():
        text = "Personne ne tient la coordination : c’est elle qui enregistre le mandat du Président et les conventions"
        yield ToDo("warn", "à compléter", typography(text), "Ajouter", reverse("network:new_person"), rank=1)
    if not Commune.objects.exists():
        address = reverse("foundation:import_new", args=["communes"])
        yield ToDo("warn", "à compléter", "Aucune commune dans le réseau", "Importer", address, rank=2)


def _missing(person: Any) -> Iterator[ToDo]:
    on = clock.today()
    if may_record_mandate(person) and not PresidentMandate.objects.visible_to(person).on(on).exists():
        text = "Aucun mandat du Président ne court : les conventions n’ont pas de date de fin sûre (art. 6)"
        yield ToDo("warn", "à compléter", typography(text), "Enregistrer", reverse("network:new_mandate"))
    lonely = Library.objects.visible_to(person).without_correspondent(on).count()
    if lonely:
        text = f"{count(lonely, 'bibliothèque')} sans référent informatique"
        yield ToDo("info", "à compléter", text, "Voir", _lonely(), rank=900)
    with_library = (
        Commune.objects.visible_to(person).without_contact(on).filter(libraries__in=Library.objects.open_on(on))
    )
    silent = with_library.distinct().count()
    if silent:
        text = f"{count(silent, 'commune')} sans contact, avec une bibliothèque"
        address = f"{reverse('network:communes')}?lacks=contact&library=with"
        yield ToDo("info", "à compléter", text, "Voir", address, rank=910)


def _lonely() -> str:
    """The list of the libraries without a référent."""
    return f"{reverse('network:libraries')}?lacks=correspondent"


def _to_designate(library: Library) -> ToDo:
    text = f"{library} n’a pas de référent informatique"
    several = Alike("library without referent", "bibliothèques", "sans référent informatique", str(library), _lonely())
    address = reverse("network:designate", args=[library.pk])
    return ToDo("warn", "à faire", text, "Désigner", address, subject=str(library), alike=several)


# --- lives -----------------------------------------------------------------------------------------------------------


def life(obj: Any) -> list[Event]:
    """The functions given, ended and taken back, in the life of a person or of a place."""
    fields = {Person: "person", Library: "library", Commune: "commune", Service: "service", Vendor: "vendor"}
    field = fields.get(type(obj))
    if field is None:
        return []
    related = ("history_user", "person", "library", "commune", "service", "vendor")
    rows = Assignment.history.filter(**{field: obj}).select_related(*related)
    return [_event(row) for row in rows.order_by("-history_date", "-history_id")[:MOST_EVENTS]]


def truths(obj: Any, on: date) -> list[tuple[str, str]]:
    """The functions that someone held that day."""
    if not isinstance(obj, Person):
        return []
    held = [f"{Role(one.role).label}, {one.place}" for one in obj.current_assignments(on)]
    return [("Fonctions", enumerate_fr(held) if held else "aucune")]


def is_life_closed(obj: Any, person: Any) -> bool | None:
    """A colleague sees one’s page, not the mails one received nor what one’s address was."""
    return (isinstance(obj, Person) and not may_read_life(obj, person)) or None


def unread_mails(obj: Any, person: Any) -> list[str]:
    """The mails about someone’s password and second factor are for that person and who keeps the accounts."""
    is_read = not isinstance(obj, Person) or may_read_sign_in(obj, person)
    return [] if is_read else [account_mails.kind_of(name) for name in account_mails.MAILS]


def _event(row: Any) -> Event:
    who = str(row.history_user) if row.history_user else SYSTEM
    role = Role(row.role).label
    place = row.library or row.commune or row.service or row.vendor
    whom = f"à {row.person}" if row.history_type == "+" else of_person(str(row.person))
    what = f"« {role}, {place} » {whom}"
    if row.history_type == "-":
        return Event(row.history_date, who, f"a retiré la fonction {what}")
    if row.history_type == "+":
        until = f" jusqu’au {long_date(row.ends_on)}" if row.ends_on else ""
        return Event(
            row.history_date, who, f"a donné la fonction {what}, à partir du {long_date(row.starts_on)}{until}"
        )
    end = f"finit le {long_date(row.ends_on)}" if row.ends_on else "n’a plus de fin prévue"
    return Event(row.history_date, who, f"a changé la fonction {what} : elle {end}")
