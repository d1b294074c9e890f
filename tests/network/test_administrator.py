"""The first administrator of an empty network: asked for at the terminal, or given beforehand; never a guess."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from foundation import clock
from network import administrators, invitations
from network.management.commands import administrator
from network.models import Person, Service
from network.roles import Role
from tests.factories import PersonFactory, person_as

pytestmark = pytest.mark.django_db
PASSWORD = "quatre mots sans rapport"  # noqa: S105 - a test’s
NAMES = {"first_name": "Ada", "last_name": "Exemple"}


@pytest.fixture
def typed(monkeypatch) -> Callable[..., list[str]]:
    """Someone at the terminal: these answers to the questions, these passwords; the questions that were asked."""

    def answers(*lines: str, passwords: tuple[str, ...] = ()) -> list[str]:
        asked: list[str] = []
        left, hidden = iter(lines), iter(passwords)

        def answer(question: str, source) -> str:
            asked.append(question.split(" (")[0].removesuffix(" : "))
            try:
                return next(source)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("builtins.input", lambda question: answer(question, left))
        monkeypatch.setattr(administrator, "getpass", lambda question: answer(question, hidden))
        return asked

    return answers


def test_who_is_asked_signs_in_with_the_password_typed(typed, client):
    asked = typed("Ada", " Exemple ", "Ada@Demo.example", passwords=(PASSWORD, PASSWORD))

    call_command("administrator")

    assert asked == ["Prénom", "Nom", "Adresse e-mail", "Mot de passe", "Le même, une seconde fois"]
    person = Person.objects.get(email="ada@demo.example")
    assert (person.first_name, person.last_name) == ("Ada", "Exemple")
    assert person.assignments.get().role == Role.ADMINISTRATOR
    answer = client.post("/compte/login/", {"login": "ada@demo.example", "password": PASSWORD})
    assert answer.url == "/"


def test_no_password_typed_gives_an_invitation_link(typed, capsys):
    typed("Ada", "Exemple", "ada@demo.example", passwords=("",))

    call_command("administrator")

    person = Person.objects.get(email="ada@demo.example")
    assert not person.has_usable_password()
    assert invitations.pending(person)
    assert "http://127.0.0.1:8000/reseau/invitation/" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lines", "passwords", "reason"),
    [
        (("", "Ada", "Exemple", "ada@demo.example"), ("",), "Une réponse est nécessaire."),
        (("Ada", "Exemple", "ada", "ada@demo.example"), ("",), "adresse de courriel valide"),
        (("Ada", "Exemple", "held@demo.example", "ada@demo.example"), ("",), "déjà cette adresse"),
        (("A" * 81, "Ada", "Exemple", "ada@demo.example"), ("",), "au plus 80 caractères"),
        (("Ada", "Exemple", "ada@demo.example"), ("court", ""), "trop court"),
        (("Ada", "Exemple", "ada@demo.example"), ("ada@demo.example", ""), "trop semblable"),
        (("Ada", "Exemple", "ada@demo.example"), (PASSWORD, "autre", ""), "Les deux mots de passe diffèrent."),
    ],
)
def test_what_cannot_be_kept_is_explained_and_asked_again(typed, capsys, lines, passwords, reason):
    PersonFactory(email="held@demo.example")
    typed(*lines, passwords=passwords)

    call_command("administrator")

    assert reason in capsys.readouterr().out
    assert Person.objects.filter(email="ada@demo.example", **NAMES).exists()


def test_who_ends_the_questions_makes_nobody(typed):
    typed("Ada")

    with pytest.raises(CommandError, match="Aucun compte n’a été créé"):
        call_command("administrator")

    assert not Person.objects.exists()


def test_options_are_not_asked_for_and_no_input_asks_nothing(typed):
    asked = typed(passwords=("",))

    call_command("administrator", email="ada@demo.example", **NAMES)
    call_command("administrator", "--no-input", email="bis@demo.example", **NAMES)

    assert asked == ["Mot de passe"]


def test_the_environment_suffices_where_nobody_can_be_asked(monkeypatch):
    for name, value in {**NAMES, "email": "Ada@demo.example", "password": PASSWORD}.items():
        monkeypatch.setenv(f"MAILLAGE_ADMIN_{name.upper()}", value)

    call_command("administrator")

    assert Person.objects.get(email="ada@demo.example").check_password(PASSWORD)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": ""}, r"Adresse e-mail \(MAILLAGE_ADMIN_EMAIL\) : Une réponse est nécessaire"),
        ({"email": "ada"}, r"\(MAILLAGE_ADMIN_EMAIL\) : Saisissez une adresse"),
        ({"email": "HELD@demo.example"}, "déjà cette adresse"),
        ({"last_name": " "}, r"Nom \(MAILLAGE_ADMIN_LAST_NAME\)"),
        ({"password": "court"}, r"Mot de passe \(MAILLAGE_ADMIN_PASSWORD\) : Ce mot de passe est trop court"),
    ],
)
def test_what_is_missing_or_wrong_beforehand_stops_and_names_its_variable(monkeypatch, changes, message):
    PersonFactory(email="held@demo.example")
    for name, value in {**NAMES, "email": "ada@demo.example", "password": PASSWORD, **changes}.items():
        monkeypatch.setenv(f"MAILLAGE_ADMIN_{name.upper()}", value)

    with pytest.raises(CommandError, match=message):
        call_command("administrator")

    assert Person.objects.count() == 1


def test_the_services_of_the_communaute_come_with_the_first_administrator():
    call_command("administrator", email="ada@demo.example", **NAMES)

    assert set(Service.objects.values_list("short_name", flat=True)) == {"SCLP", "DSINum"}


@pytest.mark.parametrize(
    ("role", "facts", "expected"),
    [
        (Role.ADMINISTRATOR, {}, True),
        (Role.ADMINISTRATOR, {"email": None}, False),
        (Role.ADMINISTRATOR, {"is_active": False}, False),
        (Role.COORDINATOR, {}, False),
    ],
)
def test_an_administrator_exists_who_can_sign_in(role, facts, expected):
    person_as(role, **facts)

    assert administrators.exist(clock.today()) is expected
