"""What was being chosen when conventions are made: given back to a page that is read, never over what was just sent."""

from datetime import date

import pytest
from django.test import Client

from convention.models import Convention, ModelVersion
from convention.states import State
from foundation import clock, drafts, job_runs
from foundation.models import Job
from network.roles import Role
from tests.convention.factories import ModelVersionFactory, convention_in, territory
from tests.convention.test_views_generation import URL, another_version, launch, wish
from tests.convention.test_views_generation import text as text_of
from tests.factories import CommuneFactory, person_as

pytestmark = pytest.mark.django_db
FOUND = "Nous avons retrouvé ce que vous aviez commencé"


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(date(2026, 11, 22)):
        yield


@pytest.fixture
def coordinator(client, db):
    territory()
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


@pytest.fixture
def version(db) -> ModelVersion:
    return ModelVersionFactory()


def keep(person, sent: dict, **changes) -> None:
    """Keep what the page holds, as drafts.js does while one types."""
    drafts.keep(person, URL, drafts.content_of({**sent, **changes}))


def text(response) -> str:
    """The page with ordinary spaces, on one line, as it is read."""
    return text_of(response).replace("&nbsp;", " ")


def own_value(version) -> str:
    """What this model says by itself for the host."""
    return next(one.default for one in version.variables if one.name == "hebergeur")


# --- what is sent is what is shown -----------------------------------------------------------------------------------


@pytest.mark.parametrize("do", ["tick", "untick", "show-sans"])
def test_a_date_changed_since_the_draft_stays_when_the_list_moves_and_the_draft_follows(
    do, client, coordinator, version
):
    first, second = CommuneFactory(), CommuneFactory()
    sent = wish(version, first) | {"values_of": version.pk, "starts_on": "2027-02-02", "do": do}
    keep(coordinator, sent, starts_on="2027-01-01")

    page = client.post(URL, sent)

    ticked = {"tick": {first, second}, "untick": set(), "show-sans": {first}}[do]
    kept = drafts.find(coordinator, URL).data
    assert page.context["form"]["starts_on"].value() == "2027-02-02"
    assert 'value="2027-02-02"' in text(page)
    assert FOUND not in text(page)
    assert (kept["starts_on"], kept["values_of"]) == (["2027-02-02"], [str(version.pk)])
    assert set(kept["communes"]) == {str(one.pk) for one in ticked}
    again = client.get(URL)
    assert FOUND in text(again)
    assert again.context["form"]["starts_on"].value() == "2027-02-02"
    assert again.context["board"].ticked == len(ticked)


@pytest.mark.parametrize("do", ["preview", "show-toutes"])
def test_the_values_of_the_model_chosen_are_shown_and_kept_whatever_the_draft_holds(do, client, coordinator, version):
    other = another_version(version, hebergeur="Ondine")
    sent = wish(other, CommuneFactory(), do=do, valeur_hebergeur=own_value(version)) | {"values_of": version.pk}
    keep(coordinator, sent, starts_on="")

    page = client.post(URL, sent)

    kept = drafts.find(coordinator, URL).data
    assert page.context["form"]["valeur_hebergeur"].value() == "Ondine"
    assert page.context["form"]["starts_on"].value() == "2027-01-01"
    assert FOUND not in text(page)
    assert "Vous avez changé de modèle" in text(page)
    assert (kept["values_of"], kept["valeur_hebergeur"]) == ([str(other.pk)], ["Ondine"])
    assert kept["starts_on"] == ["2027-01-01"]


def test_what_is_checked_is_what_the_draft_holds_then(client, coordinator, version):
    sent = wish(version, CommuneFactory(), valeur_hebergeur="Ondine") | {"values_of": version.pk}
    keep(coordinator, sent, valeur_hebergeur="Ancien")

    page = client.post(URL, sent)

    assert page.context["preview"]["new"]
    assert drafts.find(coordinator, URL).data["valeur_hebergeur"] == ["Ondine"]


def test_moving_the_list_begins_no_draft(client, coordinator, version):
    client.post(URL, wish(version, CommuneFactory(), do="tick"))
    assert drafts.find(coordinator, URL) is None


# --- what the address asks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_of_the_same", [True, False])
def test_renewing_takes_its_commune_and_its_date_from_the_link_not_from_an_old_draft(
    is_of_the_same, client, coordinator, version
):
    running = convention_in(State.NOTIFIED, version=version)  # until 31 December 2028
    commune = running.commune if is_of_the_same else CommuneFactory()
    keep(coordinator, wish(version, commune, starts_on="2027-05-01", valeur_hebergeur="Ancien"))

    with clock.frozen_at(date(2028, 6, 1)):
        page = client.get(URL, {"communes": running.commune.pk})

    assert page.context["form"]["starts_on"].value() == "2029-01-01"
    assert page.context["form"]["valeur_hebergeur"].value() == own_value(version)
    assert [row.covered.commune for row in page.context["board"].rows if row.is_ticked] == [running.commune]
    assert FOUND not in text(page)


def test_what_was_typed_on_the_page_of_a_link_is_found_there_again(client, coordinator, version):
    running = convention_in(State.NOTIFIED, version=version)
    keep(coordinator, wish(version, running.commune, starts_on="2029-01-01", valeur_hebergeur="Ondine"))

    with clock.frozen_at(date(2028, 6, 1)):
        page = client.get(URL, {"communes": running.commune.pk})

    assert page.context["form"]["valeur_hebergeur"].value() == "Ondine"
    assert FOUND in text(page)


def test_the_model_of_a_link_wins_over_that_of_the_draft(client, coordinator, version):
    other = another_version(version, hebergeur="Ondine")
    keep(coordinator, wish(version, valeur_hebergeur=own_value(version)) | {"values_of": version.pk})

    page = client.get(URL, {"version": other.pk})

    assert page.context["version"] == other
    assert page.context["form"]["valeur_hebergeur"].value() == "Ondine"
    assert page.context["form"]["starts_on"].value() == "2027-01-01"


# --- an expired session ----------------------------------------------------------------------------------------------


def test_a_model_changed_in_an_expired_session_comes_back_with_its_own_values(client, coordinator, version):
    other, commune = another_version(version, hebergeur="Ondine"), CommuneFactory()
    sent = wish(other, commune, valeur_hebergeur=own_value(version)) | {"values_of": version.pk}
    browser = Client()

    browser.post(URL, sent | {drafts.TOKEN_FIELD: drafts.token(coordinator, URL)})
    held = browser.session[drafts.HELD]["content"]
    drafts.keep(coordinator, URL, held)
    page = client.get(URL)

    assert page.context["version"] == other
    assert page.context["form"]["starts_on"].value() == "2027-01-01"
    assert page.context["form"]["valeur_hebergeur"].value() == "Ondine"
    assert page.context["board"].ticked == 1
    assert FOUND in text(page)
    assert "Vous avez changé de modèle" in text(page)


# --- back, then once more --------------------------------------------------------------------------------------------


def launched(client, sent: dict) -> dict:
    """Launch, let the worker do it; what the page left behind still holds."""
    preview = client.post(URL, sent).context["preview"]
    read = [one.pk for one in preview["new"]]
    left = sent | {"do": "launch", "seen": preview["seen"], "once_key": str(preview["once_key"]), "read": read}
    client.post(URL, left)
    job_runs.run(Job.objects.get().pk)
    return left


@pytest.mark.parametrize(
    ("how_many", "said"),
    [
        (1, "Cette convention existe déjà : elle a été faite depuis la vérification."),
        (2, "Ces 2 conventions existent déjà : elles ont été faites depuis la vérification."),
    ],
)
def test_generating_once_more_after_the_way_back_says_that_they_exist(how_many, said, client, coordinator, version):
    left = launched(client, wish(version, *[CommuneFactory() for _ in range(how_many)]))

    page = client.post(URL, left)

    assert said in text(page)
    assert "Vous avez changé quelque chose" not in text(page)
    assert Convention.objects.count() == how_many
    assert all(one.number in text(page) for one in Convention.objects.all())


def test_what_someone_made_meanwhile_is_said_and_the_rest_is_read_again(client, coordinator, version):
    done, left = CommuneFactory(), CommuneFactory()
    sent = wish(version, done, left)
    page = client.post(URL, sent)
    preview = page.context["preview"]
    assert all(f'name="read" value="{one.pk}"' in text(page) for one in (done, left))
    launch(client, wish(version, done))
    job_runs.run(Job.objects.get().pk)

    again = client.post(
        URL, sent | {"do": "launch", "seen": preview["seen"], "once_key": "x", "read": [done.pk, left.pk]}
    )

    assert "1 convention existe déjà : elle a été faite depuis la vérification. Relisez le reste" in text(again)
    assert again.context["preview"]["new"] == [left]
    assert Job.objects.count() == 1


@pytest.mark.parametrize("change", [{"starts_on": "2027-02-01"}, "another commune"])
def test_a_wish_that_changed_too_is_said_to_have_changed(change, client, coordinator, version):
    commune = CommuneFactory()
    left = launched(client, wish(version, commune))
    changes = change if isinstance(change, dict) else {"communes": [commune.pk, CommuneFactory().pk]}

    page = client.post(URL, left | changes)

    assert "Vous avez changé quelque chose depuis la vérification" in text(page)
    assert "depuis la vérification. Relisez" not in text(page)
