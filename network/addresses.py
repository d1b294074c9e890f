"""The address someone signs in with is the one on their page, and no former one."""

from allauth.account.models import EmailAddress

from foundation import links
from network import invitations
from network.models import Person


def forget_former(person: Person) -> None:
    """After a change of address: the former one opens nothing any more, nor does an invitation it received.

    The new one is known to whoever wrote it, not yet proved by its holder.
    """
    EmailAddress.objects.filter(user=person).exclude(email=person.email or "").delete()
    links.revoke(person, invitations.PURPOSE)
