"""Who is a référent informatique in fact: designated by the library, and trained (R19, art. 4.1)."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from foundation import clock
from foundation.parts import Button
from network.models import Assignment
from network.roles import Role
from training import refreshers
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


def way_to_effect(person: Any) -> tuple[str, Button]:
    """Where someone designated stands with that training, in French, and the button that brings it nearer."""
    courses = Course.objects.visible_to(person).on_offer().filter(trains_correspondents=True)
    step = refreshers.next_step(courses, person, clock.now())
    if step is None:
        text = "Aucune formation de référent n’est au catalogue : demandez-la au SCLP."
        return text, Button("Voir le catalogue", reverse("training:courses"), icon="graduation-cap")
    return step.told, step.button(person, person)
