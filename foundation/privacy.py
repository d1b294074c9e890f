"""Erasing what identifies a person, and keeping the proof of what was done (RGPD, art. 17; R10).

A model of people says what identifies them, and what is put in its place:

    PERSONAL_FIELDS = {"first_name": "Personne", "last_name": lambda one: f"anonymisée n° {one.pk}", "email": None}

The row stays, with its key: transitions, minutes and certifications still point at somebody, who is nobody any more.
Higher apps add what they keep elsewhere to `registry.personal_data`. How long things are kept: `foundation.retention`.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from foundation import clock, documents, registry
from foundation.french import count
from foundation.models import (
    Draft,
    ImportBatch,
    ImportLine,
    Job,
    JobLine,
    OutboxMessage,
    SavedView,
    SignedLink,
    StoredDocument,
)
from foundation.retention import ERASED, RETENTION, purge

__all__ = ["RETENTION", "Erasure", "anonymise", "purge"]

SHORTEST = 4  # letters: a shorter name would erase half of every text


@dataclass
class Erasure:
    """What was erased of a person, by what it was, for the register of requests."""

    about: str
    counts: dict[str, tuple[int, str, str]] = field(default_factory=dict)  # what → how many, singular, plural

    def add(self, number: int, singular: str, plural: str) -> None:
        """Count one kind of trace; what was not there is not told."""
        already = self.counts.get(singular, (0, "", ""))[0]
        if number:
            self.counts[singular] = (already + number, singular, plural)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was left to erase: it had been done before."""
        return not self.counts

    def sentences(self) -> list[str]:
        """What was erased, one thing per sentence, in French."""
        if self.is_empty:
            return [f"{self.about} : il ne restait rien à effacer."]
        return [f"{count(*told)}." for told in self.counts.values()]


@dataclass(frozen=True)
class Traces:
    """The names and addresses a person has had, to be found again in texts that others wrote."""

    names: frozenset[str]
    emails: frozenset[str]

    @classmethod
    def of(cls, subject: Any) -> "Traces":
        """Those of today and of every version of the history; those already replaced are not searched."""
        versions = [subject, *(row.instance for row in subject.history.all())] if _has_history(subject) else [subject]
        replaced = str(_with_replacements(type(subject)(pk=subject.pk), subject))
        names = {str(one) for one in versions} - {replaced}
        emails = {str(one.email).lower() for one in versions if getattr(one, "email", None)}
        if isinstance(subject, get_user_model()):
            emails |= {
                email.lower() for email in EmailAddress.objects.filter(user=subject).values_list("email", flat=True)
            }
        return cls(frozenset(name for name in names if len(name) >= SHORTEST), frozenset(emails))

    @property
    def words(self) -> list[str]:
        """Everything to look for, longest first."""
        return sorted(self.names | self.emails, key=len, reverse=True)

    def within(self, *fields: str) -> Q:
        """A condition: one of these text fields holds one of the words, typed or escaped as JSON escapes accents."""
        spelled = {spelling for word in self.words for spelling in (word, json.dumps(word)[1:-1])}
        conditions = [Q(**{f"{name}__icontains": word}) for name in fields for word in spelled]
        return reduce(or_, conditions, Q(pk__in=[]))

    def erased_from(self, text: str) -> str:
        """The text without the words, whatever their case."""
        return reduce(lambda left, word: re.sub(re.escape(word), ERASED, left, flags=re.IGNORECASE), self.words, text)


def anonymise(subject: Any, *, by: Any) -> Erasure:
    """Erase what identifies this person: the row and its history, mails, drafts, views, links, imports, sign-in.

    Kept as proof: the row’s key, who did which transition and when, and frozen documents. Done a second time it
    erases what has appeared since, usually nothing. Runs in one transaction.
    """
    with transaction.atomic():
        fresh = type(subject)._base_manager.select_for_update(of=("self",)).get(pk=subject.pk)
        traces, erasure = Traces.of(fresh), Erasure(str(_with_replacements(type(fresh)(pk=fresh.pk), fresh)))
        registry.personal_data.collect(fresh)
        _erase_mails(fresh, traces, erasure)
        _erase_own_things(fresh, erasure)
        _erase_imports(fresh, traces, erasure)
        _erase_jobs(traces, erasure)
        if isinstance(fresh, get_user_model()):
            _erase_sign_in(fresh, erasure)
        _erase_row(fresh, by, erasure)
    return erasure


# --- the row and its history -----------------------------------------------------------------------------------------


def _has_history(subject: Any) -> bool:
    return hasattr(type(subject), "history")


def _replacements(subject: Any) -> dict[str, Any]:
    return {name: new(subject) if callable(new) else new for name, new in type(subject).PERSONAL_FIELDS.items()}


def _with_replacements(instance: Any, subject: Any) -> Any:
    for name, new in _replacements(subject).items():
        setattr(instance, name, new)
    return instance


def _erase_row(subject: Any, by: Any, erasure: Erasure) -> None:
    replacements = _replacements(subject)
    if any(getattr(subject, name) != new for name, new in replacements.items()):
        _with_replacements(subject, subject)
        if hasattr(subject, "anonymised_at"):
            subject.anonymised_at = subject.anonymised_at or clock.now()
        subject._history_user, subject._change_reason = by, "Anonymisation"
        subject.save()
        erasure.add(1, "fiche anonymisée", "fiches anonymisées")
    if _has_history(subject):
        tracked = {one.name for one in subject.history.model._meta.get_fields()}
        kept = {name: new for name, new in replacements.items() if name in tracked}
        differs = [Q(**{f"{name}__isnull": False}) if new is None else ~Q(**{name: new}) for name, new in kept.items()]
        versions = subject.history.filter(reduce(or_, differs, Q(pk__in=[])))
        erasure.add(versions.update(**kept), "ancienne version effacée", "anciennes versions effacées")


# --- what foundation keeps -------------------------------------------------------------------------------------------


def _erase_mails(subject: Any, traces: Traces, erasure: Erasure) -> None:
    """Mails to this person lose address and text (one that had not left never will); those to others, the name."""
    own = Q(pk__in=OutboxMessage.objects.about(subject)) | Q(to_email__in=traces.emails)
    if isinstance(subject, get_user_model()):
        own |= Q(recipient=subject)
    messages = OutboxMessage.objects.filter(own).exclude(subject=ERASED)
    for message in messages.select_for_update(of=("self",)):
        message.to_email = f"efface-{message.pk}@invalid.invalid"
        message.subject, message.text, message.html, message.last_error = ERASED, ERASED, "", ""
        if not message.sent_at and not message.dead_at:
            message.dead_at = clock.now()
        message.attachments.clear()
        message.save()
        erasure.add(1, "message effacé", "messages effacés")
    told = OutboxMessage.objects.filter(traces.within("subject", "text", "html"))
    erasure.add(
        _rewrite(told, ["subject", "text", "html"], traces), "message d’un autre corrigé", "messages d’autres corrigés"
    )


def _erase_own_things(subject: Any, erasure: Erasure) -> None:
    """What this person alone used, and the unfrozen files that are about them."""
    links = Q(pk__in=SignedLink.objects.about(subject))
    if isinstance(subject, get_user_model()):
        links |= Q(person=subject)
        erasure.add(_delete(Draft.objects.filter(person=subject)), "brouillon supprimé", "brouillons supprimés")
        erasure.add(_delete(SavedView.objects.filter(person=subject)), "vue supprimée", "vues supprimées")
    erasure.add(_delete(SignedLink.objects.filter(links)), "lien supprimé", "liens supprimés")
    for document in StoredDocument.objects.about(subject).filter(is_frozen=False):
        erasure.add(_discard(document), "document supprimé", "documents supprimés")


def _erase_imports(subject: Any, traces: Traces, erasure: Erasure) -> None:
    """Lines that created or named this person lose what they hold; the files they came from go."""
    as_text = {f"{name}_text": Cast(name, models.TextField()) for name in ("cells", "values", "changes", "problems")}
    holds = traces.within("label", *as_text) | Q(pk__in=ImportLine.objects.about(subject))
    lines = ImportLine.objects.annotate(**as_text).filter(holds).exclude(label=ERASED)
    batches = set(lines.values_list("batch", flat=True))
    waiting = Q(applied_at=None) & Q(decision__in=["WAITING", "CREATE", "UPDATE"])
    found = ImportLine.objects.filter(pk__in=list(lines.values_list("pk", flat=True)))
    found.filter(waiting).update(decision=ImportLine.Decision.REFUSED)
    emptied = found.update(label=ERASED, cells=[], values={}, changes={}, problems=[], note="Données effacées.")
    erasure.add(emptied, "ligne d’import effacée", "lignes d’import effacées")
    for batch in ImportBatch.objects.filter(pk__in=batches).select_related("document", "attachments"):
        files = [one for one in (batch.document, batch.attachments) if one]
        batch.document, batch.attachments, batch.sheets = None, None, []
        batch.save(update_fields=["document", "attachments", "sheets"])
        erasure.add(sum(map(_discard, files)), "fichier d’import supprimé", "fichiers d’import supprimés")


def _erase_jobs(traces: Traces, erasure: Erasure) -> None:
    lines = _rewrite(JobLine.objects.filter(traces.within("label", "message")), ["label", "message"], traces)
    jobs = _rewrite(Job.objects.filter(traces.within("label", "message")), ["label", "message"], traces)
    erasure.add(lines + jobs, "ligne de travail corrigée", "lignes de travaux corrigées")


def _erase_sign_in(person: Any, erasure: Erasure) -> None:
    """Open sessions end; addresses, second factors and outside accounts are forgotten."""
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    accounts = sum(_delete(model.objects.filter(user=person)) for model in (EmailAddress, Authenticator, SocialAccount))
    erasure.add(len(sessions), "session fermée", "sessions fermées")
    erasure.add(accounts, "moyen de connexion supprimé", "moyens de connexion supprimés")


def _delete(rows: models.QuerySet) -> int:
    """Delete rows and say how many there were, not counting what went with them."""
    number = rows.count()
    rows.delete()
    return number


def _discard(document: StoredDocument) -> int:
    """Forget a file unless it is proof or something still refers to it."""
    try:
        documents.discard(document)
    except models.ProtectedError:
        return 0
    return 1


def _rewrite(rows: models.QuerySet, fields: Iterable[str], traces: Traces) -> int:
    """Take the words out of these texts; how many rows held some."""
    changed = list(rows.select_for_update(of=("self",)))
    for row in changed:
        for name in fields:
            setattr(row, name, traces.erased_from(getattr(row, name)))
    rows.model._base_manager.bulk_update(changed, list(fields), batch_size=200)
    return len(changed)
