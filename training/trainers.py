"""Who may teach, and the sessions to come that one of their trainers can teach no more."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models.functions import TruncDate

from foundation import clock
from network.models import Assignment, Person
from network.roles import Role
from training.models import HalfDay, Session

TEACHING = (Role.TRAINER, Role.SIGB_REFERENT)


def teaching(on: date) -> models.QuerySet[Assignment]:
    """The functions that day of who may teach."""
    return Assignment.objects.current(on).filter(role__in=TEACHING)


def trainers_for(session: Session) -> models.QuerySet[Person]:
    """Who may teach it: trainers and référents SIGB of today, and who teaches it already, even if they have left.

    Another change of the session never takes it from them unseen.
    """
    may_teach = models.Q(pk__in=teaching(clock.today()).values("person"))
    if session.pk:
        may_teach |= models.Q(pk__in=Session.trainers.through.objects.filter(session=session.pk).values("person"))
    return Person.objects.filter(may_teach)


def leaving(now: datetime) -> models.QuerySet:
    """A row for each trainer of a session to come who, on one of its days, teaches no more or has a closed account."""
    days = HalfDay.objects.annotate(day=TruncDate("starts_at", tzinfo=clock.PARIS))
    day: Any = models.OuterRef("day")
    able = teaching(day).filter(person__is_active=True, person=models.OuterRef(models.OuterRef("person")))
    missed = days.filter(~models.Exists(able), session=models.OuterRef("session"))
    to_come = Session.objects.to_come(now).values("pk")
    return Session.trainers.through.objects.filter(models.Exists(missed), session__in=to_come)


def to_replace(now: datetime) -> list[tuple[Session, list[Person]]]:
    """The sessions to come that a trainer has left, the next first, each with who has."""
    found: dict[int, list[Person]] = {}
    for row in leaving(now).select_related("person").order_by("person__sort_name"):
        found.setdefault(row.session_id, []).append(row.person)
    sessions = Session.objects.filter(pk__in=found).select_related("course").with_dates().order_by("first_at", "pk")
    return [(one, found[one.pk]) for one in sessions] if found else []
