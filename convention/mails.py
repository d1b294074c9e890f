"""The mails that a convention causes: rows of the outbox, written in the transaction of what they tell."""

from datetime import date
from typing import Any

from convention.models import Convention
from foundation import clock, outbox
from foundation.french import commune_of, count, long_date
from foundation.models import OutboxMessage
from network.models import Commune, Person
from network.roles import Role


def contacts_of(commune: Commune, on: date) -> list[Any]:
    """Who answers for the commune that day and can be written to."""
    holders = Person.objects.filter(
        assignments__in=commune.assignments.current(on).filter(role=Role.COMMUNE_CONTACT), is_active=True
    )
    return list(holders.exclude(email=None).distinct())


def told(contacts: int) -> str:
    """How many of the commune are written to, in words."""
    if not contacts:
        return "personne de la commune n’a d’adresse : prévenez-la autrement"
    return f"{count(contacts, 'contact')} de la commune {'reçoit' if contacts == 1 else 'reçoivent'} un courriel"


def write_notification(convention: Convention) -> list[OutboxMessage]:
    """Tell the commune’s contacts that their convention is signed and notified; once per person and notification."""
    end = convention.end
    written = [
        outbox.write(
            "convention-notified",
            about=convention,
            to=contact,
            subject=f"Votre convention est signée : {commune_of(convention.commune.name)}",
            template="convention_notified",
            context={
                "path": convention.get_absolute_url(),
                "number": convention.number,
                "commune": commune_of(convention.commune.name),
                "notified_on": long_date(convention.notified_on) if convention.notified_on else "",
                "starts_on": long_date(convention.starts_on) if convention.starts_on else "",
                "ends_on": long_date(end.date) if end and end.date else "",
            },
            due_key=str(convention.notified_on),
        )
        for contact in contacts_of(convention.commune, clock.today())
    ]
    return [message for message in written if message is not None]
