"""Who a line about a person may designate, among those the network knows."""

from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from foundation.french import enumerate_fr, fold
from foundation.workflow import Refused
from network.imports.places import Place, Places
from network.models import Assignment, Person


class Acquaintances(Places):
    """The people known, by address and by name, with the places where they have worked."""

    @cached_property
    def by_email(self) -> dict[str, Person]:
        """People by address, in lower case."""
        return {person.email.lower(): person for person in self._people if person.email}

    @cached_property
    def by_name(self) -> dict[str, list[Person]]:
        """People by folded last and first name; two may share them."""
        found: dict[str, list[Person]] = {}
        for person in self._people:
            found.setdefault(person.sort_name, []).append(person)
        return found

    @cached_property
    def new_names(self) -> dict[str, tuple[int, list[str]]]:
        """Folded name → the line that creates someone of this name, without address: its number and its cells."""
        return {}

    def find(self, fields: dict[str, Any], place: Place | None) -> Person | None:
        """The person of this address, else of this name in this place; None for someone new.

        Raises Refused, naming the candidates, when the line may mean several people or another person.
        """
        if email := fields.get("email"):
            return self._by_address(email, fields, place)
        candidates = self.by_name.get(_name(fields), [])
        near = [one for one in candidates if _has_worked_in(one, place)] if place else candidates
        if len(near) == 1 or not candidates:
            return near[0] if near else None
        nowhere = [one for one in candidates if not one.assignments.all()]
        if not near and len(candidates) == 1 and nowhere:
            return nowhere[0]
        raise Refused(f"Plusieurs réponses possibles : {_told(near or candidates)}. Donnez une adresse e-mail.")

    def _by_address(self, email: str, fields: dict[str, Any], place: Place | None) -> Person | None:
        found = self.by_email.get(email)
        if found:
            if fold(found.first_name) != fold(fields["first_name"]) and fold(found.last_name) != fold(
                fields["last_name"]
            ):
                raise Refused(f"Cette adresse est celle de {found} : deux personnes n’en partagent pas une.")
            return found
        candidates = [one for one in self.by_name.get(_name(fields), []) if not place or _may_be_at(one, place)]
        without = [one for one in candidates if not one.email]
        if len(candidates) == 1 and without:
            return without[0]
        if candidates:
            raise Refused(
                f"Est-ce la même personne ? {_told(candidates)}. Une adresse se change sur la fiche, pas par un import."
            )
        return None

    @cached_property
    def _people(self) -> list[Person]:
        known = Person.objects.filter(anonymised_at=None)
        places = Assignment.objects.select_related("library__commune", "commune", "service", "vendor")
        return list(known.prefetch_related(Prefetch("assignments", places)))


def _name(fields: dict[str, Any]) -> str:
    return fold(f"{fields.get('last_name', '')} {fields.get('first_name', '')}")


def _has_worked_in(person: Person, place: Place) -> bool:
    return any(one.place == place for one in person.assignments.all())


def _may_be_at(person: Person, place: Place) -> bool:
    """In this place, or in none that is known."""
    return _has_worked_in(person, place) or not person.assignments.all()


def _told(candidates: list[Person]) -> str:
    return enumerate_fr([_identity(one) for one in candidates], last="ou")


def _identity(person: Person) -> str:
    """« Camille Exemple (camille@demo.example), bibliothécaire à Médiathèque 3 »."""
    address = f" ({person.email})" if person.email else " (sans adresse)"
    held = next(iter(person.assignments.all()), None)
    return f"{person}{address}" + (f", {held}" if held else ", sans fonction connue")
