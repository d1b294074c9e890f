"""The pages of a seat and of who sits there: opened, designated, replaced, many at once, and the bad input."""

from datetime import date, timedelta

import pytest

from committees.models import Designation, Seat
from committees.states import Capacity, Rank, Voice
from foundation import job_runs
from foundation.models import Job
from network.roles import Role
from tests.committees.factories import (
    TODAY,
    CommitteeFactory,
    SeatFactory,
    covered,
    holding,
    library_seat,
    sitting,
    technical,
)
from tests.committees.screens import errors, url
from tests.factories import CommuneFactory, LibraryFactory, ServiceFactory, person_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SEEN = date(2027, 3, 2)


# --- seats -----------------------------------------------------------------------------------------------------------


def test_a_seat_is_opened_and_one_that_is_there_is_told_first(client, keeper):
    body, commune = CommitteeFactory(), CommuneFactory()
    sent = {"capacity": Capacity.PARTICIPANT, "place": f"commune-{commune.pk}", "voice": Voice.DELIBERATIVE}
    sent["opened_on"] = "2027-03-01"

    first = client.post(url("new_seat", body), sent)
    again = client.post(url("new_seat", body), sent)

    assert first.url == Seat.objects.get().get_absolute_url()
    assert "déjà un siège comme celui-là" in again.text
    confirmed = {**sent, "confirmed": again.context["form"].data["confirmed"]}
    assert client.post(url("new_seat", body), confirmed).status_code == 302
    assert [one.number for one in body.seats.all()] == [1, 2]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"place": ""}, "Choisissez une commune"),
        ({"capacity": Capacity.DGA}, "laissez le lieu vide"),
        ({"capacity": Capacity.LIBRARY_HEAD}, "Choisissez une bibliothèque"),
        ({"opened_on": "2019-12-31"}, "n’est pas ouvert"),
        ({"place": "commune-999999"}, "Choisissez une commune"),
    ],
)
def test_a_seat_that_makes_no_sense_is_refused_in_words(client, keeper, wrong, told):
    sent = {"capacity": Capacity.PARTICIPANT, "place": f"commune-{CommuneFactory().pk}", "voice": Voice.GUEST}
    sent["opened_on"] = "2027-03-01"

    assert told in errors(client.post(url("new_seat", CommitteeFactory()), {**sent, **wrong}))
    assert not Seat.objects.exists()


def test_a_library_gets_no_second_seat_of_its_head(client, keeper):
    seat = library_seat()
    sent = {"capacity": seat.capacity, "place": f"library-{seat.library_id}", "voice": seat.voice}

    told = errors(client.post(url("new_seat", seat.committee), {**sent, "opened_on": "2027-03-01"}))

    assert "a déjà ce siège" in told


def test_a_service_seat_is_that_of_its_service(client, keeper):
    service = ServiceFactory(code="SCLP")
    sent = {"capacity": Capacity.DSINUM, "place": f"service-{service.pk}", "voice": Voice.DELIBERATIVE}

    told = errors(client.post(url("new_seat", CommitteeFactory()), {**sent, "opened_on": "2027-03-01"}))

    assert "du service DSINUM" in told


def test_a_seat_tells_who_sat_there_over_time_and_why_it_is_to_be_replaced(client, keeper):
    seat = SeatFactory()
    sitting(seat, starts_on=date(2024, 1, 1), ends_on=date(2025, 12, 31), end_reason="Départ en retraite")
    gone = holding(commune=seat.commune, ends_on=TODAY - DAY)
    sitting(seat, gone.person, reference="Arrêté 12")

    page = client.get(url("seat", seat))

    assert [row["words"] for row in page.context["rows"]] == ["à remplacer", "terminée"]
    for words in ("Départ en retraite", "Arrêté 12", "ne tient plus la fonction", str(gone.person)):
        assert words in page.text
    assert gone.person.email not in page.text


def test_what_may_still_be_done_with_each_designation_is_on_the_page_of_its_seat(client, keeper):
    seat = SeatFactory()
    sitting(seat, starts_on=date(2024, 1, 1), ends_on=TODAY - DAY)
    sitting(seat, starts_on=TODAY, ends_on=date(2027, 12, 31))
    sitting(seat, starts_on=date(2028, 1, 1))

    rows = client.get(url("seat", seat)).context["rows"]
    found = [(row["words"], [button.label for button in row["buttons"]]) for row in rows]

    assert found == [("à venir", ["Retirer"]), ("en cours", ["Mettre fin"]), ("terminée", [])]
    client.force_login(person_as(Role.LIBRARY_HEAD, LibraryFactory(commune=seat.commune)))
    assert [row["buttons"] for row in client.get(url("seat", seat)).context["rows"]] == [[], [], []]


def test_a_seat_is_renamed_and_closed(client, keeper):
    seat = SeatFactory()
    version = client.get(url("edit_seat", seat)).context["form"].initial["form_version"]

    client.post(url("edit_seat", seat), {"title": "Élue", "voice": Voice.CONSULTATIVE, "form_version": version})
    client.post(url("close_seat", seat), {"last_day": "2027-03-01"})

    seat.refresh_from_db()
    assert (seat.title, seat.voice, seat.closed_on) == ("Élue", Voice.CONSULTATIVE, TODAY)
    assert "déjà fermé" in errors(client.post(url("close_seat", seat), {"last_day": "2027-03-01"}))


# --- designations ----------------------------------------------------------------------------------------------------


def test_someone_is_designated_replaced_and_ended(client, keeper):
    seat = SeatFactory()
    first, second = (holding(commune=seat.commune).person for _ in range(2))

    client.post(url("designate", seat), {"person": first.pk, "rank": Rank.HOLDER, "starts_on": "2027-01-01"})
    client.post(url("replace", seat), {"person": second.pk, "starts_on": "2027-03-01", "reason": "Mutation"})
    one = seat.designations.get(person=second)
    client.post(url("end", one), {"ends_on": "2027-03-31", "reason": "Départ\nprévu"})

    assert list(seat.designations.order_by("starts_on").values_list("person", "ends_on", "end_reason")) == [
        (first.pk, date(2027, 2, 28), "Mutation"),
        (second.pk, date(2027, 3, 31), "Départ prévu"),
    ]


def test_a_seat_is_not_offered_nor_given_to_a_person_of_another_commune(client, keeper):
    seat = SeatFactory(commune=CommuneFactory(name="Les Mureaux"))
    stranger = holding().person
    page = client.get(url("designate", seat))

    response = client.post(
        url("designate", seat), {"person": stranger.pk, "rank": Rank.HOLDER, "starts_on": "2027-03-01"}
    )

    assert stranger not in page.context["form"].fields["person"].queryset
    assert "ne tient pas une fonction aux Mureaux. Enregistrez d’abord sa fonction" in errors(response)
    assert str(stranger) not in response.text
    assert not Designation.objects.exists()


def test_a_function_that_begins_later_is_refused_before_its_day_with_what_was_typed(client, keeper):
    seat = SeatFactory()
    later = holding(commune=seat.commune, starts_on=date(2027, 5, 1)).person
    sent = {"person": later.pk, "rank": Rank.HOLDER, "starts_on": "2027-04-30", "reference": "Courrier"}

    response = client.post(url("designate", seat), sent)

    assert "le 30 avril 2027" in errors(response).replace("\u00a0", " ")
    assert 'value="Courrier"' in response.text
    assert client.post(url("designate", seat), {**sent, "starts_on": "2027-05-01"}).status_code == 302


@pytest.mark.parametrize("person", ["", "0", "abc", "9" * 30, "-1"])
def test_a_key_that_is_nobody_s_is_refused(client, keeper, person):
    sent = {"person": person, "rank": Rank.HOLDER, "starts_on": "2027-03-01"}

    assert errors(client.post(url("designate", SeatFactory()), sent))


def test_a_reason_too_long_is_told(client, keeper):
    one = sitting(SeatFactory())

    assert "200 caractères" in errors(client.post(url("end", one), {"ends_on": "2027-03-01", "reason": "x" * 300}))


def test_the_contact_of_a_commune_designates_its_participant_by_the_same_pages(client):
    seat = SeatFactory()
    contact = person_as(Role.COMMUNE_CONTACT, seat.commune)
    client.force_login(contact)

    page = client.get(url("seat", seat))
    client.post(url("designate", seat), {"person": contact.pk, "rank": Rank.HOLDER, "starts_on": "2027-03-02"})
    one = seat.designations.get()
    taken_back = client.post(url("take_back", one))

    assert [button.label for button in page.context["buttons"]] == ["Désigner", "Historique"]
    assert taken_back.url == seat.get_absolute_url()
    assert not seat.designations.exists()


def test_what_has_begun_cannot_be_taken_back_by_its_address(client, keeper):
    begun = sitting(SeatFactory())

    refused = client.post(url("take_back", begun))

    assert (refused.status_code, "mettez-y fin" in refused.text) == (409, True)
    assert Designation.objects.filter(pk=begun.pk).exists()


# --- many at once ----------------------------------------------------------------------------------------------------


def test_missing_seats_are_shown_then_opened_each_with_its_result(client, keeper, mandate):
    library = LibraryFactory(name="Phare")
    covered(library.commune)
    head = holding(Role.LIBRARY_HEAD, library=library).person
    LibraryFactory(commune=CommuneFactory(name="Aincourt"))
    page = client.get(url("missing_seats", technical()))

    response = client.post(url("missing_seats", technical()), {"once_key": str(page.context["once_key"])})

    assert str(head) in page.text
    assert "pas de convention en vigueur" in page.text
    job = Job.objects.get()
    assert response.url == job.get_absolute_url()
    job_runs.run(job.pk)
    assert str(head) in client.get(job.get_absolute_url()).text
    assert Designation.objects.sitting(SEEN).filter(person=head).exists()
    left = client.get(url("missing_seats", technical()))
    assert left.context["plan"].missing == []
    assert "déjà ouverts" in left.text


def test_a_body_without_seats_of_the_convention_says_so(client, keeper):
    refused = client.get(url("missing_seats", CommitteeFactory()))

    assert (refused.status_code, "un par un" in refused.text) == (409, True)
