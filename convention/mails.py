"""The mails that a convention causes: rows of the outbox, written in the transaction of what they tell."""

from datetime import date, datetime
from typing import Any

from django.db import models

from convention.models import Convention
from convention.offices import mayor_of, president_of
from convention.states import State
from foundation import clock, outbox
from foundation.french import commune_of, count, long_date, of_place
from foundation.models import OutboxMessage, Transition
from network.models import Assignment, Person, Service
from network.roles import PlaceKind, Role

ASKING = ("convention-to-sign", "convention-chase")  # the kinds of mail that ask for the Maire’s signature


def recipients(convention: Convention, on: date, *, with_coordination: bool = False) -> list[Person]:
    """Who is written to about a convention: the commune’s contacts in post that day, those who have an address.

    The coordination too, for what it has to do itself.
    """
    posts = models.Q(role=Role.COMMUNE_CONTACT, commune=convention.commune_id)
    if with_coordination:
        posts |= models.Q(role=Role.COORDINATOR)
    held = Assignment.objects.current(on).filter(posts)
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True, email__isnull=False))


def told(contacts: int) -> str:
    """How many of the commune are written to, in words."""
    if not contacts:
        return "aucun contact de la commune n’a d’adresse e-mail : prévenez-la autrement"
    return f"{count(contacts, 'contact')} de la commune {'reçoit' if contacts == 1 else 'reçoivent'} un e-mail"


def write_to_sign(convention: Convention) -> list[OutboxMessage]:
    """Tell the commune’s contacts what to do with the two originals; again each time the convention is sent (R45)."""
    subject = f"La convention {of_place(convention.commune.name)} est à signer"
    return _ask_to_sign(convention, "convention-to-sign", subject, due_key=clock.now().isoformat())


def write_chase(convention: Convention) -> list[OutboxMessage]:
    """Ask the commune’s contacts again for the Maire’s signature; once a day and person."""
    subject = f"Rappel : la convention {of_place(convention.commune.name)} est à signer"
    return _ask_to_sign(convention, "convention-chase", subject, due_key=str(convention.chased_on))


def _ask_to_sign(convention: Convention, kind: str, subject: str, *, due_key: str) -> list[OutboxMessage]:
    context = {
        "path": convention.get_absolute_url(),
        "number": convention.number,
        "commune": commune_of(convention.commune.name),
        "sent_on": long_date(convention.sent_on) if convention.sent_on else "",
        "is_chase": convention.chased_on is not None,
        "mayor": mayor_of(convention),
        "president": president_of(convention),
        "service": Service.objects.filter(code=PlaceKind.SCLP).first(),
    }
    return _to_each_contact(convention, kind, subject, "convention_to_sign", context, due_key)


def write_taken_back(convention: Convention, reason: str) -> list[OutboxMessage]:
    """Tell the commune’s contacts that the originals they were sent count no more: the text will change."""
    return _to_each_contact(
        convention,
        "convention-taken-back",
        f"La convention {of_place(convention.commune.name)} est reprise : vos exemplaires ne comptent plus",
        "convention_taken_back",
        {
            "number": convention.number,
            "commune": commune_of(convention.commune.name),
            "reason": reason,
            "service": Service.objects.filter(code=PlaceKind.SCLP).first(),
        },
        clock.now().isoformat(),
    )


def write_notification(convention: Convention) -> list[OutboxMessage]:
    """Tell the commune’s contacts that their convention is signed and notified; once per person and notification."""
    end = convention.end
    return _to_each_contact(
        convention,
        "convention-notified",
        f"La convention {of_place(convention.commune.name)} est signée",
        "convention_notified",
        {
            "path": convention.get_absolute_url(),
            "number": convention.number,
            "commune": commune_of(convention.commune.name),
            "notified_on": long_date(convention.notified_on) if convention.notified_on else "",
            "starts_on": long_date(convention.starts_on) if convention.starts_on else "",
            "ends_on": long_date(end.date) if end and end.date else "",
        },
        f"{convention.notified_on} {clock.now().isoformat()}",
    )


def _to_each_contact(
    convention: Convention, kind: str, subject: str, template: str, context: dict[str, Any], due_key: str
) -> list[OutboxMessage]:
    written = [
        outbox.write(
            kind, about=convention, to=contact, subject=subject, template=template, context=context, due_key=due_key
        )
        for contact in recipients(convention, clock.today())
    ]
    return [message for message in written if message is not None]


# --- a message that has waited: whether what it tells is still so ----------------------------------------------------


def register() -> None:
    """Have each kind looked at again before it leaves."""
    for kind in ASKING:
        outbox.only_while(kind, _not_to_sign)
    outbox.only_while("convention-notified", _not_notified)
    outbox.only_while("convention-taken-back", _not_taken_back)


def _not_to_sign(message: OutboxMessage) -> str:
    convention: Any = message.about
    if convention.state != State.SIGNING:
        return f"La convention n’est plus en signature : l’état est « {convention.get_state_display()} »."
    if _sent_at(convention) > message.created_at:
        return "La convention a été reprise, puis envoyée de nouveau : un autre message le dit."
    if convention.mayor_signed_on:
        return f"{mayor_of(convention).title} a signé le {long_date(convention.mayor_signed_on)}."
    return _not_a_contact(message)


def _not_notified(message: OutboxMessage) -> str:
    convention: Any = message.about
    if convention.state != State.NOTIFIED:
        return f"L’état de la convention est « {convention.get_state_display()} »."
    if str(convention.notified_on) != message.due_key.partition(" ")[0]:
        return "La date de notification a été corrigée."
    newer = OutboxMessage.objects.about(convention).filter(kind=message.kind, recipient=message.recipient_id)
    if newer.filter(pk__gt=message.pk).exists():
        return "Un message plus récent dit la même chose."
    return _not_a_contact(message)


def _not_taken_back(message: OutboxMessage) -> str:
    convention: Any = message.about
    if _sent_at(convention) > message.created_at:
        return "La convention a été envoyée de nouveau en signature."
    asked = OutboxMessage.objects.about(convention).filter(recipient=message.recipient_id, kind__in=ASKING)
    if not asked.filter(sent_at__isnull=False).exists():
        return "La demande de signature n’était pas partie."
    return _not_a_contact(message)


def _sent_at(convention: Convention) -> datetime:
    """When it was last sent to signature."""
    last = Transition.objects.about(convention).filter(name="send").order_by("-at", "-pk").first()
    return last.at if last else datetime.min.replace(tzinfo=clock.PARIS)


def _not_a_contact(message: OutboxMessage) -> str:
    convention: Any = message.about
    return (
        ""
        if message.recipient in recipients(convention, clock.today())
        else "Le destinataire n’est plus un contact de la commune."
    )
