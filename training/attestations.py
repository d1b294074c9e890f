"""The attestation on paper (R09, art. 2.2): printed once for each certification, under a code that anyone may check.

A session that ends certifies a whole room: its attestations are a job, so that nobody waits for the printing under the
lock of the session. Whoever asks first for one that is not there yet has it made at once.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction

from foundation import clock, documents, jobs, pdf, verification
from foundation.french import NBSP, bound, count, enumerate_fr, long_date
from foundation.models import Job, JobLine, StoredDocument
from foundation.pdf.alphabet import why_unprintable
from foundation.workflow import Refused, perform
from network.models import Service, UrbanCommunity
from network.roles import PlaceKind
from training import attestation_mails, rules
from training.booking import save
from training.models import Certification, Session

TEMPLATE = "pdf/attestation.html"
KIND = "attestation de formation"
JOB = "training.attestations"
NOON = time(12, tzinfo=clock.PARIS)


@dataclass(frozen=True)
class Printed:
    """A PDF, the code that it bears, and the name that it says."""

    content: bytes
    code: str
    holder: str


def register() -> None:
    """Have attestations printed by the workers."""
    jobs.register(JOB, apply=keep_one, prepare=print_one)


# --- one ------------------------------------------------------------------------------------------------------------


def make(certification: Certification, *, by: Any) -> Certification:
    """The certification with its attestation, printed now when it has none yet. Raises Refused, with why not."""
    if certification.document_id:
        return certification
    return keep(certification, print_attestation(certification), by=by)


def print_attestation(certification: Certification) -> Printed:
    """Lay out and print under a new code; takes a few tenths of a second, reads and changes nothing. Raises Refused."""
    if why := rules.refusal_to_print(certification):
        raise Refused(why)
    code, holder = verification.new_code(), unicodedata.normalize("NFC", certification.person.get_full_name())
    if why := why_unprintable(f"{holder} {certification.title} {certification.given_by}"):
        raise Refused(why)
    community, service = UrbanCommunity.objects.first(), Service.objects.filter(code=PlaceKind.SCLP).first()
    context = {
        "issuer": str(community or ""),
        "service": service.name if service else PlaceKind.SCLP.label,
        "holder": holder,
        "certification": certification,
        "when": when_followed(certification),
        "facts": facts_of(certification),
        "verification": verification.Mark(code),
    }
    facts: dict[str, Any] = {
        "title": f"Attestation de formation : {certification.title}",
        "created": datetime.combine(certification.issued_on, NOON),
        "author": str(community or ""),
        "subject": f"Attestation délivrée le {long_date(certification.issued_on)}",
    }
    try:
        return Printed(pdf.render(TEMPLATE, context, **facts), code, holder)
    except pdf.PdfError as impossible:
        raise Refused(str(impossible)) from impossible


def keep(certification: Certification, printed: Printed, *, by: Any) -> Certification:
    """Keep it, frozen, and have the public page answer for its code. One that came first stays. Raises Refused."""
    arrived = documents.arrive(printed.content)
    with transaction.atomic():
        fresh = Certification.objects.select_for_update(of=("self",)).select_related("person").get(pk=certification.pk)
        if fresh.document_id:
            return fresh
        if why := rules.refusal_to_print(fresh):
            raise Refused(why)
        fresh.document = documents.keep(
            arrived,
            name=f"attestation {printed.code}.pdf",
            about=fresh,
            by=by,
            origin=StoredDocument.Origin.PRODUCED,
            title=f"Attestation, {fresh.title}",
            frozen=True,
        )
        verification.issue(
            printed.code,
            fresh.document,
            kind=KIND,
            title=fresh.title,
            holder=printed.holder,
            issued_on=fresh.issued_on,
            expires_on=fresh.expires_on,
        )
        save(fresh, by)
    return fresh


def revoke(certification: Certification, *, by: Any, reason: str) -> Certification:
    """Take it back: it certifies no more from today, the public page says so, and the person is told why.

    Raises Refused, PermissionDenied.
    """
    with transaction.atomic():
        revoked = perform(certification.revoke, by=by, reason=reason, revoked_on=clock.today())
        if revoked.document:
            verification.withdraw(revoked.document, on=revoked.revoked_on, reason=reason)
        attestation_mails.revoked(revoked, reason)
    return revoked


# --- those of a session ---------------------------------------------------------------------------------------------


def launch(session: Session, certifications: Iterable[Certification], *, by: Any) -> Job:
    """Have the attestations of a session printed by the workers, once its transaction has committed."""
    lines = [(one.pk, str(one.person)) for one in certifications]
    label = f"{count(len(lines), 'attestation')}, {session.course}"
    return jobs.start(JOB, label=label, lines=lines, by=by, next_url=session.get_absolute_url())


def print_one(job: Job, line: JobLine) -> Printed | None:
    """The slow half; nothing when someone has asked for it meanwhile."""
    certification = Certification.objects.select_related("person", "booking__session", "vendor").get(pk=line.target)
    return None if certification.document_id else print_attestation(certification)


def keep_one(job: Job, line: JobLine, printed: Printed | None) -> jobs.LineResult:
    """The quick half."""
    certification = Certification.objects.get(pk=line.target)
    if printed is None:
        return jobs.LineResult(JobLine.Status.SKIPPED, "Le PDF est déjà là.", certification.get_absolute_url())
    kept = keep(certification, printed, by=job.created_by)
    return jobs.LineResult(url=kept.get_absolute_url())


# --- what it says ---------------------------------------------------------------------------------------------------


def when_followed(certification: Certification) -> str:
    """« le 16 mars 2027 », « du 16 au 18 mars 2027 »; of an equivalence, its last day as declared."""
    if certification.followed_on:
        return bound(f"le {long_date(certification.followed_on)}")
    session = certification.booking.session if certification.booking else None
    if session is None or session.starts_at is None or session.ends_at is None:
        return ""
    first, last = (one.astimezone(clock.PARIS).date() for one in (session.starts_at, session.ends_at))
    return bound(f"le {long_date(first)}" if first == last else f"du {long_date(first)} au {long_date(last)}")


def facts_of(certification: Certification) -> list[tuple[str, str]]:
    """What follows from it, as the attestation lists it."""
    modules = [row.get_module_display() for row in certification.modules.all()]
    until = f"jusqu’au {long_date(certification.expires_on)}" if certification.expires_on else "sans limite de durée"
    rows = [("Délivrée", f"le {long_date(certification.issued_on)}"), ("Valable", until)]
    if modules:
        rows.append((f"{'Module' if len(modules) == 1 else 'Modules'} du SIGB", enumerate_fr(modules)))
    if certification.trains_correspondent:
        rows.append(("Référent informatique", f"formation prévue à l’article{NBSP}4.1 de la convention"))
    return [(label, bound(value)) for label, value in rows]
