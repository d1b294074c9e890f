"""Which communes have nobody (R37): computed of dates, by commune and by body."""

from datetime import date, timedelta

import pytest

from committees import vacancies
from committees.models import Committee, Seat
from committees.states import Rank
from committees.tables import representation
from network.models import Commune
from tests.committees.factories import TODAY, CommitteeFactory, SeatFactory, covered, holding, library_seat, sitting
from tests.factories import CommuneFactory, LibraryFactory, PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def body(mandate):
    return CommitteeFactory()


def told(body, on=TODAY) -> dict[str, tuple]:
    """What is said of each commune."""
    return {
        one.name: (one.is_covered, one.seat_count, one.filled_count, one.participant_count)
        for one in vacancies.by_commune(body, on)
    }


def test_the_communes_concerned_are_under_a_convention_have_a_library_or_a_seat(body):
    CommuneFactory(name="Rien")
    covered(CommuneFactory(name="Convention"))
    LibraryFactory(commune=CommuneFactory(name="Bibliothèque"))
    LibraryFactory(commune=CommuneFactory(name="Fermée"), closed_on=date(2026, 1, 1))
    SeatFactory(committee=body, commune=CommuneFactory(name="Siège"))
    SeatFactory(commune=CommuneFactory(name="Siège ailleurs"))

    assert set(told(body)) == {"Convention", "Bibliothèque", "Siège"}


def test_seats_of_its_libraries_count_and_one_to_be_replaced_counts_as_vacant(body):
    commune = CommuneFactory(name="Limay")
    covered(commune)
    library = LibraryFactory(commune=commune)
    participant, head = SeatFactory(committee=body, commune=commune), library_seat(library, committee=body)
    sitting(participant)
    sitting(head, PersonFactory())  # holds nothing there
    SeatFactory(committee=body, commune=commune, closed_on=TODAY - DAY)

    assert told(body)["Limay"] == (True, 2, 1, 1)


def test_a_commune_is_without_a_voice_from_the_day_after_its_holder_s_function(body):
    held = holding(ends_on=TODAY)
    covered(held.commune)
    sitting(SeatFactory(committee=body, commune=held.commune), held.person)

    for on, empty in [(TODAY, False), (TODAY + DAY, True)]:
        communes = vacancies.by_commune(body, on)
        assert vacancies.without_voice(communes).exists() is empty
        assert vacancies.without_participant(communes).exists() is empty


def test_the_list_of_communes_knows_who_sits_for_them_by_whatever_function():
    contact, member, none = (holding(role).commune for role in ("COMMUNE_CONTACT", "MEMBER", "COMMUNE_CONTACT"))
    sitting(SeatFactory(commune=contact), contact.assignments.get().person)
    SeatFactory(commune=none)

    assert set(Commune.objects.without_participant(TODAY)) == {none}


def test_without_a_convention_a_commune_owes_nobody(body):
    LibraryFactory(commune=CommuneFactory(name="Libre"))

    communes = vacancies.by_commune(body, TODAY)

    assert vacancies.without_voice(communes).exists()
    assert not vacancies.without_participant(communes).exists()
    assert representation(communes.get()) == ("personne ne siège", "warn")


def test_what_the_list_says_of_a_commune(body):
    commune = CommuneFactory()
    covered(commune)
    assert representation(vacancies.by_commune(body, TODAY).get()) == ("personne ne siège", "late")

    library = LibraryFactory(commune=commune)
    seat = library_seat(library, committee=body)
    sitting(seat, holding("LIBRARY_HEAD", library=library).person)
    assert representation(vacancies.by_commune(body, TODAY).get()) == ("sans participant désigné", "warn")

    sitting(SeatFactory(committee=body, commune=commune))
    assert representation(vacancies.by_commune(body, TODAY).get()) == ("représentée", "ok")


def test_each_body_counts_its_seats_by_how_they_stand(body):
    filled, left = SeatFactory(committee=body), SeatFactory(committee=body)
    SeatFactory(committee=body)
    SeatFactory(committee=body, opened_on=TODAY + DAY)
    sitting(filled)
    sitting(filled, rank=Rank.SUBSTITUTE)
    sitting(left, PersonFactory())

    one = vacancies.with_counts(Committee.objects.filter(pk=body.pk), Seat.objects.all(), TODAY).get()

    assert (one.seat_count, one.filled_count, one.to_replace_count, one.vacant_count) == (3, 1, 1, 1)
