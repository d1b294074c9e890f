"""Signing in as a person does, and reading the mails that the sign-in sends."""

import re

from django.core import mail
from django.test import Client

from network.models import Person

PASSWORD = "quatre mots sans rapport"  # noqa: S105 - a test’s


def with_password(person: Person) -> Person:
    """The same person, who has chosen a password."""
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client: Client, person: Person, password: str = PASSWORD, follow_to: str = ""):
    """Send the sign-in form; the first time, the person is given the password."""
    if not person.has_usable_password():
        with_password(person)
    address = f"/compte/login/?next={follow_to}" if follow_to else "/compte/login/"
    data = {"login": person.email, "password": password} | ({"next": follow_to} if follow_to else {})
    return client.post(address, data)


def prove(client: Client) -> None:
    """Type one’s password again, as the security pages ask."""
    client.post("/compte/reauthenticate/", {"password": PASSWORD})


def last_mail(address: str):
    """The last mail that has left to this address."""
    return [one for one in mail.outbox if one.to == [address]][-1]


def link_in(message) -> str:
    """The path of the link that a mail bears."""
    return re.search(r"https?://[^/\s]+(/compte/\S+)", message.body)[1]
