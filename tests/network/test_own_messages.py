"""One chooses, on one’s own account, when the mails of each family leave."""

import pytest
from django.urls import reverse

from foundation import clock, mail_preferences, outbox
from foundation.digests import Family
from foundation.models import MailMode, MailPreference
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.foundation.families import family, told
from tests.foundation.trials import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]
__all__ = ["family"]
PAGE = "/compte/messages/"


@pytest.fixture
def librarian(client):
    person = person_as(Role.LIBRARIAN, LibraryFactory(), email="ada@demo.example")
    client.force_login(person)
    return person


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_the_account_leads_there(client, librarian):
    assert reverse("own_messages") == PAGE
    assert text_of(client.get("/compte/")).count(f'href="{PAGE}"') == 2  # in the menu, and in the page


def test_each_family_is_a_group_of_choices_that_says_what_it_is(client, librarian):
    page = text_of(client.get(PAGE))

    assert page.count('<input type="radio" name="trial"') == 3
    assert "<legend" in page
    assert "Ce qui arrive aux essais." in page
    assert client.get(PAGE).context["form"]["trial"].initial == MailMode.EACH


def test_what_one_chooses_is_kept_and_shown(client, librarian):
    response = client.post(PAGE, {"trial": "DAILY"}, follow=True)

    assert response.redirect_chain == [(PAGE, 302)]
    assert "Votre choix est enregistré." in text_of(response)
    assert MailPreference.objects.get().mode == MailMode.DAILY
    assert response.context["form"]["trial"].initial == MailMode.DAILY
    client.post(PAGE, {"trial": "NEVER"})
    assert MailPreference.objects.get().mode == MailMode.NEVER


def test_leaving_the_digest_frees_what_it_kept(client, librarian):
    client.post(PAGE, {"trial": "DAILY"})
    with clock.frozen_at(NOON):
        kept = told(librarian)
        client.post(PAGE, {"trial": "EACH"})

    assert outbox.send_due(NOON) == 1
    kept.refresh_from_db()
    assert kept.sent_at


@pytest.mark.parametrize("sent", [{}, {"trial": ""}, {"trial": "SOMETIMES"}])
def test_a_choice_that_is_none_is_refused(client, librarian, sent):
    response = client.post(PAGE, sent)

    assert response.status_code == 422
    assert not MailPreference.objects.exists()


def test_a_family_that_may_not_be_silenced_offers_no_silence(client, librarian, monkeypatch):
    strict = Family("trial", "Essais", "", concerns=lambda person: True)
    monkeypatch.setitem(mail_preferences.families, "trial", strict)

    assert 'value="NEVER"' not in text_of(client.get(PAGE))
    assert client.post(PAGE, {"trial": "NEVER"}).status_code == 422


def test_what_does_not_concern_one_is_neither_asked_nor_taken(client, librarian, monkeypatch):
    hidden = Family("hidden", "Cachée", "", concerns=lambda person: person != librarian)
    monkeypatch.setitem(mail_preferences.families, "hidden", hidden)

    assert "Cachée" not in text_of(client.get(PAGE))
    client.post(PAGE, {"trial": "EACH", "hidden": "DAILY"})
    assert set(MailPreference.objects.values_list("family", flat=True)) == {"trial"}


def test_with_nothing_to_choose_the_page_says_so(client, librarian, monkeypatch):
    monkeypatch.setattr(mail_preferences, "families", {})

    page = text_of(client.get(PAGE))

    assert "il n’y a rien à choisir" in page
    assert 'name="trial"' not in page


def test_one_chooses_for_oneself_alone(client, librarian):
    other = person_as(Role.LIBRARIAN, LibraryFactory())
    MailPreference.objects.create(person=other, family="trial", mode=MailMode.DAILY)

    client.post(PAGE, {"trial": "NEVER"})

    assert MailPreference.objects.get(person=other).mode == MailMode.DAILY
