"""One’s own account: what one sees and may change of it, and the sessions one may close."""

import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from foundation import clock, outbox
from network.models import Person
from network.roles import Role
from tests.factories import LibraryFactory, PersonFactory, person_as
from tests.network.signing import PASSWORD, last_mail, link_in, prove, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def librarian(client) -> Person:
    person = person_as(
        Role.LIBRARIAN, LibraryFactory(name="Escale"), first_name="Ada", last_name="Exemple", email="ada@demo.example"
    )
    client.force_login(person)
    return person


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_the_page_says_who_one_is_here(client, librarian):
    page = text_of(client.get("/compte/"))

    assert "Ada Exemple" in page
    assert "ada@demo.example" in page
    assert "<strong>Bibliothécaire</strong>, Escale" in page
    assert "celle-ci" in page  # this session
    assert "Application de codes" in page


def test_the_menu_of_the_account_leads_there(client, librarian):
    assert 'href="/compte/"' in text_of(client.get("/"))


def test_one_corrects_one_s_own_name_and_telephone(client, librarian):
    address = reverse("edit_own_account")
    version = client.get(address).context["form"].initial["form_version"]
    data = {"first_name": "Ada", "last_name": "Nouvelle", "phone": "01 30 98 76 54", "form_version": version}

    response = client.post(address, data)

    assert response.url == "/compte/"
    librarian.refresh_from_db()
    assert (librarian.last_name, librarian.phone) == ("Nouvelle", "01 30 98 76 54")
    assert Person.history.filter(id=librarian.pk).first().history_user == librarian


def test_nothing_else_of_oneself_is_taken_from_the_form(client, librarian):
    address = reverse("edit_own_account")
    version = client.get(address).context["form"].initial["form_version"]
    client.post(
        address,
        {"first_name": "A", "last_name": "B", "form_version": version, "email": "x@y.example", "is_active": ""},
    )
    librarian.refresh_from_db()
    assert (librarian.email, librarian.is_active) == ("ada@demo.example", True)


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("auto", ""), ("pink", None)])
def test_the_colours_are_chosen_without_javascript(client, librarian, chosen, kept):
    client.post(reverse("choose_theme"), {"theme": chosen})
    cookie = client.cookies.get("theme")
    assert (cookie.value if cookie else None) == kept


def test_another_session_is_closed_and_this_one_stays(client, librarian):
    client.get("/")
    elsewhere = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    elsewhere.force_login(librarian)
    elsewhere.get("/")
    other = UserSession.objects.get(session_key=elsewhere.session.session_key)

    page = text_of(client.get(reverse("usersessions_list")))
    response = client.post(reverse("end_session", args=[other.pk]))

    assert "Firefox sur Windows" in page
    assert response.url == reverse("usersessions_list")
    assert elsewhere.get("/").url.startswith("/compte/login/")
    assert client.get("/").status_code == 200


def test_closing_this_session_is_signing_out(client, librarian):
    client.get("/")
    response = client.post(reverse("end_session", args=[UserSession.objects.get().pk]))
    assert response.url == reverse("account_login")
    assert client.get("/").status_code == 302


def test_the_session_of_someone_else_cannot_be_closed(client, librarian):
    stranger = Client()
    stranger.force_login(PersonFactory())
    stranger.get("/")
    theirs = UserSession.objects.get(session_key=stranger.session.session_key)

    assert client.post(reverse("end_session", args=[theirs.pk])).status_code == 404
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize(("seconds", "is_noted"), [(1, False), (299, False), (300, True)])
def test_a_session_is_noted_every_five_minutes_and_not_at_every_page(client, librarian, seconds, is_noted):
    now = clock.now()
    with clock.frozen_at(now):
        client.get("/compte/")
    seen = UserSession.objects.get().last_seen_at
    with clock.frozen_at(now + timedelta(seconds=seconds)):
        client.get("/compte/")
    assert (UserSession.objects.get().last_seen_at > seen) is is_noted


@pytest.fixture
def proving(client) -> Person:
    """Someone who has just typed their password again."""
    person = person_as(Role.LIBRARIAN, LibraryFactory(), email="ada@demo.example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    sign_in(client, person)
    prove(client)
    return person


def test_the_page_of_the_address_asks_for_the_password_first(client):
    sign_in(client, person_as(Role.LIBRARIAN, LibraryFactory()))
    response = client.post(reverse("account_email"), {"email": "nouvelle@demo.example"})
    assert response.url.startswith("/compte/reauthenticate/")


def test_an_address_changes_once_the_new_one_is_proved(client, proving):
    client.post(reverse("account_email"), {"email": "Nouvelle@demo.example"})
    proving.refresh_from_db()
    assert proving.email == "ada@demo.example"

    outbox.send_due()
    link = link_in(last_mail("nouvelle@demo.example"))
    assert "C’est bien votre adresse ?" in text_of(client.get(link))
    client.post(link)

    proving.refresh_from_db()
    assert proving.email == "nouvelle@demo.example"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("nouvelle@demo.example", True)]
    outbox.send_due()
    assert last_mail("ada@demo.example").subject == "Votre adresse a changé"
    assert Client().post("/compte/login/", {"login": "ada@demo.example", "password": PASSWORD}).status_code == 200
    assert sign_in(Client(), proving).url == "/"


def test_a_link_of_confirmation_serves_once(client, proving):
    client.post(reverse("account_email"), {"email": "nouvelle@demo.example"})
    outbox.send_due()
    link = link_in(last_mail("nouvelle@demo.example"))
    client.post(link)

    response = client.get(link)

    assert response.status_code == 410
    assert "ne sert plus" in text_of(response)


@pytest.mark.parametrize(("days", "status"), [(2, 200), (4, 410)])
def test_a_link_of_confirmation_lasts_three_days(client, proving, days, status, monkeypatch):
    client.post(reverse("account_email"), {"email": "nouvelle@demo.example"})
    outbox.send_due()
    later = time.time() + days * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get(link_in(last_mail("nouvelle@demo.example"))).status_code == status


def test_a_link_that_somebody_made_up_confirms_nothing(client, proving):
    client.post(reverse("account_email"), {"email": "nouvelle@demo.example"})
    outbox.send_due()
    *head, _ = link_in(last_mail("nouvelle@demo.example")).rstrip("/").split(":")

    response = client.post(f"{':'.join(head)}:xyz/")

    assert response.status_code == 410
    assert "ne sert plus" in text_of(response)
    proving.refresh_from_db()
    assert proving.email == "ada@demo.example"
    assert not EmailAddress.objects.filter(email="nouvelle@demo.example").exists()


def test_an_address_taken_since_is_refused_at_the_confirmation(client, proving):
    client.post(reverse("account_email"), {"email": "nouvelle@demo.example"})
    PersonFactory(email="nouvelle@demo.example")
    outbox.send_due()
    response = client.post(link_in(last_mail("nouvelle@demo.example")))
    assert response.status_code == 410
    assert "celle d’un autre compte" in text_of(response)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("prise@demo.example", "d’un autre compte"),
        ("ADA@demo.example", "déjà votre adresse"),
        ("x", "une adresse e-mail entière"),
    ],
)
def test_an_address_that_cannot_be_is_refused(client, proving, address, message):
    PersonFactory(email="prise@demo.example")
    response = client.post(reverse("account_email"), {"email": address})
    assert response.status_code == 422
    assert message in text_of(response)


@pytest.mark.parametrize(
    "name", ["own_account", "edit_own_account", "usersessions_list", "mfa_index", "account_logout"]
)
def test_every_page_of_the_account_is_in_french_and_for_oneself_alone(client, librarian, name):
    page = text_of(client.get(reverse(name)))
    assert 'lang="fr"' in page
    assert Client().get(reverse(name)).status_code == 302
