"""What the committees bring to the other pages: the side bar, a commune, a person, the home, lives and the search."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from committees import bodies, contributions, seating
from foundation import audit, sidebar
from network.roles import Role
from tests.access import World
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
from tests.factories import LibraryFactory, PersonFactory, person_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def has_section(person) -> bool:
    """Whether the side bar leads to the committees."""
    return "/comites/" in [one.url for one in sidebar.entries_of(person)]


@pytest.mark.parametrize("role", Role)
def test_the_side_bar_has_the_committees_for_who_works_in_a_place_that_has_seats(role):
    person = person_as(role, World().place_of(role))

    assert has_section(person) is (role != Role.VENDOR_CONTACT)


def test_the_side_bar_has_them_no_more_for_who_holds_nothing():
    held = holding(ends_on=TODAY)

    assert has_section(held.person)
    held.ends_on = TODAY - DAY
    held.save()
    assert not has_section(type(held.person).objects.get(pk=held.person.pk))


# --- a commune, a person ---------------------------------------------------------------------------------------------


def test_the_page_of_a_commune_tells_who_sits_for_it_what_is_vacant_and_who_may_designate(client):
    seat = SeatFactory()
    own = sitting(library_seat(LibraryFactory(commune=seat.commune)), PersonFactory())
    SeatFactory(commune=seat.commune, closed_on=TODAY - DAY)
    client.force_login(person_as(Role.COMMUNE_CONTACT, seat.commune))

    page = client.get(seat.commune.get_absolute_url())

    panel = contributions.commune_panel(seat.commune, person_as(Role.COORDINATOR))
    assert [row["seat"].standing for row in panel.context["rows"]] == ["TO_REPLACE", "VACANT"]
    assert "Qui siège pour la commune" in page.text
    assert str(own.person) in page.text
    assert page.text.count("Désigner<span") == 1  # its participant; the head’s seat is the coordination’s


def test_a_commune_without_a_seat_says_so_to_who_reads_it_and_nothing_to_others(client):
    commune = SeatFactory().commune
    other = holding().commune

    assert contributions.commune_panel(other, person_as(Role.COORDINATOR)).context["rows"] == []
    assert contributions.commune_panel(other, person_as(Role.COMMUNE_CONTACT, other)).context["rows"] == []
    assert contributions.commune_panel(commune, person_as(Role.LIBRARIAN, LibraryFactory(commune=commune))) is None
    client.force_login(person_as(Role.COORDINATOR))
    assert "Personne ne siège pour cette commune" in client.get(other.get_absolute_url()).text


def test_the_page_of_a_person_tells_their_seats_as_far_as_one_may_read(client):
    seat = SeatFactory()
    gone = holding(commune=seat.commune, ends_on=TODAY - DAY).person
    sitting(seat, gone)
    sitting(SeatFactory(), gone, starts_on=TODAY + DAY)
    sitting(SeatFactory(), gone, ends_on=TODAY - DAY)
    client.force_login(person_as(Role.COORDINATOR))

    rows = contributions.person_panel(gone, person_as(Role.COORDINATOR)).context["rows"]

    assert [one.is_to_replace for one in rows] == [True, False]
    assert "Ses sièges" in client.get(gone.get_absolute_url()).text
    assert contributions.person_panel(gone, person_as(Role.LIBRARIAN, LibraryFactory())) is None


# --- the home --------------------------------------------------------------------------------------------------------


def test_who_keeps_the_bodies_is_told_of_the_seats_to_replace_and_finds_as_many(client):
    seat = SeatFactory()
    sitting(seat, PersonFactory())
    keeper = person_as(Role.COORDINATOR)
    client.force_login(keeper)

    (line,) = contributions.todo(keeper)

    assert line.text.startswith("1 siège à remplacer")
    assert client.get(line.url).context["listing"].total == 1


def test_the_contact_of_a_commune_is_told_of_the_participant_that_it_owes():
    seat = SeatFactory()
    contact = person_as(Role.COMMUNE_CONTACT, seat.commune)

    (line,) = contributions.todo(contact)
    assert line.url == reverse("committees:designate", args=[seat.pk])
    seating.designate(seat, contact, by=contact, starts_on=TODAY)
    assert contributions.todo(contact) == []
    assert contributions.todo(person_as(Role.MEMBER, seat.commune)) == []
    assert contributions.todo(person_as(Role.LIBRARIAN, LibraryFactory())) == []


# --- lives, search, ends of conventions ------------------------------------------------------------------------------


def test_the_life_of_a_seat_tells_its_designations_and_that_of_a_body_its_seats(client):
    keeper = person_as(Role.COORDINATOR)
    seat = SeatFactory()
    person, later = (holding(commune=seat.commune).person for _ in range(2))
    one = seating.designate(seat, person, by=keeper, starts_on=TODAY)
    seating.end(one, by=keeper, ends_on=TODAY, reason="Mutation")
    coming = seating.designate(seat, later, by=keeper, starts_on=TODAY + DAY)
    seating.take_back(coming, by=keeper)
    bodies.close_seat(seat, by=keeper, last_day=TODAY)

    told = [event.what for event in audit.life(seat, keeper)]
    reasons = {event.reason for event in audit.life(seat, keeper)}

    assert sum(what.startswith("a désigné") for what in told) == 2
    assert any(what.startswith(f"a mis fin à la désignation de {person}") for what in told)
    assert any(what.startswith(f"a retiré la désignation de {later}") for what in told)
    assert "a fermé le siège" in told
    assert "Mutation" in reasons
    of_body = [event.what for event in audit.life(seat.committee, keeper)]
    assert any(what.startswith("a ouvert le siège") for what in of_body)
    assert any(what.startswith("a fermé le siège") for what in of_body)
    client.force_login(keeper)
    assert client.get(reverse("foundation:life", args=["committees", "seat", seat.pk])).status_code == 200
    assert contributions.life(person) == []


@pytest.mark.parametrize(
    ("on", "named"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (TODAY, True), (TODAY + DAY, False)]
)
def test_a_seat_says_who_held_it_on_a_day(on, named):
    one = sitting(SeatFactory(), ends_on=TODAY)

    ((label, told),) = contributions.truths(one.seat, on)

    assert (label, told) == ("Qui y siégeait", f"{one.person} (titulaire)" if named else "personne")
    assert contributions.truths(one.person, on) == []


def test_bodies_are_found_by_their_name_by_who_reads_them():
    assert [hit.label for hit in contributions.search(person_as(Role.COORDINATOR), "technique")] == ["Comité technique"]
    assert contributions.search(person_as(Role.LIBRARIAN, LibraryFactory()), "technique") == []


def test_the_end_of_a_convention_says_which_seats_stay_open(mandate):
    seat = SeatFactory(committee=technical())
    convention = covered(seat.commune)
    library_seat(LibraryFactory(commune=seat.commune), committee=technical())
    SeatFactory(commune=seat.commune, committee=CommitteeFactory(), closed_on=TODAY)

    (told,) = contributions.on_termination(convention, TODAY)

    assert "2 sièges (Comité technique)" in told
    assert contributions.on_termination(covered(holding().commune), TODAY) == []
