"""The pages of the committees: what they show to whom, their forms, the bad input, what they cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.models import Committee
from committees.states import Capacity, Kind, Quorum, Standing, Voice
from network.roles import Role
from tests.committees.factories import (
    TODAY,
    CommitteeFactory,
    SeatFactory,
    covered,
    holding,
    library_seat,
    office_seat,
    sitting,
    technical,
)
from tests.committees.screens import errors, shown, url
from tests.factories import CommuneFactory, LibraryFactory, PersonFactory, person_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SEEN = date(2027, 3, 2)


# --- lists -----------------------------------------------------------------------------------------------------------


def test_the_bodies_are_listed_with_their_vacancies_and_the_closed_ones_apart(client, keeper):
    seat = SeatFactory()
    SeatFactory(committee=seat.committee)
    sitting(seat)
    closed = CommitteeFactory(closed_on=TODAY - DAY)

    rows = {one.name: one for one in shown(client, url("list"))}

    assert set(rows) == {*Committee.objects.exclude(pk=closed.pk).values_list("name", flat=True)}
    assert (rows[seat.committee.name].filled_count, rows[seat.committee.name].vacant_count) == (1, 1)
    assert shown(client, url("list"), closed="closed") == [closed]
    assert shown(client, url("list"), q="strategique") == [Committee.objects.get(kind=Kind.STRATEGIC)]
    assert shown(client, url("list"), kind=Kind.WORKING_GROUP) == [seat.committee]


def test_a_composition_is_searched_by_who_sits_and_where_and_filtered(client, keeper):
    body = CommitteeFactory()
    seat = SeatFactory(committee=body, commune=CommuneFactory(name="Épône"))
    sitting(seat, holding(commune=seat.commune, person=PersonFactory(last_name="Quévremont")).person)
    head = library_seat(LibraryFactory(name="Phare"), committee=body)
    guest = office_seat(committee=body, voice=Voice.GUEST)
    closed = SeatFactory(committee=body, closed_on=TODAY - DAY)
    page = url("committee", body)

    assert shown(client, page) == [head, guest, seat]
    for asked, expected in [
        ({"q": "quevremont"}, [seat]),
        ({"q": "epone"}, [seat]),
        ({"q": "phare"}, [head]),
        ({"capacity": Capacity.LIBRARY_HEAD}, [head]),
        ({"voice": Voice.GUEST}, [guest]),
        ({"standing": "empty"}, [head, guest]),
        ({"standing": Standing.FILLED}, [seat]),
        ({"standing": Standing.CLOSED}, [closed]),
        ({"standing": "all"}, [head, guest, seat, closed]),
    ]:
        assert shown(client, page, **asked) == expected, asked


def test_a_composition_is_read_as_it_was_and_as_it_will_be(client, keeper):
    seat = SeatFactory(opened_on=date(2026, 1, 1))
    first, second = (holding(commune=seat.commune).person for _ in range(2))
    sitting(seat, first, ends_on=date(2026, 12, 31))
    sitting(seat, second, starts_on=date(2027, 1, 1), ends_on=date(2027, 6, 30))
    page = url("committee", seat.committee)

    def holder(le: str) -> list[str]:
        return [str(one.person) for row in shown(client, page, le=le) for one in row.sitting]

    assert holder("2026-12-31") == [str(first)]
    assert holder("2027-01-01") == [str(second)]
    assert holder("2027-07-01") == []
    assert shown(client, page, le="2025-12-31") == []
    assert "Composition au 31" in client.get(page, {"le": "2026-12-31"}).text
    assert "Composition au 1" not in client.get(page).text
    for wrong in ("hier", "9999-12-31", "0001-01-01"):
        assert len(client.get(page, {"le": wrong}).context["listing"].notices) == 1


def test_a_composition_is_exported_with_its_voices_and_numbers_and_no_address(client, keeper):
    seat = SeatFactory(commune=CommuneFactory(name="Limay"))
    one = sitting(seat)

    told = client.get(url("committee", seat.committee), {"export": "csv"}).getvalue().decode("utf-8-sig")

    assert told.splitlines()[0] == "Qualité;Pour;Titulaire;Suppléants;État;Voix;Siège"
    assert f"participant désigné par la commune;Limay;{one.person};;pourvu;délibérative;{seat.number}" in told
    assert one.person.email not in told


def test_the_communes_are_listed_with_what_they_lack(client, keeper, mandate):
    body, empty, served = CommitteeFactory(), CommuneFactory(name="Vide"), CommuneFactory(name="Servie")
    covered(empty)
    sitting(SeatFactory(committee=body, commune=served))

    assert [one.name for one in shown(client, url("communes", body))] == ["Servie", "Vide"]
    assert shown(client, url("communes", body), lacks="nobody") == [empty]
    assert shown(client, url("communes", body), lacks="participant") == [empty]
    assert shown(client, url("communes", body), q="serv") == [served]


@pytest.mark.parametrize("name", ["list", "committee", "communes"])
def test_a_list_asks_as_much_for_three_rows_as_for_one(name, client, keeper, mandate):
    body = technical()
    page = url(name) if name == "list" else url(name, body)
    fill(body)
    client.get(page)

    one = asked(client, page)
    for _ in range(2):
        fill(body)
    three = asked(client, page)

    assert len(one) == len(three) <= 8, "\n".join(three)


def fill(body: Committee) -> None:
    """One row more for each list."""
    sitting(SeatFactory(committee=body))
    sitting(library_seat(committee=body), PersonFactory())
    CommitteeFactory()


def asked(client, page: str) -> list[str]:
    """What a page asks the database, apart from the sign-in’s own tracking of sessions."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    tracking = ("SAVEPOINT", "RELEASE", "usersessions")
    return [one["sql"] for one in captured if not any(word in one["sql"] for word in tracking)]


# --- one body --------------------------------------------------------------------------------------------------------


def test_its_rules_are_said_in_words_and_marked_as_not_confirmed(client, keeper):
    page = client.get(url("committee", technical())).text.replace("\u00a0", " ")

    for words in ("la moitié des sièges délibératifs pourvus", "6 réunions de 2 h par an", "à confirmer", "art. 4.1"):
        assert words in page
    Committee.objects.filter(kind=Kind.TECHNICAL).update(
        rules_confirmed_on=TODAY, quorum_numerator=2, quorum_denominator=3, proxies_per_person=1, usual_minutes=90
    )
    page = client.get(url("committee", technical())).text.replace("\u00a0", " ")
    for words in ("2/3 des sièges", "1 procuration par personne", "6 réunions de 1,5 h par an"):
        assert words in page
    assert "à confirmer" not in page


def test_who_reads_only_the_seats_of_a_commune_is_shown_no_other(client):
    body, commune = CommitteeFactory(), CommuneFactory()
    own, far = SeatFactory(committee=body, commune=commune), SeatFactory(committee=body)
    client.force_login(person_as(Role.COMMUNE_CONTACT, commune))

    assert shown(client, url("committee", body)) == [own]
    assert shown(client, url("list"))[0].seat_count == 1
    assert client.get(url("seat", far)).status_code == 404
    assert client.get(url("committee", technical())).status_code == 404


def test_a_group_is_opened_and_a_double_click_is_told(client, keeper):
    sent = {"name": "Groupe Portail", "code": "GT-P", "purpose": "Le portail.", "opened_on": "2027-03-01"}

    response = client.post(url("new"), sent)

    group = Committee.objects.get(code="GT-P")
    assert response.url == group.get_absolute_url()
    assert (group.kind, group.quorum, group.counts_hours) == (Kind.WORKING_GROUP, Quorum.NONE, False)
    assert "déjà" in errors(client.post(url("new"), sent))


def rules_sent(client, body) -> dict:
    """What the form of the rules sends when nothing is changed."""
    page = client.get(url("rules", body)).context["form"]
    return {name: value for name, value in page.initial.items() if value is not None and value is not False}


def test_rules_are_changed_and_the_other_sort_of_quorum_is_emptied(client, keeper):
    body = technical()
    sent = rules_sent(client, body)

    response = client.post(url("rules", body), {**sent, "quorum": Quorum.NUMBER, "quorum_number": 9})
    assert response.status_code == 302, response.context["form"].errors

    body.refresh_from_db()
    assert (body.quorum_number, body.quorum_numerator, body.quorum_denominator) == (9, None, None)
    life = client.get(reverse("foundation:life", args=["committees", "committee", body.pk])).text
    for words in ("a modifié le comité", "Nombre de membres", "a ouvert le comité"):
        assert words in life.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"quorum": Quorum.NUMBER}, "Donnez au quorum"),
        ({"quorum": Quorum.SHARE, "quorum_numerator": 3, "quorum_denominator": 2}, "Donnez au quorum"),
        ({"meetings_a_year": 0}, "1 à 52 fois"),
        ({"usual_minutes": 5}, "15 minutes"),
        ({"summons_days": 400}, "90 jours"),
    ],
)
def test_rules_that_make_no_sense_come_back_with_their_sentence(client, keeper, wrong, told):
    body = technical()
    sent = rules_sent(client, body)

    assert told in errors(client.post(url("rules", body), {**sent, **wrong}))


def test_a_group_is_closed_and_a_body_of_the_convention_says_why_not(client, keeper):
    seat = SeatFactory()

    client.post(url("close", seat.committee), {"last_day": "2027-03-01"})

    seat.refresh_from_db()
    assert seat.closed_on == TODAY
    refused = client.get(url("close", technical()))
    assert (refused.status_code, "la convention le prévoit" in refused.text) == (409, True)
    assert client.get(url("new_seat", seat.committee)).status_code == 200  # its last day is today
