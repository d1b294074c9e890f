"""The steps of a convention’s path, each with all that goes with it in one transaction (R45).

States change through `perform` alone; what is recorded beside a state (a signature, a scan, where an original is)
passes through the same checks: row locked, right, state, facts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction

from convention import mails, rules
from convention.models import Convention, Original
from convention.states import State
from foundation import clock, documents
from foundation.french import long_date
from foundation.models import StoredDocument
from foundation.versions import stale
from foundation.workflow import Refused, perform
from network.models import Commune

SCAN_TITLE = "Convention signée, numérisée"
LETTER_TITLE = "Lettre de dénonciation"


# --- steps that change the state -------------------------------------------------------------------------------------


def validate(convention: Convention, *, by: Any) -> Convention:
    """Freeze the text. Raises Refused, PermissionDenied."""
    with alone_in(convention.commune_id):
        return perform(convention.validate, by=by, validated_on=clock.today())


def send(convention: Convention, *, by: Any) -> Convention:
    """Send to signature: from now on the two originals exist and are followed. Raises Refused, PermissionDenied."""
    with transaction.atomic():
        sent = perform(convention.send, by=by, sent_on=clock.today())
        for number in (1, 2):
            original = Original(convention=sent, number=number, since=clock.today())
            _save(original, by)
    return sent


def reopen(convention: Convention, *, by: Any, reason: str) -> Convention:
    """Take back as a draft; the originals on their way are void. Raises Refused, PermissionDenied."""
    if not reason.strip():
        raise Refused("Dites pourquoi la convention redevient un brouillon : le motif reste dans son histoire.")
    with transaction.atomic():
        taken_back = perform(convention.reopen, by=by, reason=reason)
        for original in taken_back.originals.all():
            original._history_user = by
            original.delete()
    return taken_back


class Overtaken(Exception):
    """Someone has saved the convention since the page was made; `current` is the convention as it is now."""

    def __init__(self, current: Convention) -> None:
        self.current = current
        super().__init__(str(current))


def record_signatures(
    convention: Convention,
    *,
    by: Any,
    mayor_signed_on: date | None,
    president_signed_on: date | None,
    seen: str | None = None,
) -> Convention:
    """Note the day each has signed; with both, the convention is signed.

    `seen` is the version token of the page, when there is one (foundation.versions): a signature recorded since is not
    taken away unseen. Raises Refused, PermissionDenied, Overtaken.
    """
    with held(convention, by, "Enregistrer les signatures", State.SIGNING) as fresh:
        if seen is not None and stale(seen, fresh):
            raise Overtaken(fresh)
        for signed_on in filter(None, (mayor_signed_on, president_signed_on)):
            _refuse(rules.wrong_signature_date(fresh, signed_on))
        _refuse(rules.president_alone(mayor_signed_on, president_signed_on))
        _refuse(rules.wrong_order(mayor_signed_on, president_signed_on))
        fresh.mayor_signed_on, fresh.president_signed_on = mayor_signed_on, president_signed_on
        _save(fresh, by)
        return fresh if rules.missing_to_sign(fresh) else perform(fresh.sign, by=by)


def notify(convention: Convention, *, by: Any, notified_on: date) -> Convention:
    """Note that the commune holds its original, and write so to its contacts. Raises Refused, PermissionDenied."""
    with transaction.atomic():
        notified = perform(convention.notify, by=by, notified_on=notified_on)
        _refuse(rules.wrong_notification_date(notified, notified_on))
        mails.write_notification(notified)
    return notified


# --- what is recorded beside the state -------------------------------------------------------------------------------


def add_scan(convention: Convention, *, by: Any, file: File, reason: str = "") -> StoredDocument:
    """Keep the signed scan, unaltered; another one takes its place for a reason and the first stays (R45).

    Raises Refused, PermissionDenied.
    """
    with held(convention, by, "Déposer le scan signé", State.SIGNED, State.NOTIFIED) as fresh:
        if fresh.scan_id and not reason.strip():
            raise Refused("Un scan est déjà là : dites pourquoi un autre prend sa place.")
        scan = documents.keep(file, name=file.name or "scan.pdf", about=fresh, by=by, title=SCAN_TITLE, frozen=True)
        fresh.scan = scan
        _save(fresh, by, reason)
    return scan


def move_original(original: Original, *, by: Any, holder: str, since: date) -> Original:
    """Note where an original is from that day on. Raises Refused, PermissionDenied."""
    signing_or_after = (State.SIGNING, State.SIGNED, State.NOTIFIED)
    with held(original.convention, by, "Déplacer un exemplaire", *signing_or_after) as convention:
        _refuse(rules.wrong_original_date(convention, since))
        fresh = Original.objects.select_for_update().get(pk=original.pk)
        fresh.holder, fresh.since = holder, since
        _save(fresh, by)
    return fresh


def terminate(
    convention: Convention, *, by: Any, last_day: date, reason: str, letter: File | None = None
) -> Convention:
    """Record that a party ended it: the last day in force, why, and the letter (R40). Raises Refused,
    PermissionDenied."""
    with held(convention, by, "Enregistrer la dénonciation", State.NOTIFIED) as fresh:
        refuse_second_termination(fresh)
        _refuse(rules.wrong_last_day(fresh, last_day))
        fresh.terminated_on, fresh.termination_reason = last_day, reason
        _save(fresh, by)
        if letter:
            name = letter.name or "denonciation.pdf"
            documents.keep(letter, name=name, about=fresh, by=by, title=LETTER_TITLE, frozen=True)
    return fresh


def refuse_second_termination(convention: Convention) -> None:
    """Raise Refused when a termination is already recorded."""
    if why := rules.already_terminated(convention):
        raise Refused(f"« Enregistrer la dénonciation » n’est pas possible : {why}.")


def withdraw_termination(convention: Convention, *, by: Any, reason: str) -> Convention:
    """Take back a termination, while it has not closed the convention. Raises Refused, PermissionDenied."""
    label = "Annuler la dénonciation"
    with alone_in(convention.commune_id), held(convention, by, label, State.NOTIFIED) as fresh:
        if fresh.terminated_on is None:
            raise Refused("Aucune dénonciation n’est enregistrée.")
        if fresh.terminated_on < clock.today():
            raise Refused("La dénonciation a déjà pris effet : il faut une nouvelle convention.")
        fresh.terminated_on, fresh.termination_reason = None, ""
        if next_one := fresh.overlapping():
            begins = f" le {long_date(next_one.starts_on)}" if next_one.starts_on else ""
            raise Refused(f"La convention {next_one.number} prend sa suite{begins}.")
        _save(fresh, by, reason)
    return fresh


# --- the checks ------------------------------------------------------------------------------------------------------


@contextmanager
def alone_in(commune_id: int) -> Iterator[None]:
    """Hold the commune’s row: two conventions of one commune are not frozen at the same moment, unseen by each other.

    For `validate`, `adopt` and the withdrawal of a termination, whose guard looks at the commune’s other conventions.
    """
    with transaction.atomic():
        Commune.objects.select_for_update().get(pk=commune_id)
        yield


@contextmanager
def held(convention: Convention, by: Any, label: str, *states: str) -> Iterator[Convention]:
    """The fresh convention, its row locked, once the right and the state are checked, as `perform` does."""
    with transaction.atomic():
        fresh = Convention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
        if not rules.may_prepare(fresh, by):
            raise PermissionDenied(f"Vous n’avez pas le droit de faire « {label} » ici.")
        if fresh.state not in states:
            raise Refused(f"« {label} » n’est pas possible : l’état est « {fresh.get_state_display()} ».")
        yield fresh


def _save(row: Any, by: Any, reason: str = "") -> None:
    row._history_user = by
    row._change_reason = reason[:100] or None
    row.save()


def _refuse(why: str) -> None:
    if why:
        raise Refused(why)
