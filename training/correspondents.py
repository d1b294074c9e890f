"""Who is a référent informatique in fact: designated by the library, and trained (R19, art. 4.1)."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from network.models import Assignment
from network.roles import Role
from training.models import Certification


def is_trained(on: date) -> Exists:
    """The condition of a designation: its holder’s training as référent is valid that day."""
    return Exists(Certification.objects.valid(on).filter(person=OuterRef("person"), trains_correspondent=True))


def effective_correspondents(on: date) -> QuerySet:
    """The designations that count that day: running, and held by someone whose training as référent is valid."""
    designated = Assignment.objects.current(on).filter(role=Role.IT_CORRESPONDENT, library__isnull=False)
    return designated.filter(is_trained(on))
