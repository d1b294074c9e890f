"""The life of any object on one page, and what was true on a day (design: audit)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import capfirst

from foundation import registry
from foundation.clock import PARIS
from foundation.differences import Change, changes_of, facts_of, shown_fields
from foundation.french import typography
from foundation.history import rows_of
from foundation.models import OutboxMessage, StoredDocument, Transition
from foundation.parts import Entry

SYSTEM = "Maillage"
MOST = 500  # events of one sort: the newest; an object that has more is a mistake or a machine
SAME_ACT = timedelta(seconds=5)  # between a transition and the history row of the same `perform`


@dataclass(frozen=True)
class Event:
    """Something that happened to an object: when, who, what, and what it changed, field by field."""

    at: datetime
    who: str
    what: str
    changes: tuple[Change, ...] = ()
    reason: str = ""
    kind: str = ""  # as `parts.Entry`: "", planned, late
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def entry(self) -> Entry:
        """The same as a line of a timeline."""
        lines = [self.reason, *(capfirst(str(change)) for change in self.changes)]
        body = "\n".join(line for line in lines if line)
        return Entry(who=self.who, what=typography(self.what), at=self.at, body=body, kind=self.kind, links=self.links)


def life(obj: models.Model) -> list[Event]:
    """Everything known of what happened to an object, newest first, in a number of queries that does not grow.

    History, transitions, mails and documents about it, and what higher apps contribute (`registry.life`).
    """
    events = [*_saves_and_transitions(obj), *_mails(obj), *_documents(obj), *registry.life.collect(obj)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def as_of(model: type[models.Model], on: date) -> models.QuerySet:
    """What was true at the end of that day in Paris: one history row per object that existed then.

    The rows have the fields of the model. Raises AttributeError for a model without history, OverflowError for the
    last day of the calendar, which has no morrow.
    """
    midnight = datetime.combine(on + timedelta(days=1), time.min, tzinfo=PARIS)
    key = model._meta.pk.attname
    rows = rows_of(model).filter(history_date__lt=midnight)
    same_object = rows.filter(**{key: OuterRef(key)})
    later = same_object.filter(
        Q(history_date__gt=OuterRef("history_date"))
        | Q(history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id"))
    )
    return rows.exclude(history_type="-").filter(~Exists(later))


def facts_on(obj: models.Model, on: date) -> list[tuple[str, str]] | None:
    """The fields of an object at the end of that day, with labels; None when it did not exist then or has no history.

    Only the fields that the history follows: a password is in none.
    """
    if not hasattr(type(obj), "history"):
        return None
    row = as_of(type(obj), on).filter(**{obj._meta.pk.attname: obj.pk}).first()
    return facts_of(row, _followed(type(obj))) if row else None


def _followed(model: type[models.Model]) -> list[models.Field]:
    kept = {field.name for field in rows_of(model).model._meta.fields}
    return [field for field in shown_fields(model) if field.name in kept]


def _saves_and_transitions(obj: models.Model) -> list[Event]:
    saves = list(_saves(obj))
    events = []
    for transition in Transition.objects.about(obj).select_related("by").order_by("-at", "-pk")[:MOST]:
        match = next((one for one in saves if _is_same_act(one, transition)), None)
        if match:
            saves.remove(match)
        rest = [c for c in match.changes if c.after != transition.to_state] if match else []
        who = str(transition.by) if transition.by else SYSTEM
        events.append(Event(transition.at, who, f"« {transition.label} »", tuple(rest), transition.reason))
    return [*events, *saves]


def _is_same_act(save: Event, transition: Transition) -> bool:
    is_same_step = any((c.before, c.after) == (transition.from_state, transition.to_state) for c in save.changes)
    return is_same_step and abs(save.at - transition.at) <= SAME_ACT


def _saves(obj: models.Model) -> Iterable[Event]:
    history = getattr(type(obj), "history", None)
    if history is None:
        return
    about = history.filter(**{obj._meta.pk.attname: obj.pk}).select_related("history_user")
    rows = list(about.order_by("-history_date", "-history_id")[: MOST + 1])
    verbs = {"+": "a créé cet élément", "~": "a modifié", "-": "a supprimé cet élément"}
    for row, changes in zip(rows, changes_of(rows, _followed(type(obj))), strict=True):
        reason = row.history_change_reason or ""
        if row.history_type == "~" and not changes and not reason:
            continue  # saved without a change
        who = str(row.history_user) if row.history_user else SYSTEM
        yield Event(row.history_date, who, verbs[row.history_type], tuple(changes), reason)


def _mails(obj: models.Model) -> Iterable[Event]:
    for mail in OutboxMessage.objects.about(obj).select_related("recipient").order_by("-pk")[:MOST]:
        to = str(mail.recipient or mail.to_email)
        if mail.sent_at:
            yield Event(mail.sent_at, SYSTEM, f"a écrit à {to} : « {mail.subject} »")
        elif mail.dead_at:
            yield Event(mail.dead_at, SYSTEM, f"n’a pas pu écrire à {to} : « {mail.subject} »", kind="late")
        else:
            yield Event(mail.due_at, SYSTEM, f"doit écrire à {to} : « {mail.subject} »", kind="planned")


def _documents(obj: models.Model) -> Iterable[Event]:
    for document in StoredDocument.objects.about(obj).select_related("created_by")[:MOST]:
        who = str(document.created_by) if document.created_by else SYSTEM
        verb = "a déposé" if document.origin == StoredDocument.Origin.UPLOADED else "a produit"
        link = (document.name, reverse("foundation:document", args=[document.key]))
        yield Event(document.created_at, who, f"{verb} « {document} »", links=[link])
