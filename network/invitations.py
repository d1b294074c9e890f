"""How someone gets to sign in: by an invitation that a coordinator or an administrator sends."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse

from foundation import clock, links, outbox
from foundation.french import long_date
from foundation.models import OutboxMessage, SignedLink
from foundation.workflow import Refused
from network.models import Person

PURPOSE = "invitation"
LASTS = timedelta(days=14)


def link_for(person: Person) -> str:
    """The path of a new invitation; earlier ones of this person stop working.

    Raises Refused for someone without an address, closed, or anonymised: they cannot sign in.
    """
    if not person.email:
        raise Refused(f"{person} n’a pas d’adresse e-mail : ajoutez-la avant de l’inviter.")
    if not person.is_active or person.anonymised_at:
        raise Refused(f"{person} ne peut plus se connecter.")
    links.revoke(person, PURPOSE)
    return reverse("network:invitation", args=[links.make(person, PURPOSE, about=person, lasts=LASTS)])


def invite(person: Person, *, by: Person) -> None:
    """Write the invitation mail. Asked twice in a minute, it leaves once, and its link serves. Raises Refused as
    `link_for`."""
    due_key = f"{clock.now():%Y-%m-%dT%H:%M}"
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        once = {"kind": PURPOSE, "due_key": due_key, "to_email": (person.email or "").lower()}
        if OutboxMessage.objects.about(person).filter(**once).exists():
            return
        outbox.write(
            PURPOSE,
            about=person,
            to=person,
            subject=f"{by} vous invite sur Maillage",
            template="invitation",
            context={"path": link_for(person), "by": by, "last_day": long_date((clock.now() + LASTS).date())},
            due_key=due_key,
        )


def accept(token: str, password: str, *, asker: str) -> Person:
    """Set the password and prove the address; the link is used up. Raises Refused when it can no longer serve."""
    with transaction.atomic():
        person = links.use(token, PURPOSE, asker=asker).person
        person.set_password(password)
        person.save(update_fields=["password"])
        EmailAddress.objects.update_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
    return person


def why_not(message: OutboxMessage) -> str:
    """Why an invitation that has waited is not to leave: its link serves no more, or another has taken its place."""
    person: Any = message.about
    newer = OutboxMessage.objects.about(person).filter(kind=PURPOSE, pk__gt=message.pk)
    return "" if pending(person) and not newer.exists() else "Cette invitation a été remplacée ou annulée."


def pending(person: Any) -> bool:
    """Whether an invitation of this person still waits for an answer."""
    links_left = SignedLink.objects.filter(person=person, purpose=PURPOSE, used_at=None, revoked_at=None)
    return links_left.filter(expires_at__gt=clock.now()).exists()
