"""What people must have read, and who has: a paper is asked for again at each new version (design: reading).

A version is published one day and counts from another, so that people have a delay. Someone is up to date who has
acknowledged the newest version that counts, or a later one. Two forms of this one rule, which a test holds together:
`acknowledged` for the queries, `readings` for a page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from foundation import clock, documents
from foundation.clock import PARIS
from foundation.french import long_date
from foundation.models import Acknowledgement, Paper, PaperVersion
from foundation.rules import may_keep_paper
from foundation.workflow import Refused, perform

OVERTAKEN = "Une version plus récente vient de paraître : c’est elle qui est à lire."
NOT_ASKED = "Ce document n’est plus demandé."


# --- who has read ----------------------------------------------------------------------------------------------------


def acknowledged(key: str, person: str, on: date) -> Q:
    """A condition for any queryset, where `person` is the path of its person: "person", or "pk" among people.

    True when this person had acknowledged, by the end of that day, the newest version of the paper of this key that
    counts that day, or a later one; true also while none counts.

        Assignment.objects.filter(acknowledged(USAGE_CHARTER, "person", on))
    """
    counting = PaperVersion.objects.counting(on).filter(paper__key=key)
    newest = counting.order_by("-number").values("number")[:1]
    read = _by(on).filter(person=OuterRef(person), version__paper__key=key, version__number__gte=Subquery(newest))
    return Q(Exists(read)) | ~Q(Exists(counting))


def read_at(version: PaperVersion, person: str) -> Subquery:
    """When the person of each row acknowledged this very version: an annotation; `person` as above."""
    return Subquery(Acknowledgement.objects.filter(version=version, person=OuterRef(person)).values("at"))


@dataclass(frozen=True)
class Reading:
    """Where someone stands with a paper: the version to read, when they did, else from when they are late."""

    paper: Paper
    version: PaperVersion  # the newest published
    done_at: datetime | None
    due_on: date | None  # the first day when a version that they have not read counts; None once they are up to date

    @property
    def done_on(self) -> date | None:
        """The day they did, on a Paris calendar."""
        return self.done_at.astimezone(PARIS).date() if self.done_at else None

    def is_late(self, on: date) -> bool:
        """Whether a version that counts that day is still to be read."""
        return self.due_on is not None and self.due_on <= on


def readings(person: Any, papers: Iterable[Paper], on: date) -> list[Reading]:
    """Where someone stood, that day, with each of these papers that asked something; in their order, in two queries."""
    found = list(papers)
    published = PaperVersion.objects.published().filter(published_on__lte=on).order_by("number")
    models.prefetch_related_objects(found, Prefetch("versions", published, to_attr="published_versions"))
    done: dict[int, dict[int, datetime]] = {}
    for one in _by(on).filter(person=person.pk, version__paper__in=found).select_related("version"):
        done.setdefault(one.version.paper_id, {})[one.version.number] = one.at
    return [
        _reading(paper, paper.published_versions, done.get(paper.pk, {}))  # type: ignore[attr-defined]  # just fetched
        for paper in found
        if paper.published_versions and not _is_withdrawn(paper, on)  # type: ignore[attr-defined]  # the same
    ]


def must_read(person: Any, paper: Paper, on: date) -> bool:
    """Whether, at the end of that day, this person still had to read a version that counted: not `acknowledged`."""
    return any(one.is_late(on) for one in readings(person, [paper], on))


def version_to_read(paper: Paper, on: date) -> PaperVersion | None:
    """What someone who opens the paper that day reads: its newest version, though an older one may still count."""
    if _is_withdrawn(paper, on):
        return None
    return paper.versions.published().filter(published_on__lte=on).order_by("-number").first()


def _reading(paper: Paper, versions: list[PaperVersion], done: dict[int, datetime]) -> Reading:
    newest, last = versions[-1], max(done, default=0)
    left = [one.required_on for one in versions if one.number > last and one.required_on]
    return Reading(paper, newest, done.get(newest.number), min(left, default=None))


def _is_withdrawn(paper: Paper, on: date) -> bool:
    return paper.withdrawn_on is not None and paper.withdrawn_on <= on


def _by(on: date) -> models.QuerySet[Acknowledgement]:
    """What was acknowledged by the end of that day, on a Paris calendar."""
    return Acknowledgement.objects.filter(at__lt=datetime.combine(on + timedelta(days=1), time.min, tzinfo=PARIS))


# --- what changes ----------------------------------------------------------------------------------------------------


def draft_of(paper: Paper) -> PaperVersion | None:
    """The version in preparation."""
    return paper.versions.filter(state=PaperVersion.State.DRAFT).first()


def next_version(paper: Paper) -> PaperVersion:
    """The version that comes after all the others, not saved yet: it begins with the text of the last."""
    last = paper.versions.order_by("-number").first()
    return PaperVersion(paper=paper, number=last.number + 1 if last else 1, text=last.text if last else "")


def publish(version: PaperVersion, *, by: Any, required_on: date) -> PaperVersion:
    """Give a draft to read, for good; it counts from that day on. Its PDF is frozen. The fresh version.

    Raises Refused, PermissionDenied.
    """
    today = clock.today()
    if why := refusal_of_day(required_on, today):
        raise Refused(why)
    with transaction.atomic():
        published = perform(version.publish, by=by, published_on=today, required_on=required_on)
        if published.document and not published.document.is_frozen:
            documents.freeze(published.document)
    return published


def refusal_of_day(required_on: date, today: date) -> str:
    """Why a version published today cannot count from that day, or nothing."""
    if required_on >= today:
        return ""
    return f"Donnez un jour à venir, ou aujourd’hui : nous sommes le {long_date(today)}."


def discard(version: PaperVersion, *, by: Any) -> None:
    """Forget a draft, its file with it, and its paper when nothing of it was ever published.

    Raises Refused, PermissionDenied.
    """
    with transaction.atomic():
        paper = Paper.objects.select_for_update().get(pk=version.paper_id)
        if not may_keep_paper(paper, by):
            raise PermissionDenied("Vous n’avez pas le droit de supprimer ce brouillon.")
        fresh = draft_of(paper)
        if fresh is None or fresh.pk != version.pk:
            raise Refused("Ce brouillon n’existe plus : il a été publié ou supprimé.")
        document = fresh.document
        fresh.delete()
        if document:
            documents.discard(document)
        if not paper.versions.exists():
            paper.delete()


def acknowledge(version: PaperVersion, person: Any) -> Acknowledgement:
    """Note that someone has read a version, and accepted it; a second time changes nothing.

    Raises Refused when it is not, or no longer, the one to read; PermissionDenied for who may not read it.
    """
    if not PaperVersion.objects.visible_to(person).filter(pk=version.pk).exists():
        raise PermissionDenied("Ce document n’est pas à lire par vous.")
    asked = version_to_read(version.paper, clock.today())
    if asked is None or asked.pk != version.pk:
        raise Refused(NOT_ASKED if asked is None else OVERTAKEN)
    made, _ = Acknowledgement.objects.get_or_create(version=version, person=person, defaults={"at": clock.now()})
    return made
