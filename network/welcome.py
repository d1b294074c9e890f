"""What remains to be done before someone can work here: a function, an address, an invitation."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from network import invitations
from network.models import Person


@dataclass(frozen=True)
class Left:
    """One thing that remains: what to do, where, and what it is for; `is_act` when the address does it by itself."""

    label: str
    url: str
    why: str
    is_act: bool = False


def left_for(person: Person, on: date) -> list[Left]:
    """In the order in which one does them; nothing for who cannot come back, or needs nothing more.

    Who holds a function without an address needs none: a volunteer may be trained and sit without signing in.
    """
    if person.anonymised_at or not person.is_active:
        return []
    holds = any(one.ends_on is None or one.ends_on >= on for one in person.assignments.all())
    left = [] if holds else [_function(person)]
    if not person.email:
        return left if holds else [*left, _address(person)]
    enters = person.last_login or person.has_usable_password() or invitations.pending(person)
    return left if enters else [*left, _invitation(person)]


def _function(person: Person) -> Left:
    why = "sans elle, cette personne ne voit que son compte"
    return Left("Donner une fonction", reverse("network:assign", args=[person.pk]), why)


def _address(person: Person) -> Left:
    why = "seulement si cette personne doit se connecter"
    return Left("Ajouter une adresse e-mail", reverse("network:edit_person", args=[person.pk]), why)


def _invitation(person: Person) -> Left:
    why = "un e-mail part, où cette personne choisit son mot de passe"
    return Left("Inviter à se connecter", reverse("network:invite", args=[person.pk]), why, is_act=True)
