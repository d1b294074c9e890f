"""What is said of the convention of the commune, above a ticket and where one declares; it never stops anything."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from convention.ending import TOLD_BEFORE
from convention.states import State
from foundation import clock
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, territory
from tests.factories import person_as
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NEW = "/tickets/nouveau/sigb-anomalie/"
ENDS_ON = date(2028, 12, 31)
NONE = "Aucune convention n’est en vigueur pour la commune d’Ici. Le ticket se traite comme les autres."
ENDS = "La convention d’Ici prend fin le 31 décembre 2028, rien ne la suit. Le ticket se traite comme les autres."


@pytest.fixture
def convention(desk):
    """One of the commune of the desk, in force until the last day of 2028."""
    territory()
    return convention_in(State.NOTIFIED, commune=desk.commune, starts_on=date(2027, 1, 1))


def plain(page) -> str:
    return " ".join(page.text.replace("\u00a0", " ").split())


def read(client, desk, on: date, by=None) -> list[str]:
    """The page of a ticket and the page where one declares, the library being chosen, on this day."""
    with clock.frozen_at(on):
        ticket = desk.declared()
        client.force_login(by or desk.manager)
        pages = client.get(ticket.get_absolute_url()), client.get(NEW, {"library": desk.library.pk})
    return [plain(page) for page in pages]


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (ENDS_ON - timedelta(days=TOLD_BEFORE + 1), ""),
        (ENDS_ON - timedelta(days=TOLD_BEFORE), ENDS),
        (ENDS_ON, ENDS),
        (ENDS_ON + timedelta(days=1), NONE),
    ],
)
def test_an_end_that_comes_is_told_from_ninety_days_before(client, desk, convention, on, told):
    for page in read(client, desk, on):
        assert [one for one in (ENDS, NONE) if one in page] == ([told] if told else [])


def test_an_end_that_another_takes_over_from_is_told_in_the_words_of_the_home(client, desk, convention):
    ConventionFactory(commune=desk.commune, starts_on=date(2029, 1, 11))
    person = person_as(Role.COORDINATOR, desk.sclp)
    on = date(2028, 12, 1)

    pages = read(client, desk, on, by=person)
    with clock.frozen_at(on):
        home = plain(client.get("/"))

    words = "prend fin le 31 décembre 2028, la suivante ne commence que le 11 janvier 2029 : 10 jours sans convention"
    for page in (*pages, home):
        assert words in page


def test_what_is_told_stops_nobody(client, desk, convention):
    with clock.frozen_at(date(2029, 6, 1)):
        client.force_login(desk.manager)
        words = {"subject": "Panne", "description": "Depuis ce matin.", "urgency": "DEGRADED", "own_ecran": "Retour"}
        sent = {**words, "library": desk.library.pk, "requester": "me", "token": str(uuid4())}

        assert client.post(NEW, sent).status_code == 302

    assert Ticket.objects.count() == 1


def test_the_library_reads_nothing_of_it_there(client, desk, convention):
    for page in read(client, desk, ENDS_ON, by=desk.agent):
        assert "prend fin" not in page
