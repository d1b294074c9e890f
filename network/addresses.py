"""The address someone signs in with is the one on their page, and no former one; it changes by proving the new one."""

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction
from django.urls import reverse

from foundation import links
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from network import account_mails, invitations
from network.models import Person

_SALT = "network.addresses"
SPENT = "Ce lien ne sert plus : il a déjà servi, ou il est trop ancien. Demandez-en un autre depuis votre compte."
TAKEN = "Cette adresse est celle d’un autre compte."


def forget_former(person: Person) -> None:
    """After a change of address: the former one opens nothing any more, nor does an invitation it received.

    The new one is known to whoever wrote it, not yet proved by its holder.
    """
    EmailAddress.objects.filter(user=person).exclude(email=person.email or "").delete()
    links.revoke(person, invitations.PURPOSE)


def is_taken(address: str, person: Person) -> bool:
    """Whether someone else has this address."""
    return Person.objects.filter(email__iexact=address).exclude(pk=person.pk).exists()


def ask_to_prove(person: Person, address: str) -> OutboxMessage | None:
    """Write to the new address; the link serves as long as the old one is still that of the account."""
    token = signing.dumps([person.pk, person.email, address], salt=_SALT)
    link = reverse("account_confirm_email", args=[token])
    return account_mails.write("account/email/email_confirmation", person, address, {"activate_url": link})


def proved(token: str) -> tuple[Person, str]:
    """Whose account, and which address its holder has just proved to read. Raises Refused."""
    try:
        key, former, address = signing.loads(token, salt=_SALT, max_age=account_mails.LASTS)
    except signing.BadSignature as wrong:
        raise Refused(SPENT) from wrong
    person = Person.objects.filter(pk=key, email=former, is_active=True).first()
    if person is None:
        raise Refused(SPENT)
    if is_taken(address, person):
        raise Refused(TAKEN)
    return person, address


def change(token: str) -> Person:
    """Give the account its new, proved address, and say so at the former one. Raises Refused."""
    with transaction.atomic():
        person, address = proved(token)
        former, person.email = str(person.email), address
        person._history_user = person  # type: ignore[attr-defined]  # read by simple_history
        person.save()
        forget_former(person)
        EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
        account_mails.write("account/email/email_changed", person, former, {})
    return person
