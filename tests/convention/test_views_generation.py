"""Making conventions on screen: choose, read what would be done, launch once."""

from datetime import date

import pytest
from django.urls import reverse

from convention import generation
from convention.boards import board_of
from convention.coverage import coverage
from convention.models import Convention, ModelVersion
from convention.states import State
from foundation import clock, job_runs
from foundation.models import Draft, Job
from network.models import Commune
from network.roles import Role
from tests.convention.factories import ConventionFactory, ModelVersionFactory, convention_in, territory
from tests.factories import CommuneFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
URL = "/conventions/generer/"


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture(autouse=True)
def _territory(db) -> None:
    territory()


@pytest.fixture
def coordinator(client, db):
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


@pytest.fixture
def version(db):
    return ModelVersionFactory()


def text(response) -> str:
    """The page with ordinary spaces, on one line."""
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def wish(version, *communes, **changes) -> dict:
    """What the form sends."""
    return {
        "version": version.pk,
        "starts_on": "2027-01-01",
        "valeur_hebergeur": "Nacelle",
        "communes": [commune.pk for commune in communes],
        "do": "preview",
        **changes,
    }


def launch(client, sent: dict):
    """Read what would be done, then launch it."""
    preview = client.post(URL, sent).context["preview"]
    return client.post(URL, sent | {"do": "launch", "seen": preview["seen"], "once_key": str(preview["once_key"])})


# --- choosing --------------------------------------------------------------------------------------------------------


def test_without_a_model_the_page_says_to_make_one(client, coordinator):
    assert "Il faut d’abord un modèle" in text(client.get(URL))


def test_the_newest_model_is_offered_and_another_can_be_asked(client, coordinator, version):
    newer = ModelVersionFactory(created_at=clock.now())

    assert client.get(URL).context["version"] == newer
    assert client.get(f"{URL}?version={version.pk}").context["version"] == version


def test_the_values_of_the_text_are_asked_and_those_of_the_others_are_not(client, coordinator, version):
    assert [box.html_name for box in client.get(URL).context["form"].value_boxes] == ["valeur_hebergeur"]


def test_the_communes_of_a_link_are_ticked(client, coordinator, version):
    chosen, other = CommuneFactory(), CommuneFactory()

    board = client.get(f"{URL}?communes={chosen.pk}").context["board"]

    assert {row.covered.commune: row.is_ticked for row in board.rows} == {chosen: True, other: False}


@pytest.mark.parametrize(
    ("action", "ticked", "shown", "expected_ticked"),
    [
        ("show-sans", [], {"none"}, set()),
        ("show-echues", ["none"], {"expired"}, {"none"}),
        ("show-a-renouveler", [], {"to_renew"}, set()),  # not what its next one is already made for
        ("show-toutes", ["none"], {"none", "expired", "to_renew", "in_force", "followed"}, {"none"}),
        ("show-autre", [], {"none", "expired", "to_renew", "in_force", "followed"}, set()),
        (
            "tick",
            ["expired"],
            {"none", "expired", "to_renew", "in_force", "followed"},
            {"none", "expired", "to_renew", "in_force", "followed"},
        ),
        ("untick", ["expired"], {"none", "expired", "to_renew", "in_force", "followed"}, set()),
    ],
)
def test_the_board_narrows_ticks_and_forgets_nothing(coordinator, action, ticked, shown, expected_ticked):
    communes = {name: CommuneFactory(name=name) for name in ("none", "expired", "to_renew", "in_force", "followed")}
    ConventionFactory(commune=communes["expired"], state=State.NOTIFIED, starts_on=date(2024, 1, 1))
    ConventionFactory(commune=communes["to_renew"], state=State.NOTIFIED, starts_on=date(2025, 1, 1))
    ConventionFactory(commune=communes["in_force"], state=State.NOTIFIED, starts_on=date(2026, 10, 1))
    ConventionFactory(commune=communes["followed"], state=State.NOTIFIED, starts_on=date(2025, 1, 1))
    ConventionFactory(commune=communes["followed"], starts_on=date(2027, 1, 1))

    board = board_of(coverage(coordinator, TODAY), [str(communes[name].pk) for name in ticked], "", action)

    assert {row.covered.commune.name for row in board.rows if row.is_shown} == shown
    assert {row.covered.commune.name for row in board.rows if row.is_ticked} == expected_ticked


def test_narrowing_the_communes_loses_nothing_of_what_was_typed(client, coordinator, version):
    hidden, shown = CommuneFactory(), CommuneFactory()
    ConventionFactory(commune=hidden, state=State.NOTIFIED, starts_on=date(2024, 1, 1))

    page = client.post(URL, wish(version, hidden, do="show-sans", valeur_hebergeur="Ondine"))

    assert page.status_code == 200
    assert page.context["form"]["starts_on"].value() == "2027-01-01"
    assert page.context["form"]["valeur_hebergeur"].value() == "Ondine"
    assert f'type="hidden" name="communes" value="{hidden.pk}"' in text(page)
    tick_all = client.post(URL, wish(version, hidden, do="tick", shown="sans"))
    assert tick_all.context["board"].ticked == 2
    assert shown.pk


def another_version(version, **defaults) -> ModelVersion:
    """A second model whose values have these defaults."""
    variables = [one | {"default": defaults.get(one["name"], one["default"])} for one in version.variable_list]
    return ModelVersionFactory(number=2, model=version.model, variable_list=variables)


@pytest.mark.parametrize("do", ["preview", "launch"])
def test_another_model_brings_its_own_values_and_is_read_before_anything_is_made(do, client, coordinator, version):
    first, second = another_version(version, hebergeur="Ondine"), CommuneFactory()
    sent = wish(first, second, valeur_hebergeur="", do=do) | {"values_of": version.pk}
    sent["valeur_hebergeur"] = next((one.default for one in version.variables if one.name == "hebergeur"), "")

    page = client.post(URL, sent)

    assert page.status_code == 200
    assert not Job.objects.exists()
    assert page.context["form"]["valeur_hebergeur"].value() == "Ondine"
    assert "Vous avez changé de modèle" in text(page)
    assert f'name="values_of" value="{first.pk}"' in text(page)


def test_what_was_typed_for_the_other_model_stays(client, coordinator, version):
    other = another_version(version, hebergeur="Ondine")
    sent = wish(other, CommuneFactory(), valeur_hebergeur="Tapé à la main") | {"values_of": version.pk}
    assert client.post(URL, sent).context["form"]["valeur_hebergeur"].value() == "Tapé à la main"


def test_what_was_being_chosen_is_found_again(client, coordinator, version):
    commune = CommuneFactory()
    data = {"starts_on": ["2027-03-01"], "communes": [str(commune.pk)]}
    Draft.objects.create(person=coordinator, key=URL, data=data, saved_at=clock.now())

    page = client.get(URL)

    assert page.context["board"].ticked == 1
    assert "2027-03-01" in text(page)


# --- reading what would be done --------------------------------------------------------------------------------------


def test_the_preview_says_what_is_created_left_aside_and_incomplete(client, coordinator, version):
    new, covered = CommuneFactory(name="Achères"), CommuneFactory(name="Poissy")
    existing = ConventionFactory(commune=covered, state=State.VALIDATED, starts_on=date(2027, 6, 1))

    page = client.post(URL, wish(version, new, covered))

    assert page.context["preview"]["new"] == [new]
    assert "Générer 1 convention" in text(page)
    assert f">{existing.number}</a>, du 1er juin 2027 au 31 mai 2029 (validée)" in text(page)
    assert not Job.objects.exists()


def test_a_commune_whose_facts_are_missing_is_named_with_what_lacks(client, coordinator):
    siren = {"name": "siren_commune", "label": "SIREN", "kind": "text", "source": "commune"}
    content = ModelVersionFactory.build().content
    content["articles"][0]["body"] = "{{ siren_commune }} {{ hebergeur }}"
    version = ModelVersionFactory(content=content, variable_list=[*ModelVersionFactory.build().variable_list, siren])
    commune = CommuneFactory(name="Poissy")
    Commune.objects.update(siren="")

    page = client.post(URL, wish(version, commune))

    assert page.status_code == 422
    assert "Poissy</a> : il manque « SIREN », attendu dans l’article 1" in text(page)
    assert "Aucune convention ne serait créée." in text(page)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"communes": []}, "Choisissez au moins une commune."),
        ({"communes": ["999999"]}, "Une commune choisie n’existe pas."),
        ({"communes": ["x"]}, "Une commune choisie n’existe pas."),
        ({"starts_on": ""}, "obligatoire"),
        ({"starts_on": "31/02/2027"}, "date valide"),
        ({"starts_on": "2032-04-10"}, "Le mandat de Dominique Exemple finit le 9 avril 2032"),
        ({"valeur_hebergeur": ""}, "obligatoire"),
    ],
)
@pytest.mark.parametrize("action", ["preview", "launch"])
def test_a_wrong_wish_is_refused_with_its_reason(client, coordinator, version, changes, expected, action):
    page = client.post(URL, wish(version, CommuneFactory(), do=action) | changes)

    assert page.status_code == 422
    assert expected in text(page)
    assert not Job.objects.exists()


# --- launching -------------------------------------------------------------------------------------------------------


def test_launching_starts_a_job_that_makes_the_drafts(client, coordinator, version):
    communes = [CommuneFactory(), CommuneFactory()]

    answer = launch(client, wish(version, *communes))

    job = Job.objects.get()
    assert answer.url == job.get_absolute_url()
    job_runs.run(job.pk)
    assert {one.commune for one in Convention.objects.all()} == set(communes)


def test_a_double_click_gives_one_job_whether_the_first_is_over_or_not(client, coordinator, version):
    sent = wish(version, CommuneFactory())
    preview = client.post(URL, sent).context["preview"]
    sent |= {"do": "launch", "seen": preview["seen"], "once_key": str(preview["once_key"])}

    first, second = client.post(URL, sent), client.post(URL, sent)

    assert first.url == second.url
    assert Job.objects.count() == 1


@pytest.mark.parametrize("changes", [{"starts_on": "2027-02-01"}, {"valeur_hebergeur": "Ondine"}])
def test_what_changed_since_it_was_read_is_read_again(client, coordinator, version, changes):
    sent = wish(version, CommuneFactory())
    preview = client.post(URL, sent).context["preview"]

    page = client.post(URL, sent | changes | {"do": "launch", "seen": preview["seen"], "once_key": "x"})

    assert "Vous avez changé quelque chose depuis la vérification" in text(page)
    assert not Job.objects.exists()


def test_what_failed_is_offered_again_as_it_was_asked(client, coordinator, version):
    good, bad = CommuneFactory(), CommuneFactory()
    asked = generation.Wish(version, date(2027, 1, 1), {"hebergeur": "Ondine"})
    job = generation.launch(asked, [good, bad], by=coordinator, once_key="x")
    job.lines.filter(target=bad.pk).update(status="FAILED")

    page = client.get(f"{URL}?reprendre={job.key}")

    assert [row.covered.commune for row in page.context["board"].rows if row.is_ticked] == [bad]
    assert page.context["form"]["starts_on"].value() == "2027-01-01"
    assert page.context["form"]["valeur_hebergeur"].value() == "Ondine"


@pytest.mark.parametrize("key", ["x", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_job_leaves_the_form_blank(client, coordinator, version, key):
    page = client.get(f"{URL}?reprendre={key}")

    assert (page.status_code, page.context["board"].ticked) == (200, 0)


def test_a_hand_that_may_not_is_refused(client, version):
    commune = CommuneFactory()
    client.force_login(person_as(Role.COMMUNE_CONTACT, commune))

    assert client.post(URL, wish(version, commune)).status_code == 403
    assert reverse("convention:generate") == URL


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("starts_on", "9999-06-01", "Donnez une date de 1990 à 2100."),
        ("starts_on", "0001-01-01", "Donnez une date de 1990 à 2100."),
        ("valeur_hebergeur", "\u200b\t", "obligatoire"),
        ("valeur_hebergeur", "Nacelle 😀", "n’a pas ce caractère : « 😀 » (U+1F600 GRINNING FACE). Remplacez-le."),
        ("valeur_hebergeur", "{{ commune }}", "sans « {{ » ni « }} »."),
    ],
)
def test_what_no_convention_can_say_is_refused_under_its_field(client, coordinator, version, field, typed, expected):
    page = client.post(URL, wish(version, CommuneFactory(), **{field: typed}))

    assert page.status_code == 422
    assert expected in page.context["form"].errors[field][0].replace("\u00a0", " ")
    assert page.context["preview"] is None


@pytest.mark.parametrize("key", ["9" * 23, "9" * 19, "-1", "²", "x"])
def test_a_key_that_no_commune_can_have_is_refused_in_the_form(client, coordinator, version, key):
    sent = wish(version, CommuneFactory())
    page = client.post(URL, {**sent, "communes": [key]})

    assert page.status_code == 422
    assert page.context["form"].errors["communes"] == ["Une commune choisie n’existe pas."]


def test_a_launch_without_its_page_s_key_is_shown_again_not_launched(client, coordinator, version):
    commune = CommuneFactory()
    seen = client.post(URL, wish(version, commune)).context["preview"]["seen"]

    page = client.post(URL, wish(version, commune, do="launch", seen=seen, once_key=""))

    assert page.context["preview"]["new"] == [commune]
    assert not Job.objects.exists()


# --- what one should know before -------------------------------------------------------------------------------------


def test_days_that_would_stay_without_a_convention_are_said(client, coordinator, version):
    running = convention_in(State.NOTIFIED)  # until 31 December 2028
    page = client.post(URL, wish(version, running.commune, starts_on="2029-03-01"))
    assert f"{running.commune} (59 jours)" in text(page)
    page = client.post(URL, wish(version, running.commune, starts_on="2029-01-01"))
    assert "Des jours resteraient" not in text(page)


def test_a_commune_without_contact_or_mayor_is_named_before(client, coordinator, version):
    silent, known = CommuneFactory(name="Silence", mayor=""), CommuneFactory(name="Parole", mayor="Sacha Exemple")
    person_as(Role.COMMUNE_CONTACT, known)
    preview = client.post(URL, wish(version, silent, known)).context["preview"]
    assert (list(preview["unwritten"]), preview["without_mayor"]) == ([silent], [silent])


def test_a_version_never_used_is_neither_proposed_first_nor_used_unsaid(client, coordinator, version):
    convention_in(State.NOTIFIED, version=version)
    later = ModelVersionFactory(model=version.model, number=version.number + 1)
    assert client.get(URL).context["version"] == version
    assert client.post(URL, wish(later, CommuneFactory())).context["preview"]["is_untried"]
    assert not client.post(URL, wish(version, CommuneFactory())).context["preview"]["is_untried"]


def test_what_the_text_leaves_to_verify_is_said_before_generating(client, coordinator, version):
    sent = wish(version, CommuneFactory())
    assert "à vérifier avant de générer" not in text(client.post(URL, sent))

    version.content["articles"][0]["body"] += " Montant : xxx euros."
    version.save()

    page = client.post(URL, sent)
    assert "à vérifier avant de générer" in text(page)
    assert f'<a href="{version.get_absolute_url()}#texte-0">L’article 1</a>' in page.content.decode()
    assert page.context["preview"]["new"]  # it prevents nothing


def test_the_next_one_begins_the_day_after(client, coordinator, version):
    running, other = convention_in(State.NOTIFIED), convention_in(State.NOTIFIED, starts_on=date(2026, 12, 1))
    with clock.frozen_at(date(2028, 6, 1)):
        one = client.get(URL, {"communes": running.commune.pk})
        both = client.get(URL, {"communes": [running.commune.pk, other.commune.pk]})
    assert one.context["form"]["starts_on"].value() == "2029-01-01"
    assert both.context["form"]["starts_on"].value() in (None, "")


def test_a_text_that_changed_between_reading_and_launching_is_read_again(client, coordinator, version):
    sent = wish(version, CommuneFactory())
    preview = client.post(URL, sent).context["preview"]
    version.content = {**version.content, "title": "Convention tout autre"}
    version.save()
    launched = client.post(URL, sent | {"do": "launch", "seen": preview["seen"], "once_key": str(preview["once_key"])})
    assert launched.context["preview"]["has_changed"]
    assert not Job.objects.exists()


def test_a_version_deleted_before_the_worker_came_is_the_reason_of_each_line(client, coordinator, version):
    launch(client, wish(version, CommuneFactory()))
    ModelVersion.objects.all().delete()
    job = Job.objects.get()
    job_runs.run(job.pk)
    assert "a été supprimée depuis la demande" in job.lines.get().message.replace("\u00a0", " ")
