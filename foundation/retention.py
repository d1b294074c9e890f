"""How long each thing is kept, as data, and what becomes of it then (RGPD, art. 5 § 1 e; R10).

The processing register shows this table; `purge` applies it every night.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from foundation import documents
from foundation.models import (
    Appointment,
    Draft,
    ImportBatch,
    ImportLine,
    Job,
    JobLine,
    OutboxMessage,
    Presence,
    SignedLink,
    StoredDocument,
)

ERASED = "[effacé]"  # what stands where a text was


@dataclass(frozen=True)
class Retention:
    """One line of the table: what is kept, how many days after what, why so long, and what is done then."""

    label: str
    days: int
    since: str
    reason: str
    outcome: str
    apply: Callable[[datetime], int]  # receives the moment before which things are too old; returns how many


def purge(now: datetime) -> dict[str, int]:
    """Apply every line of the table; how many things each erased. Running it again the same day changes nothing."""
    return {kind: rule.apply(now - timedelta(days=rule.days)) for kind, rule in RETENTION.items()}


def _drafts(before: datetime) -> int:
    return Draft.objects.filter(saved_at__lt=before).delete()[0]


def _presences(before: datetime) -> int:
    return Presence.objects.filter(seen_at__lt=before).delete()[0]


def _links(before: datetime) -> int:
    return SignedLink.objects.filter(expires_at__lt=before).delete()[0]


def _mails(before: datetime) -> int:
    """Those told in a digest go with it."""
    over = models.Q(sent_at__lt=before) | models.Q(dead_at__lt=before) | models.Q(withdrawn_at__lt=before)
    with_digest = models.Q(carried_by__in=OutboxMessage.objects.filter(over))
    messages = OutboxMessage.objects.filter(over | with_digest).exclude(text=ERASED)
    OutboxMessage.attachments.through.objects.filter(outboxmessage__in=messages).delete()
    return messages.update(text=ERASED, html="", last_error="", calendar="")


def _appointments(before: datetime) -> int:
    return Appointment.objects.filter(ends_at__lt=before).delete()[1].get("foundation.Appointment", 0)


def _imports(before: datetime) -> int:
    """The files go first; the lines keep their decision and what they are about, not what they said."""
    batches = ImportBatch.objects.filter(created_at__lt=before)
    files = set(batches.exclude(document=None).values_list("document", flat=True))
    files |= set(batches.exclude(attachments=None).values_list("attachments", flat=True))
    batches.update(document=None, attachments=None, sheets=[])
    emptied = {"label": ERASED, "cells": [], "values": {}, "changes": {}, "problems": [], "attached_path": ""}
    lines = ImportLine.objects.filter(batch__in=batches).exclude(label=ERASED).update(**emptied)
    return lines + _discard(StoredDocument.objects.filter(pk__in=files))


def _jobs(before: datetime) -> int:
    return JobLine.objects.filter(job__in=Job.objects.filter(finished_at__lt=before)).delete()[0]


def _waiting_uploads(before: datetime) -> int:
    """Files that came with a form which was never accepted."""
    return _discard(StoredDocument.objects.filter(origin=StoredDocument.Origin.WAITING, created_at__lt=before))


def _discard(kept: models.QuerySet) -> int:
    gone = 0
    for document in kept:
        try:
            documents.discard(document)
        except models.ProtectedError:
            continue
        gone += 1
    return gone


RETENTION: dict[str, Retention] = {
    "drafts": Retention(
        "Brouillons de formulaires", 30, "leur dernière modification",
        "le temps de reprendre une saisie interrompue", "supprimés", _drafts,
    ),
    "presences": Retention(
        "Pages ouvertes", 1, "leur dernier signe", "dire qui d’autre est sur la page, pendant quelques secondes",
        "supprimées", _presences,
    ),
    "links": Retention(
        "Liens signés", 90, "leur expiration", "le temps de répondre à une contestation", "supprimés", _links
    ),
    "mails": Retention(
        "Messages envoyés ou abandonnés", 365, "leur envoi",
        "prouver ce qui a été dit pendant une année de convention", "texte et pièces effacés, trace gardée",
        _mails,
    ),
    "appointments": Retention(
        "Rendez-vous envoyés aux agendas", 365, "leur fin", "la même année que leur convocation", "supprimés",
        _appointments,
    ),
    "imports": Retention(
        "Fichiers importés et valeurs lues", 180, "leur dépôt",
        "le temps de corriger un import ou de l’annuler", "fichiers supprimés, valeurs effacées", _imports,
    ),
    "jobs": Retention(
        "Étapes des travaux terminés", 180, "leur fin", "le temps de relire un rapport d’erreurs", "supprimées", _jobs
    ),
    "waiting_uploads": Retention(
        "Fichiers déposés dont le formulaire n’a pas abouti", 7, "leur dépôt",
        "le temps de corriger le formulaire", "supprimés", _waiting_uploads,
    ),
    "unneeded_files": Retention(
        "Fichiers dont plus rien ne dépend", 1, "la fin du dernier document qui y renvoyait",
        "laisser finir ce qui est en cours", "supprimés du disque", documents.sweep,
    ),
}  # fmt: skip
