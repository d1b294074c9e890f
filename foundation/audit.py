"""The life of any object on one page, and what was true on a day (design: audit)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import capfirst

from foundation import registry
from foundation.clock import PARIS
from foundation.differences import Change, changes_of, facts_of, shown_fields
from foundation.french import NBSP, enumerate_fr, typography
from foundation.history import rows_of, told_of
from foundation.models import OutboxMessage, StoredDocument, Transition
from foundation.parts import Entry
from foundation.workflow import told_as

SYSTEM = "Maillage"
MOST = 500  # events of one sort: the newest; an object that has more is a mistake or a machine
AFTER_SAVES = 1 << 62  # the rank of what a save of the same moment has brought
SAME_ACT = timedelta(seconds=5)  # between a transition and the history row of the same `perform`


@dataclass(frozen=True)
class Event:
    """Something that happened to an object: when, who, what, and what it changed, field by field.

    `who` and `what` make a sentence: « Camille Durand » « a validé le texte ».
    """

    at: datetime
    who: str
    what: str
    changes: tuple[Change, ...] = ()
    reason: str = ""
    kind: str = ""  # as `parts.Entry`: "", planned, late
    links: list[tuple[str, str]] = field(default_factory=list)
    rank: int = 0  # which came first of those of the same moment

    @property
    def day(self) -> date:
        """The day in Paris."""
        return self.at.astimezone(PARIS).date()

    @property
    def entry(self) -> Entry:
        """The same as a line of a timeline; a day that it set to its own is told once, by when it happened."""
        reason = f"Motif{NBSP}: {self.reason}" if self.reason else ""
        told = [capfirst(str(change)) for change in self.changes if change.before or change.after != self.day]
        body = "\n".join(line for line in [reason, *told] if line)
        return Entry(who=self.who, what=typography(self.what), at=self.at, body=body, kind=self.kind, links=self.links)


def life(obj: models.Model, reader: Any) -> list[Event]:
    """What this reader may know of what happened to an object, newest first, in a number of queries that does not grow.

    History, transitions, mails and documents about it, and what higher apps contribute (`registry.life`); the mails
    of the kinds that `registry.unread_mails` names are left out.
    """
    unread = registry.unread_mails.collect(obj, reader)
    saves = _saves_and_transitions(obj)
    created = min((event.at for event in saves), default=None)
    events = [*saves, *_mails(obj, unread), *_documents(obj, created), *registry.life.collect(obj)]
    return sorted(events, key=lambda event: (event.at, event.rank), reverse=True)


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


@dataclass(frozen=True)
class Day:
    """What was true of an object at the end of a day: what is computed for that day, what was kept, what was not."""

    truths: list[tuple[str, Any]]
    facts: list[tuple[str, str]]
    unset: list[str]  # labels of the fields that had no value


def day_of(obj: models.Model, on: date) -> Day | None:
    """What was true of an object at the end of that day; None when it did not exist then or has no history.

    Only the fields that the history follows: a password is in none. Higher apps say what they compute of it.
    """
    if not hasattr(type(obj), "history"):
        return None
    row = as_of(type(obj), on).filter(**{obj._meta.pk.attname: obj.pk}).first()
    if row is None:
        return None
    known = facts_of(row, _followed(type(obj)))
    return Day(
        truths=registry.truths.collect(row.instance, on),
        facts=[(label, value) for label, value in known if value],
        unset=[label for label, value in known if not value],
    )


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
        rank = match.rank if match else 0
        events.append(Event(transition.at, who, told_as(obj, transition), tuple(rest), transition.reason, rank=rank))
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
    for row, changes in zip(rows, changes_of(rows, _followed(type(obj))), strict=True):
        reason = row.history_change_reason or ""
        if row.history_type == "~" and not changes and not reason:
            continue  # saved without a change
        who = str(row.history_user) if row.history_user else SYSTEM
        deed = _deed(type(obj), row, changes)
        yield Event(row.history_date, who, deed, tuple(changes), reason, rank=row.history_id)


def _deed(model: type[models.Model], row: Any, changes: Iterable[Change]) -> str:
    """What a save did: the names that the model gives to its changes, else that it changed."""
    told = told_of(model)
    if row.history_type == "+":
        return told.created(row) if callable(told.created) else told.created
    if row.history_type == "-":
        return told.deleted
    by_name = {change.name: change for change in changes}
    deeds = [_words(words, by_name[name]) for name, words in told.deeds.items() if name in by_name]
    return _in_one_sentence(list(dict.fromkeys(deed for deed in deeds if deed))) or told.changed


def _words(words: tuple[str, ...], change: Change) -> str:
    """What the model calls this change: a value taken, lost, or put in place of another."""
    taken, lost, replaced = (*words, words[0])[:3]
    if not change.after:
        return lost
    return replaced if change.before else taken


def _in_one_sentence(deeds: list[str]) -> str:
    """« a noté ceci » and « a noté cela »: « a noté ceci et cela »."""
    verb = " ".join(deeds[0].split()[:2]) + " " if deeds else ""
    return enumerate_fr([deeds[0], *(deed.removeprefix(verb) for deed in deeds[1:])]) if deeds else ""


def _mails(obj: models.Model, unread: Iterable[str]) -> Iterable[Event]:
    for mail in (
        OutboxMessage.objects.about(obj)
        .exclude(kind__in=unread)
        .select_related("recipient", "carried_by")
        .order_by("-pk")[:MOST]
    ):
        to, fate = str(mail.recipient or mail.to_email), mail.carried_by or mail
        to += " dans un résumé" if mail.carried_by else ""
        if fate.sent_at:
            yield Event(fate.sent_at, SYSTEM, f"a écrit à {to} : « {mail.subject} »")
        elif fate.dead_at:
            yield Event(fate.dead_at, SYSTEM, f"n’a pas pu écrire à {to} : « {mail.subject} »", kind="late")
        elif fate.withdrawn_at:
            yield Event(fate.withdrawn_at, SYSTEM, f"n’a pas écrit à {to} : « {mail.subject} »", reason=fate.last_error)
        else:
            yield Event(fate.due_at, SYSTEM, f"doit écrire à {to} : « {mail.subject} »", kind="planned")


def _documents(obj: models.Model, created: datetime | None) -> Iterable[Event]:
    """What was kept about it. The PDF of what is just being created is made first: it is told after its object."""
    for document in StoredDocument.objects.about(obj).select_related("created_by")[:MOST]:
        who = str(document.created_by) if document.created_by else SYSTEM
        verb = "a déposé" if document.origin == StoredDocument.Origin.UPLOADED else "a produit"
        link = (document.name, reverse("foundation:document", args=[document.key]))
        is_of_creation = created is not None and created - SAME_ACT <= document.created_at < created
        at = created if created is not None and is_of_creation else document.created_at
        yield Event(at, who, f"{verb} « {document} »", links=[link], rank=AFTER_SAVES)
