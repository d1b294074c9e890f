"""Sign-in by the OpenID Connect provider of the Communauté: known people enter, others are told why not."""

import re

import environ
import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.urls import reverse

from config import safety
from network.models import Person
from network.roles import Role
from tests.factories import LibraryFactory, PersonFactory, person_as
from tests.network import identity_provider
from tests.network.identity_provider import CLIENT_ID, CLIENT_SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings, monkeypatch):
    """The provider, configured as in production: by three variables."""
    cache.clear()
    with identity_provider.running() as provider:
        monkeypatch.setenv("OIDC_CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv("OIDC_CLIENT_SECRET", CLIENT_SECRET)
        monkeypatch.setenv("OIDC_SERVER_URL", provider.url)
        monkeypatch.setenv("OIDC_NAME", "Compte d’essai")
        settings.SOCIALACCOUNT_PROVIDERS = safety.openid_connect(environ.Env())
        yield provider


@pytest.fixture
def known() -> Person:
    return person_as(Role.LIBRARIAN, LibraryFactory(), email="ada@demo.example")


def go_there_and_back(client, **asked):
    """Press the button, be sent to the provider, come back: the answer to the coming back."""
    start = client.post(reverse("openid_connect_login", args=["oidc"]), asked)
    back = requests.get(start.url, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(re.sub(r"^http://testserver", "", back))


def is_signed_in(client, person) -> bool:
    return client.session.get("_auth_user_id") == str(person.pk)


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_the_button_is_there_once_a_provider_is_configured(client, provider):
    assert "Se connecter avec Compte d’essai" in text_of(client.get("/compte/login/"))


def test_there_is_no_button_without_provider(client):
    assert "openid" not in text_of(client.get("/compte/login/"))


def test_a_known_person_enters(client, provider, known):
    provider.signs_in(email="Ada@demo.example", email_verified=True)

    response = go_there_and_back(client)

    assert response.url == "/"
    assert is_signed_in(client, known)
    assert client.get("/compte/").status_code == 200


def test_the_second_time_the_account_is_recognised_even_by_another_address(client, provider, known):
    provider.signs_in(email="ada@demo.example", email_verified=True)
    go_there_and_back(client)
    client.logout()
    provider.signs_in(email="ada.mariee@demo.example", email_verified=True)

    go_there_and_back(client)

    assert is_signed_in(client, known)


def test_an_unknown_address_is_refused_in_french_and_creates_nobody(client, provider):
    provider.signs_in(email="inconnue@demo.example", email_verified=True)

    response = go_there_and_back(client)

    assert response.status_code == 403
    assert "Personne du réseau n’a l’adresse <strong>inconnue@demo.example</strong>" in text_of(response)
    assert not Person.objects.exists()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("verified", [False, None, "false", "true", 1])
def test_only_true_is_a_verified_address(client, provider, known, verified):
    provider.signs_in(email="ada@demo.example", email_verified=verified)

    response = go_there_and_back(client)

    assert response.status_code == 403
    assert "ne garantit pas votre adresse e-mail (ada@demo.example)" in text_of(response)
    assert not is_signed_in(client, known)


def test_a_provider_that_gives_no_address_recognises_nobody(client, provider, known):
    provider.signs_in()
    assert go_there_and_back(client).status_code == 403


def test_a_closed_account_stays_closed(client, provider):
    closed = PersonFactory(email="ada@demo.example", is_active=False)
    provider.signs_in(email="ada@demo.example", email_verified=True)

    response = go_there_and_back(client)

    assert response.url == reverse("account_inactive")
    assert not is_signed_in(client, closed)


def test_someone_whose_address_was_taken_away_no_longer_enters(client, provider, known):
    provider.signs_in(email="ada@demo.example", email_verified=True)
    go_there_and_back(client)
    client.logout()
    known.email = None
    known.save()

    go_there_and_back(client)

    assert not is_signed_in(client, known)


def test_who_has_a_second_factor_is_asked_for_it_here_too(client, provider, known):
    TOTP.activate(known, generate_totp_secret())
    provider.signs_in(email="ada@demo.example", email_verified=True)

    response = go_there_and_back(client)

    assert response.url == reverse("mfa_authenticate")
    assert not is_signed_in(client, known)


def test_a_coordinator_without_second_factor_must_set_one_up_here_too(client, provider, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    coordinator = person_as(Role.COORDINATOR, email="ada@demo.example")
    provider.signs_in(email="ada@demo.example", email_verified=True)

    go_there_and_back(client)

    assert is_signed_in(client, coordinator)
    assert client.get("/").url == reverse("mfa_index")


def test_one_comes_back_to_the_page_one_wanted(client, provider, known):
    provider.signs_in(email="ada@demo.example", email_verified=True)
    assert go_there_and_back(client, next="/compte/").url == "/compte/"


def test_one_is_never_sent_to_another_site(client, provider, known):
    provider.signs_in(email="ada@demo.example", email_verified=True)
    assert go_there_and_back(client, next="https://ailleurs.example/").url == "/"


def test_a_coming_back_that_nobody_asked_for_opens_nothing(client, provider, known):
    response = client.get("/compte/oidc/oidc/login/callback/?code=x&state=y")
    assert response.status_code in {200, 401}
    assert "La connexion n’a pas abouti" in text_of(response)


def test_a_code_serves_once(client, provider, known):
    provider.signs_in(email="ada@demo.example", email_verified=True)
    start = client.post(reverse("openid_connect_login", args=["oidc"]))
    back = requests.get(start.url, allow_redirects=False, timeout=5).headers["Location"].split("testserver")[1]
    client.get(back)
    client.logout()

    assert "La connexion n’a pas abouti" in text_of(client.get(back))
    assert not is_signed_in(client, known)
