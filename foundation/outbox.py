"""Mail leaves from a row written in the transaction that causes it: never for what was undone, never twice.

A worker takes a row under a lease, sends it outside any transaction, and writes that it is sent. Between the mail
server’s yes and that line no program can close the gap (two systems, no common transaction); a worker killed just
there makes the message leave again with the same Message-ID, by which mail programs recognise a repeat (RFC 5322,
3.6.4). A worker killed anywhere else costs only the time of the lease.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.db.models import F
from django.template import Context, Engine

from foundation import appointments, clock, documents, wakeups
from foundation.faults import contained
from foundation.french import typography
from foundation.models import Appointment, OutboxMessage, StoredDocument
from foundation.workcalendar import quiet_until

logger = structlog.get_logger(__name__)

# A server that is away comes back within the hour or the night; after the last of these, a human looks.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
LEASE = timedelta(minutes=10)  # longer than the slowest conversation with a mail server: late rather than twice


@dataclass(frozen=True)
class Check:
    """How a kind of message is looked at again before it leaves; see `only_while`."""

    why_not: Callable[[OutboxMessage], str]
    again: Callable[[OutboxMessage], dict[str, str]] | None = None


checks: dict[str, Check] = {}


def only_while(
    kind: str,
    why_not: Callable[[OutboxMessage], str],
    *,
    again: Callable[[OutboxMessage], dict[str, str]] | None = None,
) -> None:
    """Look again before a message of that kind leaves, from `AppConfig.ready`; the same kind again replaces.

    A message may wait: for Monday, for a server that is away. `why_not` says, in French, why it must not leave any
    more, for what it tells is no longer so; else nothing. Such a message is withdrawn, and its reason kept; asked for
    again, it is written anew. One that leaves goes to the address that the person has then, and says what `again` gives
    (subject, text, html), when the day changes its words.
    """
    checks[kind] = Check(why_not, again)


def write(
    kind: str,
    *,
    about: models.Model,
    to: Any,
    subject: str,
    template: str,
    context: dict[str, Any],
    due_key: str = "",
    due_at: datetime | None = None,
    respect_quiet_hours: bool = False,
    attachments: Iterable[StoredDocument] = (),
    appointment: Appointment | None = None,
) -> OutboxMessage | None:
    """Write a message to a person or an address, from `templates/mails/<template>.txt` and `.html`.

    Asked again with the same object, kind, due key and addressee, gives back the first message, unless it was
    withdrawn: then it is written anew. None when the person has no address. `respect_quiet_hours` keeps it from leaving
    at night, on a week-end or on a public holiday. `appointment` makes it the convocation, or its cancellation,
    that calendars read (foundation.appointments).
    """
    person, address = (None, to) if isinstance(to, str) else (to, to.email)
    if not address:
        return None
    once = {"kind": kind, "due_key": due_key, "to_email": address.lower()}
    existing = OutboxMessage.objects.about(about).filter(**once).first()
    if existing and not existing.withdrawn_at:
        return existing
    due_at = due_at or clock.now()
    content = {
        **rendered(template, {**context, "recipient": person, "subject": subject}),
        "recipient": person,
        "subject": " ".join(subject.split())[:200],
        "due_at": quiet_until(due_at) if respect_quiet_hours else due_at,
        "keeps_quiet_hours": respect_quiet_hours,
    }
    if appointment is not None:
        content |= {
            "appointment": appointment,
            "appointment_sequence": appointment.sequence,
            "calendar": appointments.invitation(appointment),
        }
    with transaction.atomic():
        message, is_new = _written_once(about, once, content)
        if is_new:
            message.attachments.set(attachments)
            wakeups.wake("send_outbox")
    return message


def write_lines(
    kind: str,
    *,
    about: models.Model,
    to: Any,
    subject: str,
    lines: Iterable[str],
    label: str,
    path: str = "",
    **how: Any,
) -> OutboxMessage | None:
    """The plain mail: paragraphs, then one button that opens `path`, the page of what it is about unless told.

    The French marks are bound to their words. `how` is the rest that `write` takes.
    """
    path = path or about.get_absolute_url()  # type: ignore[attr-defined]  # what one writes about has a page
    context = _of_lines(lines, label, path)
    return write(kind, about=about, to=to, subject=typography(subject), template="lines", context=context, **how)


def lines_again(message: OutboxMessage, *, subject: str, lines: Iterable[str], label: str, path: str) -> dict[str, str]:
    """The plain mail of a message that has waited, as it leaves: what `only_while` calls `again` may give."""
    told = typography(subject)
    context = _of_lines(lines, label, path) | {"recipient": message.recipient, "subject": told}
    return {"subject": told, **rendered("lines", context)}


def _of_lines(lines: Iterable[str], label: str, path: str) -> dict[str, Any]:
    return {"lines": [typography(line) for line in lines], "label": label, "path": path}


def _written_once(about: models.Model, once: dict[str, Any], content: dict[str, Any]) -> tuple[OutboxMessage, bool]:
    probe = OutboxMessage(about=about)
    key = {"about_type": probe.about_type, "about_id": probe.about_id, **once}
    message, is_new = OutboxMessage.objects.get_or_create(**key, defaults=content)
    if is_new or not message.withdrawn_at:
        return message, is_new
    anew = {"withdrawn_at": None, "last_error": "", "attempts": 0, "created_at": clock.now(), **content}
    taken_up = OutboxMessage.objects.withdrawn().filter(pk=message.pk).update(**anew)
    message.refresh_from_db()
    return message, bool(taken_up)


def rendered(template: str, context: dict[str, Any]) -> dict[str, str]:
    """The two forms of a message, `text` and `html`, as it leaves: to write it, or to show it without sending any."""
    context = {**context, "base_url": settings.BASE_URL.rstrip("/")}
    engine = Engine.get_default()
    text = engine.get_template(f"mails/{template}.txt").render(Context(context, autoescape=False))
    html = engine.get_template(f"mails/{template}.html").render(Context(context))
    return {"text": text.strip() + "\n", "html": html}


def send_due(now: datetime | None = None, *, limit: int = 50) -> int:
    """Send the messages due at that moment, one after another; how many left.

    Several workers may do this at once. Stops at the first sign that the mail server is away: what waits behind
    has done nothing wrong, and keeps its tries. What keeps quiet hours waits for a working one, however late it is:
    after a failed try, or a night when the worker was off.
    """
    now = now or clock.now()
    due = OutboxMessage.objects.to_send(now)
    if quiet_until(now) > now:
        due = due.filter(keeps_quiet_hours=False)
    sent = 0
    for _ in range(limit):
        message = due.claim(LEASE, attempts=F("attempts") + 1) if due.free().exists() else None
        if message is None:
            break
        why, failure = _looked_at_again(message)
        if why:
            _record(message, withdrawn_at=clock.now(), last_error=why)
            continue
        failure = failure or _attempt(message)
        if failure is None:
            _record(message, sent_at=clock.now(), last_error="")
            sent += 1
            continue
        _record(message, **_after_failure(message, failure, now))
        if failure.is_server_away:
            break
    return sent


def resend(messages: models.QuerySet[OutboxMessage]) -> int:
    """Take dead letters up again from the first try, now; how many."""
    with transaction.atomic():
        count = messages.filter(dead_at__isnull=False).update(dead_at=None, attempts=0, due_at=clock.now())
        wakeups.wake("send_outbox")
    return count


def compose(message: OutboxMessage) -> EmailMultiAlternatives:
    """The mail of a row, the same bytes each time but for the date, with a Message-ID that belongs to the row.

    Raises `documents.Altered` when an attachment is no longer what was kept.
    """
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message_id = f"<{int(message.created_at.timestamp())}.{message.pk}@{host}>"
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=[message.to_email],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(message.html, "text/html")
    if message.calendar:
        is_cancelled = "METHOD:CANCEL" in message.calendar.splitlines()
        method = "CANCEL" if is_cancelled else "REQUEST"
        mail.attach_alternative(message.calendar, f"text/calendar; method={method}")
        mail.attach("annulation.ics" if is_cancelled else "convocation.ics", message.calendar, "application/ics")
    for document in message.attachments.all():
        with documents.open_document(document) as file:
            mail.attach(document.name, file.read(), document.media_type)
    return mail


@dataclass(frozen=True)
class Failure:
    """Why a message did not leave, in French with the server’s own words; whether to try again, and when."""

    reason: str
    is_final: bool = False
    is_server_away: bool = False


def _looked_at_again(message: OutboxMessage) -> tuple[str, Failure | None]:
    """Why it must not leave any more, or nothing; a check that breaks is a failed try, and keeps no other waiting."""
    why = ""
    with contained("outbox message not looked at again", message=message.pk) as fault:
        why = _outdated(message)
        if not why:
            _bring_up_to_date(message)
    return why, Failure(fault.message) if fault.error else None


def _outdated(message: OutboxMessage) -> str:
    """Why it must not leave any more; nothing for what is about something gone: it told so itself."""
    newer = message.appointment.sequence if message.appointment else 0
    if message.appointment_sequence is not None and message.appointment_sequence < newer:
        return "Une convocation plus récente la remplace."
    check = checks.get(message.kind)
    if check is None or message.about is None:
        return ""
    if message.recipient is not None and (why := _unreachable(message)):
        return why
    return check.why_not(message)


def _unreachable(message: Any) -> str:
    """Why it cannot go to the address that the person has now: none, or one that the same message went to."""
    address = (message.recipient.email or "").lower()
    if not address:
        return "Le destinataire n’a plus d’adresse e-mail."
    same = OutboxMessage.objects.about(message.about).filter(kind=message.kind, due_key=message.due_key)
    is_told_there = same.filter(to_email=address).exclude(pk=message.pk).exists()
    return "Le même message est écrit à la nouvelle adresse du destinataire." if is_told_there else ""


def _bring_up_to_date(message: OutboxMessage) -> None:
    """Have what leaves go to the address of the day, in the words of the day."""
    check = checks.get(message.kind)
    if check is None or message.about is None:
        return
    facts = check.again(message) if check.again else {}
    if message.recipient is not None:
        facts["to_email"] = (message.recipient.email or "").lower()
    for name, value in facts.items():
        setattr(message, name, value)
    message.save(update_fields=list(facts))


def _attempt(message: OutboxMessage) -> Failure | None:
    if message.attempts > len(BACKOFF) + 1:  # each claim counts: a message that kills its worker comes back here
        return Failure("L’envoi a interrompu le programme à chaque essai.", is_final=True)
    with contained("outbox message not sent", message=message.pk) as fault:
        mail = compose(message)
        try:
            mail.send()
        except (SMTPException, OSError) as refusal:
            return _refused(refusal)
        except ValueError as unsendable:  # Django refuses to write the address or a header: so it will each time
            return Failure(f"Le message ne peut pas être envoyé : {unsendable}", is_final=True)
    return Failure(fault.message) if fault.error else None


def _refused(refusal: OSError) -> Failure:
    """What the mail server’s answer means: 5xx about the addressee or the content is final (RFC 5321, 4.2.1)."""
    if isinstance(refusal, SMTPRecipientsRefused):
        code, words = next(iter(refusal.recipients.values()))
        return Failure(f"Le serveur refuse l’adresse : {code} {_text(words)}", is_final=code >= 500)
    if isinstance(refusal, SMTPResponseException):
        reason = f"Le serveur refuse le message : {refusal.smtp_code} {_text(refusal.smtp_error)}"
        is_about_this_one = isinstance(refusal, SMTPDataError)
        return Failure(
            reason,
            is_final=is_about_this_one and refusal.smtp_code >= 500,
            is_server_away=not is_about_this_one,
        )
    return Failure(f"Le serveur de messagerie ne répond pas : {refusal}", is_server_away=True)


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _after_failure(message: OutboxMessage, failure: Failure, now: datetime) -> dict[str, Any]:
    logger.warning("outbox message refused", message=message.pk, tries=message.attempts, reason=failure.reason)
    if failure.is_final or message.attempts > len(BACKOFF):
        return {"last_error": failure.reason, "dead_at": clock.now()}
    return {"last_error": failure.reason, "due_at": now + BACKOFF[message.attempts - 1]}


def _record(message: OutboxMessage, **facts: Any) -> None:
    OutboxMessage.objects.waiting().filter(pk=message.pk).update(leased_until=None, **facts)
