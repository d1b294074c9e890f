"""Browsers in which somebody is signed in."""

from django.test import Client

from network.models import Person


def browser_of(person: Person) -> Client:
    """A browser of their own."""
    browser = Client()
    browser.force_login(person)
    return browser
