"""Mail leaves from a row written in the transaction that causes it: never for what was undone, never twice.

A worker takes a row under a lease, sends it outside any transaction, and writes that it is sent. Between the mail
server’s yes and that line no program can close the gap (two systems, no common transaction); a worker killed just
there makes the message leave again with the same Message-ID, by which mail programs recognise a repeat (RFC 5322,
3.6.4). A worker killed anywhere else costs only the time of the lease.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.template import Context, Engine

from foundation import appointments, clock, documents, mail_preferences, message_ids, wakeups
from foundation.faults import contained
from foundation.files.names import media_type_of
from foundation.french import typography
from foundation.mail_failures import Failure, refused
from foundation.models import Appointment, MailMode, OutboxMessage, StoredDocument
from foundation.workcalendar import next_digest, quiet_until

logger = structlog.get_logger(__name__)

# A server that is away comes back within the hour or the night; after the last of these, a human looks.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
GIST = ("lines", "label", "path")  # what a digest tells of the context of a message, beside its subject
LEASE = timedelta(minutes=10)  # longer than the slowest conversation with a mail server: late rather than twice

NO_ADDRESS = "Le destinataire n’a plus d’adresse e-mail."
CLOSED = "Le compte du destinataire est fermé."


@dataclass(frozen=True)
class Check:
    """How a kind of message is looked at again before it leaves; see `only_while`."""

    why_not: Callable[[OutboxMessage], str]
    again: Callable[[OutboxMessage], dict[str, Any]] | None = None


checks: dict[str, Check] = {}


def only_while(
    kind: str,
    why_not: Callable[[OutboxMessage], str],
    *,
    again: Callable[[OutboxMessage], dict[str, Any]] | None = None,
) -> None:
    """Look again before a message of that kind leaves, from `AppConfig.ready`; the same kind again replaces.

    A message may wait: for Monday, for a server that is away. `why_not` says, in French, why it must not leave any
    more, for what it tells is no longer so; else nothing. Such a message is withdrawn, and its reason kept; asked for
    again, it is written anew. One that leaves goes to the address that the person has then, and says what `again` gives
    (subject, text, html), when the day changes its words. What waits for a digest is looked at when that is made.
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
    thread: str = "",
    reply_to: str = "",
    family: str = "",
    urgent: bool = False,
) -> OutboxMessage | None:
    """Write a message to a person or an address, from `templates/mails/<template>.txt` and `.html`.

    Asked again with the same object, kind, due key and addressee, gives back the first message, unless it was
    withdrawn: then it is written anew. None when the person has no address. `respect_quiet_hours` keeps it from leaving
    at night, on a week-end or on a public holiday. `appointment` makes it the convocation, or its cancellation,
    that calendars read (foundation.appointments).

    `thread` groups it with the others of the same name in mail programs (foundation.message_ids): one name for each
    circle of readers, who must not see that the others write. `reply_to` is where an answer goes.

    By `family`, a person chooses when it leaves, if at all (foundation.mail_preferences): None when they want none of
    it, or when their account is closed. What they must know at once, a task that is now theirs or what touches their
    account, is `urgent`: whatever they chose, it leaves. So does what bears an appointment; what bears a file is in no
    digest.
    """
    person, address = (None, to) if isinstance(to, str) else (to, to.email)
    if not address:
        return None
    once = {"kind": kind, "due_key": due_key, "to_email": address.lower()}
    existing = OutboxMessage.objects.about(about).filter(**once).first()
    if existing and not existing.withdrawn_at:
        return existing
    attachments = list(attachments)
    is_chosen = bool(family and person) and not urgent and appointment is None
    mode = mail_preferences.mode_of(person, family) if is_chosen else MailMode.EACH
    if mode == MailMode.NEVER or (family and person and not person.is_active):
        return None
    due_at = due_at or clock.now()
    content = {
        **rendered(
            template, {**context, "recipient": person, "subject": subject}, is_chosen=is_chosen, reply_to=reply_to
        ),
        "recipient": person,
        "subject": " ".join(subject.split())[:200],
        "due_at": quiet_until(due_at) if respect_quiet_hours else due_at,
        "keeps_quiet_hours": respect_quiet_hours,
        "thread": thread,
        "reply_to": reply_to,
        "family": family if is_chosen else "",
        **_kept_for_digest(due_at, context, is_kept=mode == MailMode.DAILY and not attachments),
    }
    if thread:
        message_ids.of_thread(thread)  # refused here, by whom it is asked, and not when it leaves
    if appointment is not None:
        content |= {
            "appointment": appointment,
            "appointment_sequence": appointment.sequence,
            "calendar": appointments.invitation(appointment),
        }
    message, is_new = _written_once(about, once, content, attachments, existing)
    if is_new:
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
    typed: Iterable[str] = (),
    **how: Any,
) -> OutboxMessage | None:
    """The plain mail: paragraphs, then one button that opens `path`, the page of what it is about unless told.

    The French marks are bound to their words, but in what people `typed`, which it quotes. `how` is the rest that
    `write` takes.
    """
    path = path or about.get_absolute_url()  # type: ignore[attr-defined]  # what one writes about has a page
    subject, context = typography(subject, *typed), _of_lines(lines, label, path, typed)
    return write(kind, about=about, to=to, subject=subject, template="lines", context=context, **how)


def lines_again(message: OutboxMessage, *, subject: str, lines: Iterable[str], label: str, path: str) -> dict[str, Any]:
    """The plain mail of a message that has waited, as it leaves: what `only_while` calls `again` may give."""
    told, gist = typography(subject), _of_lines(lines, label, path)
    context = gist | {"recipient": message.recipient, "subject": told}
    is_chosen = bool(message.family and message.recipient_id)
    facts = {"subject": told, **rendered("lines", context, is_chosen=is_chosen, reply_to=message.reply_to)}
    return facts | ({"gist": gist} if message.digest_at else {})


def _of_lines(lines: Iterable[str], label: str, path: str, typed: Iterable[str] = ()) -> dict[str, Any]:
    return {"lines": [typography(line, *typed) for line in lines], "label": label, "path": path}


def _kept_for_digest(due_at: datetime, context: dict[str, Any], *, is_kept: bool) -> dict[str, Any]:
    """What a row says of the digest it waits for: when, and what of it is told there: its lines and its link."""
    if not is_kept:
        return {"digest_at": None, "gist": {}}
    at = next_digest(due_at)
    return {"digest_at": at, "due_at": at, "gist": {name: context[name] for name in GIST if name in context}}


def _written_once(
    about: models.Model,
    once: dict[str, Any],
    content: dict[str, Any],
    attachments: list[StoredDocument],
    existing: OutboxMessage | None,
) -> tuple[OutboxMessage, bool]:
    """The message, and whether it is to be sent: written by this call, or taken up again after it was withdrawn."""
    if existing is None:
        try:
            with transaction.atomic():
                message = OutboxMessage.objects.create(about=about, **once, **content)
                if attachments:
                    message.attachments.set(attachments)
            return message, True
        except IntegrityError:  # written by another at the same moment
            existing = OutboxMessage.objects.about(about).get(**once)
    if not existing.withdrawn_at:
        return existing, False
    anew = {"withdrawn_at": None, "last_error": "", "attempts": 0, "created_at": clock.now(), **content}
    with transaction.atomic():
        taken_up = OutboxMessage.objects.withdrawn().filter(pk=existing.pk).update(**anew)
        if taken_up:
            existing.attachments.set(attachments)
    existing.refresh_from_db()
    return existing, bool(taken_up)


def rendered(template: str, context: dict[str, Any], *, is_chosen: bool = False, reply_to: str = "") -> dict[str, str]:
    """The two forms of a message, `text` and `html`, as it leaves: to write it, or to show it without sending any.

    Its foot tells who may choose about it (`is_chosen`) where, and whether one may answer it.
    """
    foot = {"is_chosen": is_chosen, "reply_to": reply_to}
    context = {**foot, **context, "base_url": settings.BASE_URL.rstrip("/")}
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
    """The mail of a row, the same bytes each time but for the date, with a signed Message-ID that belongs to the row.

    Raises `documents.Altered` when an attachment is no longer what was kept.
    """
    headers = {"Message-ID": message_ids.of_message(message), "Auto-Submitted": "auto-generated"}
    if message.thread:
        root = message_ids.of_thread(message.thread)
        headers |= {"In-Reply-To": root, "References": root}
    reply_to = [message.reply_to] if message.reply_to else None
    mail = EmailMultiAlternatives(
        message.subject, message.text, to=[message.to_email], reply_to=reply_to, headers=headers
    )
    mail.attach_alternative(message.html, "text/html")
    if message.calendar:
        is_cancelled = "METHOD:CANCEL" in message.calendar.splitlines()
        method = "CANCEL" if is_cancelled else "REQUEST"
        mail.attach_alternative(message.calendar, f"text/calendar; method={method}")
        mail.attach("annulation.ics" if is_cancelled else "convocation.ics", message.calendar, "application/ics")
    for document in message.attachments.all():
        with documents.open_document(document) as file:
            mail.attach(document.name, file.read(), media_type_of(document.name, document.media_type))
    return mail


def _looked_at_again(message: OutboxMessage) -> tuple[str, Failure | None]:
    """Why it must not leave any more, or nothing; a check that breaks is a failed try, and keeps no other waiting."""
    why = ""
    with contained("outbox message not looked at again", message=message.pk) as fault:
        why = outdated(message)
        if not why:
            _bring_up_to_date(message)
    return why, Failure(fault.message) if fault.error else None


def outdated(message: OutboxMessage) -> str:
    """Why it must not leave any more; nothing for what is about something gone: it told so itself."""
    newer = message.appointment.sequence if message.appointment else 0
    if message.appointment_sequence is not None and message.appointment_sequence < newer:
        return "Une convocation plus récente la remplace."
    if message.family and message.recipient is not None and not message.recipient.is_active:
        return CLOSED
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
        return NO_ADDRESS
    if address == message.to_email:
        return ""
    same = OutboxMessage.objects.about(message.about).filter(kind=message.kind, due_key=message.due_key)
    is_told_there = same.filter(to_email=address).exclude(pk=message.pk).exists()
    return "Le même message est écrit à la nouvelle adresse du destinataire." if is_told_there else ""


def words_of_the_day(message: OutboxMessage) -> dict[str, Any]:
    """What the check of its kind changes in it now: subject, text, html, or the gist that a digest tells."""
    check = checks.get(message.kind)
    return check.again(message) if check and check.again and message.about is not None else {}


def _bring_up_to_date(message: OutboxMessage) -> None:
    """Have what leaves go to the address of the day, in the words of the day."""
    if message.kind not in checks or message.about is None:
        return
    facts = words_of_the_day(message)
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
            return refused(refusal)
        except ValueError as unsendable:  # Django refuses to write the address or a header: so it will each time
            return Failure(f"Le message ne peut pas être envoyé : {unsendable}", is_final=True)
    return Failure(fault.message) if fault.error else None


def _after_failure(message: OutboxMessage, failure: Failure, now: datetime) -> dict[str, Any]:
    logger.warning("outbox message refused", message=message.pk, tries=message.attempts, reason=failure.reason)
    if failure.is_final or message.attempts > len(BACKOFF):
        return {"last_error": failure.reason, "dead_at": clock.now()}
    return {"last_error": failure.reason, "due_at": now + BACKOFF[message.attempts - 1]}


def _record(message: OutboxMessage, **facts: Any) -> None:
    OutboxMessage.objects.waiting().filter(pk=message.pk).update(leased_until=None, **facts)
