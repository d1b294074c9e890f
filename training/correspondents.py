"""Who is a référent informatique in fact: designated by the library, and trained (R19, art. 4.1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from foundation import clock
from foundation.parts import Button
from network.models import Assignment
from network.roles import Role
from training import equivalence, refreshers
from training.models import Certification, Course

NOT_EFFECTIVE = "Votre désignation de référent informatique n’a pas encore d’effet : il vous manque la formation"


def is_trained(on: date) -> Exists:
    """The condition of a designation: its holder’s training as référent is valid that day."""
    return Exists(Certification.objects.valid(on).filter(person=OuterRef("person"), trains_correspondent=True))


def effective_correspondents(on: date) -> QuerySet:
    """The designations that count that day: running, and held by someone whose training as référent is valid."""
    designated = Assignment.objects.current(on).filter(role=Role.IT_CORRESPONDENT, library__isnull=False)
    return designated.filter(is_trained(on))


def is_to_train(person: Any, on: date) -> bool:
    """Whether someone is designated that day without the training that gives it effect; no query for who is not."""
    if not any(one.role == Role.IT_CORRESPONDENT for one in person.current_assignments(on)):
        return False
    return not Certification.objects.valid(on).filter(person=person, trains_correspondent=True).exists()


@dataclass(frozen=True)
class Way:
    """Where someone designated stands with that training, in French, and the buttons that bring it nearer."""

    told: str
    verb: str  # what the first button does, in a word
    buttons: list[Button]
    is_awaited: bool = False  # it is for the SCLP to answer


def way_to_effect(person: Any) -> Way:
    """What someone designated does next: see the equivalence that waits, follow the course, or declare one."""
    courses = Course.objects.visible_to(person).on_offer().filter(trains_correspondents=True)
    step = refreshers.next_step(courses, person, clock.now())
    awaited = equivalence.awaited_as_correspondent(person)
    if awaited is not None:
        see = Button("Voir l’équivalence", awaited.get_absolute_url(), icon="eye")
        if step is None or step.booking is None:
            return Way(equivalence.told(awaited), "Voir", [see], is_awaited=True)
        return Way(f"{step.told} {equivalence.told(awaited)}", "Voir", [step.button(person, person), see])
    declare = Button(
        "Déclarer une équivalence", f"{reverse('training:declare_equivalence')}?correspondent=1", icon="file-plus"
    )
    if step is not None and (step.booking is not None or step.session is not None):
        return Way(step.told, "Se former", [step.button(person, person), declare])
    told = "Aucune formation de référent n’est au catalogue : demandez-la au SCLP." if step is None else step.told
    look = Button("Voir le catalogue", reverse("training:courses"), icon="graduation-cap")
    told += " Si vous l’avez suivie ailleurs, déclarez une équivalence."
    return Way(told, "Déclarer", [declare, look if step is None else step.look()])
