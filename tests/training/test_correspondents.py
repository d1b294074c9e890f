"""Référents informatiques: designated by the library, effective once trained (R19, art. 4.1)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation import clock
from foundation.todo import waiting
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import MORNING, NOW, CourseFactory, agent, booking_in, certified, declared, session_at
from training.correspondents import effective_correspondents
from training.states import BookingState

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2027, 1, 1), date(2028, 12, 31)


def test_a_correspondent_is_effective_once_trained_and_while_designated():
    library = LibraryFactory()
    designated = agent(library, role=Role.IT_CORRESPONDENT, starts_on=FIRST, ends_on=LAST)
    assert not effective_correspondents(NOW.date()).exists()
    certified(designated.person, issued_on=NOW.date(), trains_correspondent=True)
    assert effective_correspondents(NOW.date()).get() == designated
    assert not effective_correspondents(NOW.date() - timedelta(days=1)).exists()
    assert not effective_correspondents(LAST + timedelta(days=1)).exists()


def test_the_pages_of_a_library_say_which_designation_waits_for_training(client):
    library = LibraryFactory()
    trained = agent(library, role=Role.IT_CORRESPONDENT, starts_on=clock.today()).person
    certified(trained, issued_on=clock.today(), trains_correspondent=True)
    client.force_login(person_as(Role.LIBRARY_HEAD, library))
    places = [library.get_absolute_url(), reverse("network:libraries"), reverse("reporting:home")]
    export = f"{places[1]}?export=csv"

    assert ["à former" in client.get(one).text for one in places] == [False] * 3
    assert "formation attestée" in client.get(places[0]).text
    assert "(à former)" not in client.get(export).getvalue().decode("utf-8-sig")

    untrained = agent(library, role=Role.IT_CORRESPONDENT, starts_on=clock.today()).person

    assert [client.get(one).text.count("à former") for one in places] == [1] * 3
    assert f"{trained}, {untrained} (à former)" in client.get(export).getvalue().decode("utf-8-sig")


# --- what the one designated is told ---------------------------------------------------------------------------------


def to_train(person) -> list:
    with clock.frozen_at(NOW):
        return [one for one in waiting(person) if "désignation de référent" in one.text]


def test_the_home_of_one_designated_says_that_the_training_is_missing_and_books_it():
    person = agent(role=Role.IT_CORRESPONDENT).person
    [lonely] = to_train(person)
    with clock.frozen_at(NOW):
        session = session_at(MORNING, course=CourseFactory(trains_correspondents=True))

    [told] = to_train(person)

    assert "Aucune formation de référent n’est au catalogue" in lonely.text
    assert "n’a pas encore d’effet" in told.text
    assert "La prochaine session a lieu le mardi 16 mars 2027 à 9\u00a0h" in told.text
    assert told.url == reverse("training:book", args=[session.pk])


def test_the_home_of_one_designated_and_booked_leads_to_the_booking():
    held = agent(role=Role.IT_CORRESPONDENT)
    with clock.frozen_at(NOW):
        session = session_at(MORNING, course=CourseFactory(trains_correspondents=True))
    booked = booking_in(BookingState.CONFIRMED, session=session, assignment=held)

    [told] = to_train(held.person)

    assert "inscription confirmée" in told.text
    assert told.url == booked.get_absolute_url()


def test_the_home_of_one_whose_course_has_no_session_proposes_to_declare_an_equivalence(client):
    person = agent(role=Role.IT_CORRESPONDENT).person
    CourseFactory(trains_correspondents=True)

    [told] = to_train(person)

    assert "Aucune session n’est encore prévue. Si vous l’avez suivie ailleurs, déclarez une équivalence." in told.text
    assert told.label == "Déclarer"
    client.force_login(person)
    assert client.get(told.url).context["form"]["trains_correspondent"].value() is True


def test_one_designated_who_has_declared_an_equivalence_reads_that_it_waits_for_the_sclp(client):
    held = agent(role=Role.IT_CORRESPONDENT)
    with clock.frozen_at(NOW):
        session_at(MORNING, course=CourseFactory(trains_correspondents=True))
        of_modules = declared(held.person)
        [before] = to_train(held.person)
        found = declared(held.person, modules=[], trains_correspondent=True)
        client.force_login(held.person)
        page = client.get(reverse("ils:ask"))

    [told] = to_train(held.person)

    assert "équivalence" not in before.text
    assert of_modules.get_absolute_url() not in page.text
    assert told.text.endswith("Une équivalence, déclarée le 1er mars 2027, attend la réponse du SCLP.")
    assert (told.when, told.url) == ("en attente", found.get_absolute_url())
    assert found.get_absolute_url() in page.text
    assert "attend la réponse du SCLP" in page.text


def test_one_designated_who_is_booked_and_has_declared_an_equivalence_reads_of_both():
    held = agent(role=Role.IT_CORRESPONDENT)
    with clock.frozen_at(NOW):
        session = session_at(MORNING, course=CourseFactory(trains_correspondents=True))
        declared(held.person, modules=[], trains_correspondent=True)
    booked = booking_in(BookingState.CONFIRMED, session=session, assignment=held)

    [told] = to_train(held.person)

    assert "inscription confirmée. Une équivalence, déclarée le 1er mars 2027, attend" in told.text
    assert told.url == booked.get_absolute_url()


def test_the_home_of_one_trained_or_not_designated_says_nothing_of_it():
    trained = agent(role=Role.IT_CORRESPONDENT).person
    certified(trained, issued_on=NOW.date(), trains_correspondent=True)

    assert to_train(trained) == []
    assert to_train(agent(role=Role.LIBRARIAN).person) == []


def test_one_designated_who_would_ask_for_accesses_is_led_to_the_training_and_not_to_the_administrator(client):
    held = agent(role=Role.IT_CORRESPONDENT)
    with clock.frozen_at(NOW):
        session = session_at(MORNING, course=CourseFactory(trains_correspondents=True))
        for name in ("ils:ask", "ils:team", "ils:closings"):
            client.force_login(held.person)
            page = client.get(reverse(name))
            assert page.status_code == 403
            assert reverse("training:book", args=[session.pk]) in page.text
            assert reverse("training:declare_equivalence") in page.text
            assert "vérifier votre affectation" not in page.text

            client.force_login(agent(held.library).person)
            assert "vérifier votre affectation" in client.get(reverse(name)).text
