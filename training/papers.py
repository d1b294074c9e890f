"""The usage charter and the guides: what whoever works on the shared tools must have read (art. 2.2; design: reading).

Versions, readings and the rule of who is up to date are those of `foundation.reading`; here, which papers they are, of
whom they are asked, and who follows it.
"""

from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet

from foundation import reading
from foundation.models import Acknowledgement, Paper, PaperVersion
from foundation.reading import Reading
from network.models import Assignment, Library, Person
from network.roles import Right, roles_with
from training import paper_mails
from training.people import at_work
from training.rules import may_manage_training, may_read_catalogue

SHELF = "training"
USAGE_CHARTER = "charte-usage"  # the paper whose acceptance opens the accesses to the SIGB


def readers(person: Any) -> Q | None:
    """The papers of training are read by whoever works on the shared tools."""
    return Q(shelf=SHELF) if person.is_active and may_read_catalogue(person) else None


def keepers(person: Any) -> Q | None:
    """They are written and published by who keeps the catalogue."""
    return Q(shelf=SHELF) if may_manage_training(person) else None


def visible_to(person: Any) -> QuerySet[Paper]:
    """The charter first, then the guides by title."""
    found = Paper.objects.visible_to(person).filter(shelf=SHELF)
    return found.alias(is_guide=~Q(key=USAGE_CHARTER)).order_by("is_guide", "title", "pk")


def to_read(person: Any, on: date) -> list[Reading]:
    """What this person has still to read, the most urgent first; nothing is asked of who works on nothing shared."""
    if not at_work(on).filter(person=person.pk).exists():
        return []
    left = [one for one in reading.readings(person, visible_to(person), on) if one.due_on]
    return sorted(left, key=lambda one: one.due_on or date.max)


def publish(version: PaperVersion, *, by: Any, required_on: date) -> PaperVersion:
    """Publish a version and write to everyone who is to read it. Raises Refused, PermissionDenied."""
    with transaction.atomic():
        published = reading.publish(version, by=by, required_on=required_on)
        paper_mails.published(published)
    return published


def refusal_to_withdraw(paper: Paper) -> str:
    """Why a paper stays asked for, or nothing."""
    if paper.key != USAGE_CHARTER:
        return ""
    return "Les accès au SIGB demandent la charte d’usage : publiez plutôt une nouvelle version."


# --- who has read ----------------------------------------------------------------------------------------------------


def followed_by(person: Any, on: date) -> QuerySet[Assignment]:
    """The functions of those whose readings one follows: everybody’s for who keeps the papers, a head’s own team’s."""
    asked = at_work(on)
    if may_manage_training(person):
        return asked
    headed = Assignment.objects.current(on).filter(person=person.pk, role__in=roles_with(Right.APPROVE_BOOKING))
    return asked.filter(library__in=headed.values("library"))


def people_followed(person: Any, version: PaperVersion, on: date) -> QuerySet[Person]:
    """Those people, each with `read_at` (this very version) and `is_up_to_date` (it, or the one that counts yet)."""
    people = Person.objects.visible_to(person).filter(pk__in=followed_by(person, on).values("person"))
    up_to_date = models.ExpressionWrapper(
        reading.acknowledged(version.paper.key, "pk", on), output_field=models.BooleanField()
    )
    return people.annotate(read_at=reading.read_at(version, "pk"), is_up_to_date=up_to_date).with_assignments(on)


def progress(person: Any, versions: list[PaperVersion], on: date) -> tuple[dict[int, int], int]:
    """How many of those whom one follows have read each of these versions, by its key; and of how many."""
    people = followed_by(person, on).values("person")
    read = Acknowledgement.objects.filter(version__in=versions, person__in=people).order_by()
    counts = dict(read.values_list("version").annotate(models.Count("pk")))
    return counts, people.distinct().count()


def libraries_followed(person: Any, version: PaperVersion, on: date) -> QuerySet[Library]:
    """The libraries whose readings one follows, each with `asked_count`, `read_count`, `left_count`: its people."""
    functions = followed_by(person, on)
    held = {"assignments__in": functions.values("pk")}
    read = {**held, "assignments__person__in": version.acknowledgements.values("person")}
    libraries = Library.objects.visible_to(person).filter(pk__in=functions.values("library"))
    return libraries.select_related("commune").annotate(
        paper_id=models.Value(version.paper_id),
        asked_count=_people(**held),
        read_count=_people(**read),
        left_count=models.F("asked_count") - models.F("read_count"),
    )


def _people(**condition: Any) -> models.Count:
    return models.Count("assignments__person", filter=Q(**condition), distinct=True)
