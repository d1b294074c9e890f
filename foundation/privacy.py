"""Erasing what identifies a person, and keeping the proof of what was done (RGPD, art. 17; R10).

A model of people says what identifies them, and what is put in its place:

    PERSONAL_FIELDS = {"first_name": "Personne", "last_name": lambda one: f"anonymisée n° {one.pk}", "email": None}

The row stays, with its key: transitions, minutes and certifications still point at somebody, who is nobody any more.
Its history is erased with it, but for the `DATED_FIELDS` of the model, which name nobody and say what was true then.
Elsewhere, every text of every table of the product loses the person’s name and addresses (RGPD, art. 5 § 1 e), without
a list to keep: a new model is swept by itself. What must stay as written is proof (art. 17 § 3) and its model says so:

    EVIDENCE = {"given_values": ~Q(text_hash="")}  # the rows whose column is left alone

How long things are kept: `foundation.retention`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from foundation import clock, documents, registry
from foundation.french import count, fold
from foundation.fulltext import entries
from foundation.models import (
    Appointment,
    Draft,
    ImportBatch,
    ImportLine,
    MailPreference,
    OutboxMessage,
    Presence,
    SavedView,
    SignedLink,
    StoredDocument,
)
from foundation.models.outbox import FATES
from foundation.retention import ERASED, RETENTION, purge

__all__ = ["RETENTION", "Erasure", "anonymise", "purge"]

SHORTEST = 4  # letters: a shorter name would erase half of every text
# The letters that people write with or without a mark, and those that two letters replace.
ACCENTED = {"a": "àáâãäåāăą", "c": "çćč", "d": "ďđ", "e": "èéêëēėęě", "g": "ğģ", "i": "ìíîïīı", "l": "łľ", "n": "ñńň"}
ACCENTED |= {"o": "òóôõöøō", "r": "řŕ", "s": "śšşș", "t": "ťţț", "u": "ùúûüūůű", "y": "ýÿ", "z": "źżž"}
BARE = {marked: letter for letter, all_marked in ACCENTED.items() for marked in all_marked}
LIGATURES = {"oe": "œ", "ae": "æ", "ss": "ß"}
CODED = r"|\\u0[0-9a-f]{3}|%[0-9A-F]{2}%[0-9A-F]{2}"  # a letter as JSON and addresses of pages write it
COMBINING = "[\u0300-\u036f]*"  # the mark of a letter, written after it
MARKS = (
    r"(?:[\s'’ʼ+,.\u2010\u2011-]|&#x27;|&#39;|%20|%27|%2C|%E2%80%99|\\u20(?:10|11|19)|\\u00a0)+"  # between two words
)


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

    @cached_property
    def spelled(self) -> list[str]:
        """A regular expression for each, longest first, then the family name first: any case, accents and marks."""
        names = sorted(self.names, key=len, reverse=True)
        names += [f"{last} {first}" for first, _, last in (name.partition(" ") for name in names) if last]
        mails = [re.escape(mail).replace("@", "(?:@|%40)") for mail in sorted(self.emails, key=len, reverse=True)]
        return [*mails, *(MARKS.join(map(_spelled, fold(name).split())) for name in names)]

    def within(self, *fields: str) -> Q:
        """A condition: one of these text fields seems to hold one of them; `erased_from` has the last word."""
        conditions = [Q(**{f"{name}__iregex": spelling}) for name in fields for spelling in self.spelled]
        return reduce(or_, conditions, Q(pk__in=[]))

    def erased_from(self, value: Any) -> Any:
        """The text, or what a JSON column holds, without them; only whole words count."""
        if isinstance(value, str):
            whole = [rf"(?<![^\W_]){spelling}(?![^\W_])" for spelling in self.spelled]
            return reduce(lambda left, word: re.sub(word, ERASED, left, flags=re.IGNORECASE), whole, value)
        if isinstance(value, list):
            return [self.erased_from(one) for one in value]
        if isinstance(value, dict):
            return {self.erased_from(key): self.erased_from(one) for key, one in value.items()}
        return value


def _spelled(word: str) -> str:
    """A folded word as people write it, with or without its accents, its ligatures in one letter or two."""
    found, rest = [], word
    while rest:
        pair, letter = rest[:2], rest[0]
        if pair in LIGATURES:
            one = LIGATURES[pair]
            found.append(f"(?:{_letter(pair[0])}{_letter(pair[1])}|{one}{CODED})")
            rest = rest[2:]
            continue
        found.append(_letter(letter))
        rest = rest[1:]
    return "".join(found)


def _letter(letter: str) -> str:
    """One folded letter, in every form; « ł » stays one when folded."""
    letter = BARE.get(letter, letter)
    if letter not in ACCENTED:
        return re.escape(letter) + (COMBINING if letter.isalpha() else "")
    return f"(?:[{letter}{ACCENTED[letter]}{ACCENTED[letter].upper()}]{COMBINING}{CODED})"


def anonymise(subject: Any, *, by: Any) -> Erasure:
    """Erase what identifies this person: the row and its history, mails, drafts, views, links, imports, sign-in.

    Kept as proof: the row’s key, who did which transition and when, and frozen documents. Done a second time it
    erases what has appeared since, usually nothing. Runs in one transaction.
    """
    with transaction.atomic():
        fresh = type(subject)._base_manager.select_for_update(of=("self",)).get(pk=subject.pk)
        traces, erasure = Traces.of(fresh), Erasure(str(_with_replacements(type(fresh)(pk=fresh.pk), fresh)))
        _erase_mails(fresh, traces, erasure)
        _erase_own_things(fresh, erasure)
        _erase_imports(fresh, traces, erasure)
        changed = _erase_texts(traces, erasure)
        if isinstance(fresh, get_user_model()):
            _erase_sign_in(fresh, erasure)
        _erase_row(fresh, by, erasure)
        _erase_from_search({*changed, (type(fresh), fresh.pk)}, traces)
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
        dated = getattr(type(subject), "DATED_FIELDS", ())
        kept = {name: new for name, new in replacements.items() if name in tracked and name not in dated}
        differs = [Q(**{f"{name}__isnull": False}) if new is None else ~Q(**{name: new}) for name, new in kept.items()]
        versions = subject.history.filter(reduce(or_, differs, Q(pk__in=[])))
        erasure.add(versions.update(**kept), "ancienne version effacée", "anciennes versions effacées")


# --- what foundation keeps -------------------------------------------------------------------------------------------


def _erase_mails(subject: Any, traces: Traces, erasure: Erasure) -> None:
    """Mails to this person lose address and text; one that had not left never will."""
    own = Q(pk__in=OutboxMessage.objects.about(subject)) | Q(to_email__in=traces.emails)
    if isinstance(subject, get_user_model()):
        own |= Q(recipient=subject)
    messages = OutboxMessage.objects.filter(own).exclude(subject=ERASED)
    for message in messages.select_for_update(of=("self",)):
        message.to_email = f"efface-{message.pk}@invalid.invalid"
        message.subject, message.text, message.html, message.last_error = ERASED, ERASED, "", ""
        message.calendar, message.appointment, message.reply_to, message.gist = "", None, "", {}
        if not any(getattr(message, fate) for fate in FATES):
            message.dead_at = clock.now()
        message.attachments.clear()
        message.save()
        erasure.add(1, "message effacé", "messages effacés")


def _erase_own_things(subject: Any, erasure: Erasure) -> None:
    """What this person alone used, and the unfrozen files that are about them."""
    links = Q(pk__in=SignedLink.objects.about(subject))
    if isinstance(subject, get_user_model()):
        links |= Q(person=subject)
        erasure.add(_delete(Draft.objects.filter(person=subject)), "brouillon supprimé", "brouillons supprimés")
        erasure.add(_delete(Presence.objects.filter(person=subject)), "présence supprimée", "présences supprimées")
        erasure.add(_delete(SavedView.objects.filter(person=subject)), "vue supprimée", "vues supprimées")
        choices = _delete(MailPreference.objects.filter(person=subject))
        erasure.add(choices, "choix de messages supprimé", "choix de messages supprimés")
        erasure.add(
            _delete(Appointment.objects.filter(person=subject)), "rendez-vous supprimé", "rendez-vous supprimés"
        )
    erasure.add(_delete(SignedLink.objects.filter(links)), "lien supprimé", "liens supprimés")
    own = StoredDocument.objects.about(subject).filter(is_frozen=False)
    for document in [*own, *registry.personal_files.collect(subject)]:
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


def swept() -> Iterator[tuple[type[models.Model], models.Field, Q]]:
    """Every text of the product that may name somebody, histories included, and the rows where it is evidence."""
    for model in apps.get_models(include_auto_created=True):
        if not Path(model._meta.app_config.path).is_relative_to(settings.BASE_DIR):
            continue
        source = getattr(model, "instance_type", model)  # a history follows the model whose history it is
        evidence, own = getattr(source, "EVIDENCE", {}), getattr(source, "PERSONAL_FIELDS", {})
        for column in model._meta.concrete_fields:
            is_text = isinstance(column, models.CharField | models.TextField | models.JSONField)
            if is_text and not column.choices and column.editable and column.name not in own:
                yield model, column, evidence.get(column.name, Q(pk__in=[]))


def _erase_texts(traces: Traces, erasure: Erasure) -> set[entries.Row]:
    """What others wrote keeps its sense without the name; an address that was somebody’s own is emptied.

    The rows that changed.
    """
    changed: set[entries.Row] = set()
    for model, column, evidence in swept():
        rows = model._base_manager.annotate(swept_text=Cast(column.name, models.TextField())).exclude(evidence)
        found = rows.filter(traces.within("swept_text"))
        for pk, before in list(found.values_list("pk", column.name)):
            after = traces.erased_from(before)
            if after != before:
                after = "" if isinstance(column, models.EmailField) else after
                after = after[: column.max_length] if isinstance(after, str) else after
                model._base_manager.filter(pk=pk).update(**{column.name: after})
                changed.add((model, pk))
    erasure.add(len(changed), "texte corrigé", "textes corrigés")
    return changed


def _erase_from_search(changed: set[entries.Row], traces: Traces) -> None:
    """The search forgets what is no longer written, in the entries of these rows and in those that said the name."""
    said = entries.saying([*traces.names, *traces.emails])
    if entries.reindex_rows(changed | said) or said:
        entries.purge()


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
