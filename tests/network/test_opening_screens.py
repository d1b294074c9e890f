"""The hours on the screens: read by everyone, kept by who keeps the place, refused where they make no sense."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation import clock
from network.models import OpeningHours
from network.roles import PlaceKind, Role
from network.weeks import SERVICE_HOURS, kept_week
from tests.factories import LibraryFactory, OpeningHoursFactory, ServiceFactory, VendorFactory, person_as

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _monday():
    with clock.frozen_at(MONDAY):
        yield


@pytest.fixture
def library():
    return LibraryFactory()


@pytest.fixture
def head(client, library):
    person = person_as(Role.LIBRARY_HEAD, library)
    client.force_login(person)
    return person


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def address_of(library) -> str:
    return reverse("network:new_library_hours", args=[library.pk])


def typed(applies_from="2026-11-24", closures="", **days) -> dict[str, str]:
    """What a form sends: `tuesday="10:00 12:00 14:00 18:00"`."""
    names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    data = {"applies_from": applies_from, "closures": closures}
    for weekday, name in enumerate(names):
        for rank, hour in enumerate(days.get(name, "").split()):
            data[f"day_{weekday}_{rank}"] = "" if hour == "-" else hour
    return data


TUESDAY = {"tuesday": "10:00 12:00 14:00 18:00"}


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 422, text_of(response)
    found = response.context["form"].errors.items()
    return {name: [one.replace("\u00a0", " ") for one in said] for name, said in found}


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.VENDOR_CONTACT, Role.COMMUNE_CONTACT, Role.DPO])
def test_everyone_reads_when_the_services_answer_and_finds_the_way_from_home(client, library, role):
    place = {Role.VOLUNTEER: library, Role.COMMUNE_CONTACT: library.commune, Role.VENDOR_CONTACT: VendorFactory()}
    OpeningHoursFactory(service=ServiceFactory(), week=kept_week(SERVICE_HOURS))
    ServiceFactory(code=PlaceKind.DSINUM, name="Direction du numérique")
    client.force_login(person_as(role, place.get(role)))

    page = text_of(client.get(reverse("network:support_hours")))

    assert page.count("Du lundi au vendredi, de 8 h 30 à 12 h et de 13 h 30 à 17 h") == 2
    assert page.count("Fermé, ouvre à 13 h 30.") == 2
    assert page.count("tant que les vrais ne sont pas enregistrés") == 1
    assert "Changer" not in page
    assert reverse("network:support_hours") in client.get(reverse("reporting:home")).text


def test_the_page_costs_as_many_queries_with_two_services_as_with_one(
    client, head, django_assert_num_queries, django_assert_max_num_queries
):
    OpeningHoursFactory(service=ServiceFactory())
    client.get(reverse("network:support_hours"))
    with django_assert_max_num_queries(12) as first:
        client.get(reverse("network:support_hours"))
    dsinum = ServiceFactory(code=PlaceKind.DSINUM)
    OpeningHoursFactory(service=dsinum)
    OpeningHoursFactory(service=dsinum, number=2, applies_from=date(2027, 1, 1))
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(reverse("network:support_hours"))


def test_no_service_is_said(client, head):
    assert "Aucun service n’est enregistré" in text_of(client.get(reverse("network:support_hours")))


def test_the_page_of_a_place_tells_the_week_the_closures_and_the_versions(client, library, head):
    OpeningHoursFactory(library=library, closures=[["2026-12-22", "2026-12-23", "inventaire"]])
    OpeningHoursFactory(library=library, number=2, applies_from=date(2027, 1, 5))

    page = text_of(client.get(library.get_absolute_url()))

    assert "Fermé, ouvre le mardi 24 novembre 2026 à 10 h." in page
    assert "Du mardi au samedi, de 10 h à 12 h et de 14 h à 18 h" in page
    assert "Du 22 décembre 2026 au 23 décembre 2026, inventaire" in page
    assert "Vendredi 25 décembre 2026, Noël" in page
    assert page.index("à venir") < page.index("en vigueur")
    assert page.count("Retirer ces horaires à venir ?") == 1
    assert address_of(library) in page


def test_who_does_not_keep_them_reads_them_alone(client, library):
    OpeningHoursFactory(library=library, applies_from=date(2027, 1, 5))
    client.force_login(person_as(Role.LIBRARIAN, library))

    page = text_of(client.get(library.get_absolute_url()))

    assert "Les horaires ne sont pas enregistrés." in page  # those to come are not those of today
    assert "à venir" in page
    assert "Retirer" not in page
    assert "Changer" not in page


# --- recording -------------------------------------------------------------------------------------------------------


def test_a_head_records_the_hours_of_the_library(client, library, head):
    page = client.get(address_of(library))
    assert 'type="time" name="day_1_0"' in text_of(page).replace('value="10:00" ', "")
    assert "mardi, première plage, ouverture" in text_of(page)

    closures = "24/12/2026 fermeture de Noël"
    sent = typed("2026-11-23", closures, **TUESDAY, saturday="- - 14:00 17:00 09:30 12:00")
    response = client.post(address_of(library), sent)

    assert response.url == library.get_absolute_url()
    hours = OpeningHours.objects.get()
    assert (hours.number, hours.applies_from, hours.place) == (1, MONDAY, library)
    assert hours.week[1] == [["10:00", "12:00"], ["14:00", "18:00"]]
    assert hours.week[5] == [["09:30", "12:00"], ["14:00", "17:00"]]  # put in order
    assert hours.closures == [["2026-12-24", "2026-12-24", "fermeture de Noël"]]
    assert hours.history.get().history_user == head


@pytest.mark.parametrize(
    ("factory", "kind"), [(ServiceFactory, "service"), (VendorFactory, "vendor"), (LibraryFactory, "library")]
)
def test_an_administrator_keeps_those_of_any_place(client, factory, kind):
    place = factory()
    client.force_login(person_as(Role.ADMINISTRATOR))

    client.post(reverse(f"network:new_{kind}_hours", args=[place.pk]), typed(**TUESDAY))

    assert OpeningHours.objects.in_force(place, MONDAY + timedelta(days=1)).place == place
    page = text_of(client.get(place.get_absolute_url()))
    assert "à venir" in page


def test_new_hours_start_from_the_last_ones_and_the_closures_still_to_come(client, library, head):
    closed = [["2026-11-01", "2026-11-02", "pont"], ["2026-11-20", "2026-11-30", "travaux"]]
    OpeningHoursFactory(library=library, closures=closed)

    form = client.get(address_of(library)).context["form"]

    assert form.initial["day_1"] == [["10:00", "12:00"], ["14:00", "18:00"]]
    assert form.initial["applies_from"] == date(2026, 11, 24)
    assert form.initial["closures"] == "du 24/11/2026 au 30/11/2026 travaux"
    client.post(address_of(library), typed(closures=form.initial["closures"], **TUESDAY))
    assert list(OpeningHours.objects.values_list("number", "applies_from")) == [
        (2, date(2026, 11, 24)),
        (1, date(2020, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("recorded", "day", "is_accepted"),
    [
        (False, "2026-11-22", False), (False, "2026-11-23", True), (False, "2026-11-24", True),
        (True, "2026-11-23", False), (True, "2026-11-24", True), (True, "2026-11-25", True),
    ],
)  # fmt: skip
def test_others_begin_tomorrow_the_first_today(client, library, head, recorded, day, is_accepted):
    if recorded:
        OpeningHoursFactory(library=library)

    response = client.post(address_of(library), typed(day, **TUESDAY))

    assert (response.status_code == 302) is is_accepted
    if not is_accepted:
        first = "24 novembre 2026" if recorded else "23 novembre 2026"
        assert errors(response) == {"applies_from": [f"Ces horaires peuvent commencer au plus tôt le {first}."]}


BACKWARDS = (
    "La plage de 22 h à 6 h finit avant de commencer. "
    "Si elle passe minuit, finissez-la à 00:00 et donnez la suite au jour suivant."
)


@pytest.mark.parametrize(
    ("days", "field", "said"),
    [
        ({"monday": "22:00 06:00"}, "day_0", BACKWARDS),
        ({"monday": "08:00 08:00"}, "day_0", BACKWARDS.replace("22 h à 6 h", "8 h à 8 h")),
        ({"monday": "08:00 12:00 11:00 14:00"}, "day_0", "Deux plages se recouvrent : corrigez leurs heures."),
        ({"monday": "18:00 00:00 20:00 22:00"}, "day_0", "Deux plages se recouvrent : corrigez leurs heures."),
        (
            {"sunday": "08:00"},
            "day_6",
            "Il manque une heure : chaque plage a son ouverture et sa fermeture.",
        ),
        (
            {"friday": "- 12:00"},
            "day_4",
            "Il manque une heure : chaque plage a son ouverture et sa fermeture.",
        ),
        ({"monday": "08:00 25:00"}, "day_0", "Donnez des heures de 00:00 à 23:59, par exemple 08:30."),
        ({"monday": "matin soir"}, "day_0", "Donnez des heures de 00:00 à 23:59, par exemple 08:30."),
        ({}, "day_0", "Donnez au moins une plage d’ouverture dans la semaine."),
    ],
)
def test_a_week_that_makes_no_sense_is_refused_on_its_day(client, library, head, days, field, said):
    response = client.post(address_of(library), typed(**days))

    assert errors(response) == {field: [said]}
    assert f'href="#id_{field}_0"' in text_of(response)  # the summary leads to the first clock of the day
    assert not OpeningHours.objects.exists()


def test_an_opening_may_last_until_midnight(client, library, head):
    assert client.post(address_of(library), typed(friday="18:00 00:00")).status_code == 302
    assert OpeningHours.objects.get().hours.week[4][0][1].hour == 0


def test_each_line_of_closures_has_its_own_error(client, library, head):
    closures = "24/12/2026 Noël\nbientôt\n31/02/2027 hiver\n22/11/2026 hier"

    said = errors(client.post(address_of(library), typed(closures=closures, **TUESDAY)))

    assert [one.partition(" :")[0] for one in said["closures"]] == ["Ligne 2", "Ligne 3", "Ligne 4"]


def test_four_hundred_closures_are_refused(client, library, head):
    days = "\n".join(f"{MONDAY + timedelta(days=rank):%d/%m/%Y}" for rank in range(1, 401))
    said = errors(client.post(address_of(library), typed(closures=days, **TUESDAY)))
    assert said == {"closures": ["100 lignes au plus : il y en a 400. Plusieurs jours de suite tiennent en une ligne."]}


def test_one_version_begins_a_day(client, library, head):
    client.post(address_of(library), typed("2026-12-01", **TUESDAY))

    again = errors(client.post(address_of(library), typed("2026-12-01", **TUESDAY)))

    assert again["applies_from"][0].startswith("D’autres horaires commencent déjà le 1er décembre 2026 : modifiez-les")
    assert OpeningHours.objects.count() == 1


# --- changing what has not begun -------------------------------------------------------------------------------------


def test_hours_to_come_are_corrected_and_withdrawn(client, library, head):
    hours = OpeningHoursFactory(library=library, applies_from=date(2026, 12, 1))
    edit = reverse("network:edit_hours", args=[hours.pk])
    version = client.get(edit).context["form"].initial["form_version"]

    client.post(edit, {**typed("2026-12-02", monday="09:00 12:00"), "form_version": version})

    hours.refresh_from_db()
    assert (hours.number, hours.applies_from, hours.week[0]) == (1, date(2026, 12, 2), [["09:00", "12:00"]])
    assert client.post(reverse("network:withdraw_hours", args=[hours.pk])).url == library.get_absolute_url()
    assert not OpeningHours.objects.exists()


@pytest.mark.parametrize("day", [MONDAY, MONDAY - timedelta(days=1)])
def test_hours_that_have_begun_are_neither_changed_nor_withdrawn(client, library, head, day):
    hours = OpeningHoursFactory(library=library, applies_from=day)

    answers = [
        client.get(reverse("network:edit_hours", args=[hours.pk])),
        client.post(reverse("network:edit_hours", args=[hours.pk]), typed(**TUESDAY)),
        client.post(reverse("network:withdraw_hours", args=[hours.pk])),
    ]

    assert [one.status_code for one in answers] == [409, 409, 409]
    assert "elles s’appliquent déjà" in text_of(answers[0])
    assert OpeningHours.objects.get().week == hours.week


def test_of_two_tabs_the_second_is_told_what_the_first_kept(client, library, head):
    hours = OpeningHoursFactory(library=library, applies_from=date(2026, 12, 1))
    edit = reverse("network:edit_hours", args=[hours.pk])
    version = client.get(edit).context["form"].initial["form_version"]
    first = {**typed("2026-12-01", "24/12/2026 Noël", monday="09:00 12:00"), "form_version": version}
    client.post(edit, first)

    said = errors(client.post(edit, {**typed("2026-12-01", tuesday="09:00 12:00"), "form_version": version}))

    assert "a enregistré autre chose pendant que vous écriviez" in said["__all__"][0]
    assert said["day_0"][0].startswith("Enregistré entre-temps : « de 9 h à 12 h ».")
    assert said["day_1"][0].startswith("Ce champ a été vidé entre-temps.")
    assert said["closures"][0].startswith("Enregistré entre-temps : « 24 décembre 2026, Noël ».")
