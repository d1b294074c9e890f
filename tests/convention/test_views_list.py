"""The list of conventions: what each line says, what narrows it, what is exported, and what it costs."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from convention.models import Convention
from convention.states import Situation, State
from foundation import clock
from network.roles import Role
from tests.convention.factories import ConventionFactory, ModelVersionFactory, convention_in, territory
from tests.drawn import lines
from tests.factories import AssignmentFactory, CommuneFactory, LibraryFactory, ServiceFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = date(2027, 6, 1)
URL = "/conventions/"


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def coordinator(client, db):
    territory()
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


def shown(response) -> list[Convention]:
    """The rows of the page."""
    return list(response.context["listing"].table.records)


def line(response, label: str) -> str:
    """What the first row says in the column of this label."""
    return lines(response)[0][label]


# --- what was given up --------------------------------------------------------------------------------------------


def test_a_discarded_convention_shows_only_when_it_is_asked_for_and_has_no_end(client, coordinator):
    kept = ConventionFactory()
    discarded = ConventionFactory(commune=kept.commune, state=State.DISCARDED, discarded_on=TODAY)

    assert shown(client.get(URL)) == [kept]
    assert shown(client.get(f"{URL}?q={discarded.number}")) == []
    for asked in ("state=DISCARDED", "situation=DISCARDED"):
        page = client.get(f"{URL}?{asked}")
        assert shown(page) == [discarded]
        assert "abandonnée" in line(page, "Situation")
        assert "2028" not in line(page, "Dernier jour")
    assert "2028" not in client.get(f"{URL}?state=DISCARDED&export=csv").getvalue().decode()


def test_the_search_finds_a_discarded_convention_by_its_number(client, coordinator):
    discarded = ConventionFactory(state=State.DISCARDED, discarded_on=TODAY)

    assert (
        discarded.get_absolute_url()
        in client.get(reverse("foundation:search"), {"q": discarded.number}).content.decode()
    )


# --- what it shows ---------------------------------------------------------------------------------------------------


def test_a_line_says_the_situation_the_end_with_its_reason_and_what_is_awaited(client, coordinator):
    ConventionFactory(state=State.NOTIFIED, starts_on=date(2025, 9, 15))

    page = client.get(URL)

    assert "à renouveler" in line(page, "Situation")
    assert "14 septembre 2027" in line(page, "Dernier jour")
    assert line(page, "Attend") == "son renouvellement"


def test_one_that_a_party_ended_waits_for_nothing(client, coordinator):
    ConventionFactory(state=State.NOTIFIED, starts_on=date(2025, 9, 1), terminated_on=date(2027, 8, 15))

    page = client.get(URL)

    assert "dénoncée" in line(page, "Situation")
    assert "15 août 2027" in line(page, "Dernier jour")
    assert "dénonciation" in line(page, "Dernier jour")
    assert line(page, "Attend") == ""


def test_only_the_last_one_of_a_commune_waits_for_a_new_one(client, coordinator):
    expired = ConventionFactory(state=State.NOTIFIED, starts_on=date(2023, 1, 1))

    assert line(client.get(URL), "Attend") == "une nouvelle convention"

    ConventionFactory(commune=expired.commune, state=State.NOTIFIED, starts_on=date(2025, 9, 15))

    assert line(client.get(URL, {"situation": "EXPIRED"}), "Attend") == ""


@pytest.mark.parametrize(("state", "awaited"), [(State.DRAFT, "la notification de sa suite"), (State.NOTIFIED, "")])
def test_a_line_to_renew_whose_next_one_is_there_does_not_wait_to_be_renewed(client, coordinator, state, awaited):
    running = ConventionFactory(state=State.NOTIFIED, starts_on=date(2025, 9, 15))
    ConventionFactory(commune=running.commune, state=state, starts_on=date(2027, 9, 15))

    page = client.get(URL, {"situation": "TO_RENEW"})

    assert line(page, "Attend") == awaited


def test_a_line_on_its_path_says_its_state(client, coordinator):
    ConventionFactory(state=State.SIGNING)

    page = client.get(URL)

    assert "en préparation" in line(page, "Situation")
    assert "En signature" in line(page, "Situation")
    assert line(page, "Attend") == "la signature du Maire et du Président"


def test_a_draft_without_date_has_an_empty_end(client, coordinator):
    ConventionFactory(starts_on=None)

    assert line(client.get(URL), "Dernier jour") == "—" or "time" not in line(client.get(URL), "Dernier jour")


# --- what narrows it -------------------------------------------------------------------------------------------------


@pytest.fixture
def several(coordinator) -> dict[str, Convention]:
    """One convention of each sort, in two arrondissements and two models."""
    here = {"commune__arrondissement": "Mantes-la-Jolie"}
    return {
        "draft": ConventionFactory(**here, commune__name="Achères", commune__sort_name="acheres"),
        "in_force": ConventionFactory(state=State.NOTIFIED, starts_on=date(2027, 1, 1), **here),
        "in_20_days": ConventionFactory(state=State.NOTIFIED, starts_on=TODAY - timedelta(days=710)),
        "in_100_days": ConventionFactory(state=State.NOTIFIED, starts_on=TODAY - timedelta(days=630)),
        "expired": ConventionFactory(state=State.NOTIFIED, starts_on=date(2020, 1, 1)),
        "upcoming": ConventionFactory(state=State.NOTIFIED, starts_on=date(2027, 9, 1)),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=acheres", {"draft"}),
        ("q=ACHÈRES", {"draft"}),
        ("state=DRAFT", {"draft"}),
        ("situation=IN_FORCE", {"in_force"}),
        ("situation=TO_RENEW", {"in_20_days", "in_100_days"}),
        ("situation=EXPIRED", {"expired"}),
        ("situation=UPCOMING", {"upcoming"}),
        ("situation=IN_PATH", {"draft"}),
        ("ends=30", {"in_20_days"}),
        ("ends=90", {"in_20_days"}),
        ("ends=180", {"in_20_days", "in_100_days"}),
        ("arrondissement=Mantes-la-Jolie", {"draft", "in_force"}),
        ("arrondissement=Mantes-la-Jolie&state=NOTIFIED", {"in_force"}),
    ],
)
def test_each_filter_keeps_what_it_says(client, several, query, expected):
    assert set(shown(client.get(f"{URL}?{query}"))) == {several[name] for name in expected}


def test_the_number_and_the_model_narrow_too(client, several):
    version = ModelVersionFactory()
    wanted = ConventionFactory(version=version)

    assert shown(client.get(f"{URL}?version={version.pk}")) == [wanted]
    assert shown(client.get(f"{URL}?q={wanted.number}")) == [wanted]


@pytest.mark.parametrize("query", ["st martin", "saint-martin", "ST MARTIN LA GARENNE"])
def test_a_convention_is_found_by_its_saint_in_full_or_in_short(client, coordinator, query):
    wanted = ConventionFactory(commune=CommuneFactory(name="Saint-Martin-la-Garenne"))
    ConventionFactory()
    assert shown(client.get(URL, {"q": query})) == [wanted]


@pytest.mark.parametrize("query", ["state=NOWHERE", "ends=31", "situation=X", "version=0"])
def test_a_filter_that_is_not_understood_is_said_and_the_list_stays(client, several, query):
    page = client.get(f"{URL}?{query}")

    assert page.status_code == 200
    assert "n’a pas été compris" in page.content.decode()


@pytest.mark.parametrize("sort", ["number", "commune", "situation", "starts_on", "ends_on"])
def test_each_column_sorts_both_ways(client, several, sort):
    up, down = shown(client.get(f"{URL}?sort={sort}")), shown(client.get(f"{URL}?sort=-{sort}"))

    assert set(up) == set(down) == set(several.values())


def test_the_ends_sort_with_those_without_last(client, several):
    without = ConventionFactory(starts_on=None)

    ends = [one.ends_on for one in shown(client.get(f"{URL}?sort=ends_on"))]

    assert ends[-1] is None
    assert ends[:-1] == sorted(ends[:-1])
    assert shown(client.get(f"{URL}?sort=-ends_on"))[-1] == without


# --- what is exported ------------------------------------------------------------------------------------------------


def test_the_export_holds_the_filtered_rows_with_the_reason_of_each_end(client, several):
    answer = client.get(f"{URL}?ends=30&export=csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))

    (row,) = rows
    assert row["Numéro"] == several["in_20_days"].number
    assert (row["Situation"], row["État"]) == ("à renouveler", "Notifiée")
    assert row["Dernier jour"] == "20/06/2027"
    assert row["Raison de la fin"] == "fin des deux ans"
    assert "Choisir" not in row


# --- who sees it -----------------------------------------------------------------------------------------------------


def test_a_contact_sees_the_convention_of_the_commune_and_nothing_to_choose(client):
    own, other = ConventionFactory(), ConventionFactory()
    client.force_login(person_as(Role.COMMUNE_CONTACT, own.commune))

    page = client.get(URL)

    assert shown(page) == [own]
    assert "Choisir" not in page.content.decode()
    assert "Générer" not in page.content.decode()
    assert other.number not in page.content.decode()


@pytest.mark.parametrize("query", ["q=Ailleurs", "export=csv", "state=DRAFT", "sort=commune"])
def test_another_commune_stays_hidden_from_filters_search_and_export(client, query):
    own = ConventionFactory()
    other = ConventionFactory(commune=CommuneFactory(name="Ailleurs", sort_name="ailleurs"))
    client.force_login(person_as(Role.LIBRARY_HEAD, LibraryFactory(commune=own.commune)))

    assert other.number not in client.get(f"{URL}?{query}").getvalue().decode()


def test_the_filters_offer_nothing_of_another_commune(client):
    own = [ConventionFactory(commune__arrondissement=name) for name in ("D’ici", "De là")]
    ConventionFactory(commune__arrondissement="D’ailleurs", version__model__name="Modèle d’ailleurs")
    contact = person_as(Role.COMMUNE_CONTACT, own[0].commune)
    AssignmentFactory(person=contact, role=Role.COMMUNE_CONTACT, commune=own[1].commune)
    client.force_login(contact)

    page = client.get(URL)

    form = page.context["filter"].form
    assert [label for _, label in form.fields["arrondissement"].choices] == ["Tous", "D’ici", "De là"]
    assert {label for _, label in form.fields["version"].choices} == {"Tous", *(str(one.version) for one in own)}
    assert "ailleurs" not in page.content.decode()


def test_a_commune_is_offered_only_the_filters_that_tell_its_conventions_apart(client):
    territory()
    with clock.frozen_at(date(2028, 12, 1)):
        running = convention_in(State.NOTIFIED)
        client.force_login(person_as(Role.COMMUNE_CONTACT, running.commune))
        alone = client.get(URL)
        following = convention_in(State.SIGNING, commune=running.commune, starts_on=date(2029, 1, 1))
        both = client.get(URL)

    assert alone.context["filter"].form.fields == {}
    assert "Filtrer" not in alone.text
    assert "<h1>Vos conventions</h1>" in alone.text
    fields = both.context["filter"].form.fields
    offered = {name: {value for value, _ in field.choices if value} for name, field in fields.items()}
    assert offered == {
        "state": {State.SIGNING, State.NOTIFIED},
        "situation": {Situation.IN_PATH, Situation.TO_RENEW},
        "version": {str(running.version_id), str(following.version_id)},
    }


def test_who_has_two_communes_is_offered_the_ends_that_theirs_have(client):
    territory()
    own = [convention_in(State.NOTIFIED, starts_on=date(2027, month, 15)) for month in (1, 3)]
    contact = person_as(Role.COMMUNE_CONTACT, own[0].commune)
    AssignmentFactory(person=contact, role=Role.COMMUNE_CONTACT, commune=own[1].commune)
    client.force_login(contact)

    with clock.frozen_at(date(2028, 11, 1)):
        form = client.get(URL).context["filter"].form

    assert [value for value, _ in form.fields["ends"].choices] == ["", "90", "180", "2029-01", "2029-03"]
    assert "q" in form.fields


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ends=2028-12", 1),
        ("ends=2027-12", 0),
        ("state=NOTIFIED", 1),
        ("state=DRAFT", 0),
        ("q=rien", 0),
        ("version=1", 1),
    ],
)
def test_a_filter_that_the_address_asks_of_a_commune_is_kept_and_shown(client, query, found):
    territory()
    with clock.frozen_at(date(2027, 12, 1)):
        running = convention_in(State.NOTIFIED, starts_on=date(2027, 1, 1), version=ModelVersionFactory(pk=1))
        client.force_login(person_as(Role.COMMUNE_CONTACT, running.commune))
        page = client.get(f"{URL}?{query}")

    name, _, value = query.partition("=")
    assert "n’a pas été compris" not in page.text
    assert page.context["filter"].form[name].value() == value
    assert page.context["listing"].total == found


# --- what it costs ---------------------------------------------------------------------------------------------------


def test_three_rows_cost_as_many_queries_as_one_and_at_most_eight(
    client, coordinator, django_assert_num_queries, django_assert_max_num_queries
):
    ConventionFactory()
    client.get(URL)  # the first page of a session also writes when it was last seen
    with django_assert_max_num_queries(8) as first:
        client.get(URL)

    ConventionFactory(state=State.NOTIFIED)
    ConventionFactory(version=ModelVersionFactory())
    with django_assert_num_queries(len(first.captured_queries)):
        page = client.get(URL)
    assert len(shown(page)) == 3


@pytest.mark.parametrize(
    "address", ["", "?page=2", "?page=3", "?page=999", "?state=DRAFT&page=2", "?state=DRAFT&page=999", "?q=rien&page=9"]
)
def test_no_page_of_several_costs_more_than_eight_queries(client, coordinator, django_assert_max_num_queries, address):
    ConventionFactory.create_batch(60)
    client.get(URL)

    with django_assert_max_num_queries(8):
        page = client.get(f"{URL}{address}")
    assert page.context["listing"].total == (0 if "q=rien" in address else 60)


def test_the_side_bar_counts_what_is_to_renew(client, several):
    page = client.get(URL)

    (entry,) = [entry for entry in page.context["nav"] if entry.label == "Conventions"]
    assert (entry.url, entry.count) == (reverse("convention:list"), 2)


def test_the_dsinum_reads_everything_and_is_offered_nothing_to_do(client, several):
    client.force_login(person_as(Role.PROJECT_MANAGER, ServiceFactory(code="DSINUM")))

    page = client.get(URL)

    assert set(shown(page)) == set(several.values())
    assert page.context["bar"] is None
