"""Signing in: by password, by a forgotten password, by a second factor; what is refused, and how it is said."""

import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from foundation import outbox
from foundation.models import OutboxMessage
from network.models import Person
from network.roles import Role
from tests.factories import LibraryFactory, PersonFactory, person_as
from tests.network.signing import PASSWORD, last_mail, link_in, prove, sign_in, with_password

pytestmark = pytest.mark.django_db
NEW = "cinq autres mots bien choisis"


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> None:
    """The limits count in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def ada() -> Person:
    return with_password(person_as(Role.LIBRARIAN, LibraryFactory(), email="ada@demo.example", first_name="Ada"))


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


# --- address and password ------------------------------------------------------------------------------------------


def test_one_signs_in_with_one_s_address_whatever_its_capitals(client, ada):
    response = client.post("/compte/login/", {"login": "ADA@demo.example", "password": PASSWORD})
    assert response.url == "/"
    assert is_signed_in(client)
    assert "réussie" not in text_of(client.get("/"))


@pytest.mark.parametrize(("login", "password"), [("ada@demo.example", "faux"), ("inconnue@demo.example", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, ada, login, password):
    response = client.post("/compte/login/", {"login": login, "password": password})
    assert "ou le mot de passe sont incorrects" in text_of(response)
    assert not is_signed_in(client)


def test_a_closed_account_is_told_so(client, ada):
    ada.is_active = False
    ada.save()
    response = sign_in(client, ada)
    assert not is_signed_in(client)
    assert "Ce compte est fermé" in text_of(client.get(response.url))


def test_closing_an_account_ends_what_is_open(client, ada):
    sign_in(client, ada)
    ada.is_active = False
    ada.save()
    assert client.get("/").url.startswith("/compte/login/")


def test_who_never_chose_a_password_does_not_enter_with_any(client):
    person = PersonFactory()
    for password in ("", "!", person.password):
        client.post("/compte/login/", {"login": person.email, "password": password})
        assert not is_signed_in(client)


def test_sign_up_is_closed(client):
    assert "Les comptes sont ouverts sur invitation" in text_of(client.get("/compte/signup/"))
    client.post("/compte/signup/", {"email": "x@demo.example", "password1": NEW, "password2": NEW})
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("/compte/", "/compte/"),
        ("https://ailleurs.example/", "/"),
        ("//ailleurs.example/", "/"),
        ("https:ailleurs.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_one_is_sent_on_within_this_site_alone(client, ada, wanted, got):
    assert sign_in(client, ada, follow_to=wanted).url == got


def test_the_page_one_wanted_is_asked_again_after_the_sign_in(client, ada):
    sent_to = client.get("/reseau/personnes/?q=x").url
    assert sent_to == "/compte/login/?next=/reseau/personnes/%3Fq%3Dx"


# --- limits --------------------------------------------------------------------------------------------------------


def test_after_five_wrong_passwords_the_account_rests(client, ada):
    for _ in range(5):
        sign_in(client, ada, password="faux")
    response = sign_in(client, ada)
    assert not is_signed_in(client)
    assert "Trop de tentatives" in text_of(response)


def test_thirty_sign_ins_a_minute_from_one_place_are_too_many(client, ada):
    for _ in range(30):
        Client().post("/compte/login/", {"login": f"{time.time()}@demo.example", "password": "x"})
    response = client.post("/compte/login/", {"login": ada.email, "password": PASSWORD})
    assert response.status_code == 429
    assert "Trop d’essais en peu de temps" in text_of(response)


def test_asking_again_and_again_for_a_password_is_limited(client, ada):
    for _ in range(5):
        assert client.post("/compte/password/reset/", {"email": ada.email}).status_code == 302
    sent = OutboxMessage.objects.count()

    response = client.post("/compte/password/reset/", {"email": ada.email})

    assert response.status_code == 429
    assert "Trop d’essais en peu de temps" in text_of(response)
    assert OutboxMessage.objects.count() == sent > 0


# --- forgotten password --------------------------------------------------------------------------------------------


def test_the_mail_of_a_new_password_leaves_by_the_outbox_only(client, ada):
    client.post("/compte/password/reset/", {"email": ada.email})

    message = OutboxMessage.objects.get()
    assert (message.recipient, message.to_email) == (ada, "ada@demo.example")
    assert mail.outbox == []
    assert outbox.send_due() == 1
    assert last_mail(ada.email).subject == "Choisissez un nouveau mot de passe"


def test_its_link_is_built_on_the_address_of_the_site_and_not_of_the_request(client, ada, settings):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://maillage.example", ["*"]
    client.post("/compte/password/reset/", {"email": ada.email}, headers={"host": "pirate.example"})
    message = OutboxMessage.objects.get()
    assert "https://maillage.example/compte/password/reset/key/" in message.text
    assert "pirate" not in message.text + message.html


def test_a_new_password_replaces_the_old_one_and_is_told(client, ada):
    client.post("/compte/password/reset/", {"email": ada.email})
    outbox.send_due()
    form_page = client.get(link_in(last_mail(ada.email))).url
    client.post(form_page, {"password1": NEW, "password2": NEW})

    assert sign_in(Client(), ada, password=NEW).url == "/"
    assert not is_signed_in(client)
    outbox.send_due()
    assert last_mail(ada.email).subject == "Votre mot de passe a changé"


def test_the_link_of_a_new_password_serves_once(client, ada):
    client.post("/compte/password/reset/", {"email": ada.email})
    outbox.send_due()
    link = link_in(last_mail(ada.email))
    client.post(client.get(link).url, {"password1": NEW, "password2": NEW})
    assert "Ce lien ne sert plus" in text_of(Client().get(link))


def test_an_unknown_address_gets_the_same_page_and_no_mail(client, ada):
    known = client.post("/compte/password/reset/", {"email": ada.email})
    unknown = client.post("/compte/password/reset/", {"email": "inconnue@demo.example"})
    assert known.url == unknown.url
    assert OutboxMessage.objects.get().to_email == ada.email


def test_a_closed_account_gets_no_new_password(client, ada):
    ada.is_active = False
    ada.save()
    client.post("/compte/password/reset/", {"email": ada.email})
    assert not OutboxMessage.objects.exists()


def test_changing_one_s_password_closes_every_session(client, ada):
    elsewhere = Client()
    sign_in(elsewhere, ada)
    sign_in(client, ada)
    client.post("/compte/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert elsewhere.get("/").status_code == 302
    assert sign_in(Client(), ada, password=NEW).url == "/"


def test_a_password_of_less_than_twelve_characters_is_refused_in_french(client, ada):
    sign_in(client, ada)
    page = client.post(
        "/compte/password/change/", {"oldpassword": PASSWORD, "password1": "court", "password2": "court"}
    )
    assert "trop court" in text_of(page)


# --- second factor -------------------------------------------------------------------------------------------------


def code_of(secret: str) -> str:
    """What the application on the telephone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_code_of_the_telephone_is_asked_after_the_password(client, ada):
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)

    assert sign_in(client, ada).url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).url == "/"
    assert is_signed_in(client)


def test_a_wrong_code_does_not_enter(client, ada):
    TOTP.activate(ada, generate_totp_secret())
    sign_in(client, ada)
    page = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Code incorrect" in text_of(page)
    assert not is_signed_in(client)


def test_a_recovery_code_serves_once(client, ada):
    TOTP.activate(ada, generate_totp_secret())
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]

    sign_in(client, ada)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_signed_in(client)

    again = Client()
    sign_in(again, ada)
    again.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_signed_in(again)


def test_the_application_is_set_up_from_the_account_and_told_by_mail(client, ada, django_capture_on_commit_callbacks):
    sign_in(client, ada)
    prove(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert set(ada.authenticator_set.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    outbox.send_due()
    assert "Application de codes activée" in {one.subject for one in mail.outbox}


def test_the_security_pages_ask_for_the_password_again(client, ada):
    sign_in(client, ada)
    assert client.get(reverse("mfa_activate_totp")).url.startswith("/compte/reauthenticate/")


def test_the_notice_names_the_moment_and_the_browser(client, ada):
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    sign_in(client, ada)
    client.post("/compte/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    message = OutboxMessage.objects.get()
    assert "votre mot de passe a été changé (depuis Firefox sur Windows)" in message.text
    assert "/compte/" in message.text
