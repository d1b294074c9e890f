"""The steps of a convention’s path, each with all that goes with it in one transaction (R45).

States change through `perform` alone; what is recorded beside a state (a signature, a scan, where an original is)
passes through the same checks: row locked, right, state, facts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction

from convention import cautions, mails, rules, scans
from convention.models import Convention, Original
from convention.offices import mayor_of
from convention.states import Holder, State
from foundation import clock, documents
from foundation.french import long_date
from foundation.models import StoredDocument
from foundation.versions import stale
from foundation.workflow import Refused, perform
from network.models import Commune

SCAN_TITLE = "Convention signée, numérisée"
LETTER_TITLE = "Lettre de dénonciation"
COMPLETE = "Compléter la convention papier"
TAKEN_OVER = "Reprise du suivi existant"


# --- steps that change the state -------------------------------------------------------------------------------------


def validate(convention: Convention, *, by: Any) -> Convention:
    """Freeze the text. Raises Refused, PermissionDenied."""
    with alone_in(convention.commune_id):
        return perform(convention.validate, by=by, validated_on=clock.today())


def send(convention: Convention, *, by: Any) -> Convention:
    """Send to signature: from now on the two originals exist and are followed, and the commune knows what to do.

    Raises Refused, PermissionDenied.
    """
    with transaction.atomic():
        sent = perform(convention.send, by=by, sent_on=clock.today())
        for number in (1, 2):
            original = Original(convention=sent, number=number, since=clock.today())
            _save(original, by)
        mails.write_to_sign(sent)
    return sent


def reopen(convention: Convention, *, by: Any, reason: str, seen: str | None = None) -> Convention:
    """Take back as a draft; the originals on their way are void, and the commune is told so.

    `seen` as for `record_signatures`. Raises Refused, PermissionDenied, Overtaken.
    """
    _insist_on_reason(reason, "la convention redevient un brouillon")
    with transaction.atomic():
        _refuse_overtaken(convention, seen)
        taken_back = perform(convention.reopen, by=by, reason=reason)
        originals = list(taken_back.originals.all())
        for original in originals:
            original._history_user = by
            original.delete()
        if originals:
            mails.write_taken_back(taken_back, reason)
    return taken_back


def discard(convention: Convention, *, by: Any, reason: str, seen: str | None = None) -> Convention:
    """Give a draft up: it counts nowhere any more and keeps its number (ADR 0008).

    `seen` as for `record_signatures`. Raises Refused, PermissionDenied, Overtaken.
    """
    _insist_on_reason(reason, "ce brouillon est abandonné")
    with transaction.atomic():
        _refuse_overtaken(convention, seen)
        return perform(convention.discard, by=by, reason=reason, discarded_on=clock.today())


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
        _refuse_overtaken(fresh, seen)
        for signed_on in filter(None, (mayor_signed_on, president_signed_on)):
            _refuse(rules.wrong_signature_date(fresh, signed_on))
        _refuse(rules.president_alone(mayor_signed_on, president_signed_on, fresh))
        _refuse(rules.wrong_order(mayor_signed_on, president_signed_on, fresh))
        fresh.mayor_signed_on, fresh.president_signed_on = mayor_signed_on, president_signed_on
        _save(fresh, by)
        return fresh if rules.missing_to_sign(fresh) else perform(fresh.sign, by=by)


def record_mayor_signature(
    convention: Convention, *, by: Any, mayor_signed_on: date, seen: str | None = None
) -> Convention:
    """Note the day the Maire signed: the step of the commune’s side, before the Président’s (R45).

    `seen` as for `record_signatures`. Raises Refused, PermissionDenied, Overtaken.
    """
    label = f"Noter la signature {mayor_of(convention).of}"
    with held(convention, by, label, State.SIGNING, may=rules.may_act_for_commune) as fresh:
        _refuse_overtaken(fresh, seen)
        _refuse(rules.wrong_signature_date(fresh, mayor_signed_on))
        _refuse(rules.wrong_order(mayor_signed_on, fresh.president_signed_on, fresh))
        fresh.mayor_signed_on = mayor_signed_on
        _save(fresh, by)
    return fresh


def notify(convention: Convention, *, by: Any, notified_on: date) -> Convention:
    """Note that the commune holds its original, and write so to its contacts. Raises Refused, PermissionDenied."""
    with transaction.atomic():
        notified = perform(convention.notify, by=by, notified_on=notified_on)
        _refuse(rules.wrong_notification_date(notified, notified_on))
        for original in notified.originals.select_for_update().filter(number=Original.OF_COMMUNE):
            original.holder, original.since = Holder.COMMUNE, notified_on
            _save(original, by)
        mails.write_notification(notified)
    return notified


def complete(
    convention: Convention,
    *,
    by: Any,
    starts_on: date,
    mayor_signed_on: date | None,
    president_signed_on: date | None,
    notified_on: date | None = None,
    terminated_on: date | None = None,
    seen: str | None = None,
) -> Convention:
    """Give the dates that a convention signed on paper lacked, and take it over, in force or over by now (R40, R45).

    Without a day of notification, it is that of the last signature; `seen` as for `record_signatures`. Raises Refused,
    PermissionDenied, Overtaken.
    """
    with alone_in(convention.commune_id), held(convention, by, COMPLETE, State.DRAFT) as fresh:
        refuse_not_paper(fresh)
        _refuse_overtaken(fresh, seen)
        fresh.set_start(starts_on)
        fresh.terminated_on = terminated_on
        fresh.termination_reason = (fresh.termination_reason or TAKEN_OVER) if terminated_on else ""
        _refuse(rules.wrong_effect(fresh) or rules.wrong_neighbour(fresh))
        _refuse(cautions.never_in_force(fresh, terminated_on) or rules.wrong_termination(fresh))
        for signed_on in filter(None, (mayor_signed_on, president_signed_on)):
            _refuse(rules.wrong_signature_date(fresh, signed_on))
        _refuse(rules.wrong_order(mayor_signed_on, president_signed_on, fresh))
        fresh.mayor_signed_on, fresh.president_signed_on = mayor_signed_on, president_signed_on
        notified_on = notified_on or rules.last_signed_on(fresh)
        _refuse(rules.wrong_notification_date(fresh, notified_on) if notified_on else "")
        _save(fresh, by)
        return perform(fresh.adopt, by=by, notified_on=notified_on)


def refuse_not_paper(convention: Convention) -> None:
    """Raise Refused for a draft made here, whose dates are those of its text."""
    if not rules.is_paper_draft(convention):
        why = f"« {COMPLETE} » n’est pas possible : {convention.number} est faite d’un modèle. Modifiez-la."
        raise Refused(why, about=convention)


# --- what is recorded beside the state -------------------------------------------------------------------------------


def chase(convention: Convention, *, by: Any) -> Convention:
    """Ask the commune again for the Maire’s signature, at most once a day. Raises Refused, PermissionDenied."""
    label = "Relancer la commune"
    with held(convention, by, label, State.SIGNING) as fresh:
        if why := rules.why_not_chase(fresh):
            raise Refused(f"« {label} » n’est pas possible : {why}.", about=fresh)
        fresh.chased_on = clock.today()
        _save(fresh, by)
        if not mails.write_chase(fresh):
            raise Refused(f"« {label} » n’est pas possible : {mails.told(0)}.", about=fresh)
    return fresh


def correct_dates(
    convention: Convention,
    *,
    by: Any,
    mayor_signed_on: date | None,
    president_signed_on: date | None,
    reason: str,
    notified_on: date | None = None,
    seen: str | None = None,
) -> Convention:
    """Put right a day of signature or of notification recorded wrong; the commune hears of another notification.

    `notified_on` counts only once it is notified; `seen` as for `record_signatures`. Raises Refused, PermissionDenied,
    Overtaken.
    """
    _insist_on_reason(reason, "ces dates changent")
    with held(convention, by, "Corriger les dates", State.SIGNED, State.NOTIFIED) as fresh:
        _refuse_overtaken(fresh, seen)
        former = fresh.notified_on
        kept = (fresh.mayor_signed_on, fresh.president_signed_on, former)
        if kept == (mayor_signed_on, president_signed_on, notified_on if former else None):
            raise Refused(rules.NOTHING_CORRECTED)
        fresh.mayor_signed_on, fresh.president_signed_on = mayor_signed_on, president_signed_on
        if missing := rules.missing_to_correct(fresh):
            raise Refused(f"« Corriger les dates » n’est pas possible. Il manque : {missing[0]}.", missing=missing)
        if former and notified_on != former:
            _move_notification(fresh, former, notified_on, by)
        _refuse(rules.wrong_notification_date(fresh, fresh.notified_on) if fresh.notified_on else "")
        _save(fresh, by, reason)
        if fresh.notified_on != former:
            mails.write_notification(fresh)
    return fresh


def _move_notification(convention: Convention, former: date, notified_on: date | None, by: Any) -> None:
    """Another day of notification; the commune’s original, if it has not moved since, was there from that day."""
    if notified_on is None:
        raise Refused("Une convention notifiée a une date de notification.")
    for original in convention.originals.select_for_update().filter(
        number=Original.OF_COMMUNE, holder=Holder.COMMUNE, since=former
    ):
        original.since = notified_on
        _save(original, by)
    convention.notified_on = notified_on


def add_scan(
    convention: Convention, *, by: Any, file: File | documents.Arrived, name: str = "", reason: str = ""
) -> StoredDocument:
    """Keep the signed scan, unaltered; another one takes its place for a reason and the first stays (R45).

    Raises Refused, PermissionDenied.
    """
    arrived = file if isinstance(file, documents.Arrived) else documents.arrive(file)
    with held(convention, by, "Déposer le scan signé", State.SIGNED, State.NOTIFIED) as fresh:
        if fresh.scan_id and not reason.strip():
            raise Refused("Un scan est déjà là : dites pourquoi un autre prend sa place.")
        _refuse(scans.known_file(fresh, arrived.sha256))
        called = name or getattr(file, "name", "") or "scan.pdf"
        scan = documents.keep(arrived, name=called, about=fresh, by=by, title=SCAN_TITLE, frozen=True)
        fresh.scan = scan
        _save(fresh, by, reason)
    return scan


def move_original(original: Original, *, by: Any, holder: str, since: date) -> Original:
    """Note where an original is from that day on. Raises Refused, PermissionDenied."""
    signing_or_after = (State.SIGNING, State.SIGNED, State.NOTIFIED)
    label = "Déplacer un exemplaire"
    with held(original.convention, by, label, *signing_or_after, may=rules.may_act_for_commune) as convention:
        fresh = Original.objects.select_for_update().get(pk=original.pk)
        fresh.convention = convention
        if not rules.may_move_original(fresh, by) or holder not in rules.holders_to_choose(convention, by):
            raise PermissionDenied(f"Vous n’avez pas le droit de faire « {label} » ici.")
        _refuse(rules.wrong_original_date(convention, since))
        fresh.holder, fresh.since = holder, since
        _save(fresh, by)
    return fresh


def terminate(
    convention: Convention, *, by: Any, last_day: date, reason: str, why_short: str = "", letter: File | None = None
) -> Convention:
    """Record that a party ended it: the last day in force, why, and the letter (R40).

    `why_short` is why it ends before the month of notice counted from today is over: it stays in the life. Raises
    Refused, PermissionDenied.
    """
    arrived = documents.arrive(letter) if letter else None
    with held(convention, by, "Enregistrer la dénonciation", State.NOTIFIED) as fresh:
        refuse_second_termination(fresh)
        _refuse(rules.wrong_last_day(fresh, last_day))
        is_short = bool(cautions.short_notice(last_day, clock.today()))
        if is_short:
            _insist_on_reason(why_short, "le préavis est de moins d’un mois")
        fresh.terminated_on, fresh.termination_reason = last_day, reason
        _save(fresh, by, f"préavis de moins d’un mois, {why_short}" if is_short else "")
        if letter and arrived:
            name = letter.name or "denonciation.pdf"
            documents.keep(arrived, name=name, about=fresh, by=by, title=LETTER_TITLE, frozen=True)
    return fresh


def refuse_second_termination(convention: Convention) -> None:
    """Raise Refused when a termination is already recorded."""
    if why := rules.already_terminated(convention):
        raise Refused(f"« Enregistrer la dénonciation » n’est pas possible : {why}.", about=convention)


def withdraw_termination(convention: Convention, *, by: Any, reason: str) -> Convention:
    """Take back a termination, while it has not closed the convention. Raises Refused, PermissionDenied."""
    label = "Annuler la dénonciation"
    with alone_in(convention.commune_id), held(convention, by, label, State.NOTIFIED) as fresh:
        if fresh.terminated_on is None:
            raise Refused("Aucune dénonciation n’est enregistrée.")
        if fresh.terminated_on < clock.today():
            raise Refused(f"« {label} » n’est pas possible : {rules.TOOK_EFFECT}.")
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

    Nor does a mandate move meanwhile: whoever moves one holds every commune (network.views.registers).

    For `validate`, `adopt`, `complete` and the withdrawal of a termination, whose guard looks at the commune’s other
    conventions.
    """
    with transaction.atomic():
        Commune.objects.select_for_update(no_key=True).get(pk=commune_id)
        yield


def check(
    convention: Convention,
    by: Any,
    label: str,
    *states: str,
    may: Callable[[Convention, Any], bool] = rules.may_prepare,
    remedy: str = "",
) -> None:
    """Whether this step may be taken: the state first, then the right, as `perform` does. Raises Refused (with the
    `remedy`, when there is one), PermissionDenied."""
    if convention.state not in states:
        why = f"« {label} » n’est pas possible : l’état est « {convention.get_state_display()} »."
        raise Refused(f"{why} {remedy}".strip(), about=convention)
    if not may(convention, by):
        raise PermissionDenied(f"Vous n’avez pas le droit de faire « {label} » ici.")


@contextmanager
def held(
    convention: Convention,
    by: Any,
    label: str,
    *states: str,
    may: Callable[[Convention, Any], bool] = rules.may_prepare,
) -> Iterator[Convention]:
    """The fresh convention, its row locked, once `check` has passed."""
    with transaction.atomic():
        fresh = Convention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
        check(fresh, by, label, *states, may=may)
        yield fresh


def _refuse_overtaken(convention: Convention, seen: str | None) -> None:
    """Raise Overtaken when someone has saved the convention since the page that sends `seen` was made."""
    if seen is not None:
        fresh = Convention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
        if stale(seen, fresh):
            raise Overtaken(fresh)


def _save(row: Any, by: Any, reason: str = "") -> None:
    row._history_user = by
    row._change_reason = reason or None
    row.save()


def _insist_on_reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise Refused(f"Dites pourquoi {what} : le motif reste dans son histoire.")


def _refuse(why: str) -> None:
    if why:
        raise Refused(why)
