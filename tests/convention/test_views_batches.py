"""The same step for the conventions chosen: shown first, then a job with the result of each."""

import io
import re
import zipfile
from datetime import date

import pytest

from convention.models import Convention
from convention.states import State
from foundation import clock, documents, job_runs, selections
from foundation.models import Job, Transition
from network.models import Commune
from network.roles import Role
from tests.convention.factories import ConventionFactory, ModelVersionFactory, convention_in, printed, territory
from tests.factories import CommuneFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
BATCH = "/conventions/lot/"


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


def text(response) -> str:
    """The page with ordinary spaces, on one line."""
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def sent_by(page) -> dict[str, list[str]]:
    """What the confirmation page sends as it is."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode().split("<main")[1])
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(value)
    return sent


def confirm(client, page) -> Job:
    """Send the confirmation page as it is, and do the work."""
    client.post(BATCH, sent_by(page))
    job = Job.objects.latest("pk")
    job_runs.run(job.pk)
    job.refresh_from_db()
    return job


def test_validating_several_says_first_which_and_then_the_result_of_each(client, coordinator):
    ready, blank = printed(ConventionFactory()), ConventionFactory()
    other = convention_in(State.SIGNING)

    page = client.post(BATCH, {"batch": "valider", "conventions": [ready.pk, blank.pk, other.pk]})
    assert (page.context["concerned"], page.context["others"]) == ([ready, blank], [other])
    assert Convention.objects.get(pk=ready.pk).state == State.DRAFT

    job = confirm(client, page)
    found = {line.target: (line.status, line.message) for line in job.lines.all()}
    assert found[str(ready.pk)] == ("DONE", "validée")
    assert found[str(blank.pk)][0] == "FAILED"
    assert "le PDF de la convention" in found[str(blank.pk)][1]
    assert [Convention.objects.get(pk=one.pk).state for one in (ready, blank)] == [State.VALIDATED, State.DRAFT]


def test_sending_several_makes_their_originals(client, coordinator):
    conventions = [convention_in(State.VALIDATED), convention_in(State.VALIDATED)]

    job = confirm(client, client.post(BATCH, {"batch": "envoyer", "conventions": [one.pk for one in conventions]}))

    assert job.outcome == "DONE"
    assert [one.originals.count() for one in Convention.objects.filter(state=State.SIGNING)] == [2, 2]


def test_printing_several_again_leaves_those_up_to_date(client, coordinator):
    stale = printed(ConventionFactory())
    Commune.objects.update(mayor="Alix Exemple")
    fresh = printed(ConventionFactory())

    job = confirm(client, client.post(BATCH, {"batch": "refaire", "conventions": [stale.pk, fresh.pk]}))

    assert {line.target: line.status for line in job.lines.all()} == {str(stale.pk): "DONE", str(fresh.pk): "SKIPPED"}


def test_the_pdfs_of_several_come_as_one_archive(client, coordinator):
    first, second = printed(ConventionFactory()), convention_in(State.NOTIFIED)
    without = ConventionFactory()

    keys = [first.pk, second.pk, without.pk]
    job = confirm(client, client.post(BATCH, {"batch": "telecharger", "conventions": keys}))

    with documents.open_document(job.result) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert archive.namelist() == [f"{one.number} {one.commune.name.lower()}.pdf" for one in (first, second)]
        with documents.open_document(first.document) as kept:
            assert archive.read(archive.namelist()[0]) == kept.read()
    assert b"".join(client.get(job.result.get_absolute_url())).startswith(b"PK")


def test_an_altered_pdf_stops_the_archive_and_is_named(client, coordinator, settings):
    convention = printed(ConventionFactory())
    (kept,) = settings.MEDIA_ROOT.glob("??/??/*")
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF-1.7 autre chose")

    job = confirm(client, client.post(BATCH, {"batch": "telecharger", "conventions": [convention.pk]}))

    assert job.result is None
    assert f"Le PDF de {convention.number} n’est plus celui qui a été conservé" in job.lines.get().message


def test_the_archive_is_its_author_s_alone(client, coordinator):
    convention = printed(ConventionFactory())
    job = confirm(client, client.post(BATCH, {"batch": "telecharger", "conventions": [convention.pk]}))

    archive = job.result.get_absolute_url()
    assert client.get(archive).getvalue().startswith(b"PK")

    client.force_login(person_as(Role.COMMUNE_CONTACT, convention.commune))
    assert client.get(archive).status_code == 404


def test_the_whole_filtered_list_can_be_taken_at_once(client, coordinator):
    here = ConventionFactory(commune__name="Achères", commune__sort_name="acheres")
    ConventionFactory(commune__name="Poissy", commune__sort_name="poissy")

    page = client.post(BATCH, {"batch": "valider", "all": "1", "criteria": "q=acheres"})

    assert page.context["concerned"] == [here]


def test_more_conventions_than_a_form_may_have_fields_are_confirmed_at_once(client, coordinator):
    version, commune = ModelVersionFactory(), CommuneFactory()
    rows = [
        Convention(number=f"CONV-{n}", commune=commune, version=version, created_at=clock.now()) for n in range(1100)
    ]
    Convention.objects.bulk_create(rows)

    page = client.post(BATCH, {"batch": "valider", "all": "1", "criteria": ""})
    answer = client.post(BATCH, sent_by(page))

    assert page.context["beyond"] == 0
    assert answer.status_code == 302
    assert Job.objects.get().lines.count() == 1100


def test_what_is_beyond_the_most_is_said_not_dropped(client, coordinator, monkeypatch):
    monkeypatch.setattr(selections, "MOST", 2)
    for _ in range(3):
        ConventionFactory()

    page = client.post(BATCH, {"batch": "valider", "all": "1", "criteria": ""})

    assert len(page.context["concerned"]) == 2
    assert "2 à la fois : 1 autre convention reste à choisir ensuite." in text(page)


@pytest.mark.parametrize("sent", [{}, {"conventions": ["x"]}, {"conventions": ["999999"]}])
def test_nothing_chosen_is_said(client, coordinator, sent):
    page = client.post(BATCH, {"batch": "valider", **sent})

    assert page.status_code == 422
    assert "Aucune des conventions choisies n’est concernée." in text(page)


def test_a_mistaken_run_is_given_up_at_once_with_its_reason(client, coordinator):
    drafts = [printed(ConventionFactory()) for _ in range(3)]
    validated = convention_in(State.VALIDATED)

    page = client.post(BATCH, {"batch": "abandonner", "all": "1", "criteria": ""})
    assert page.context["others"] == [validated]
    assert "Leurs numéros ne serviront à aucune autre. 3 documents restent lisibles sur leurs pages" in text(page)
    refused = client.post(BATCH, sent_by(page) | {"reason": " "})
    assert (refused.status_code, Job.objects.count()) == (422, 0)
    client.post(BATCH, sent_by(refused) | {"reason": "Mauvaise date d’effet"})
    job = Job.objects.get()
    job_runs.run(job.pk)

    assert [line.message for line in job.lines.all()] == ["abandonnée"] * 3
    assert Convention.objects.filter(state=State.DISCARDED).count() == 3
    record = Transition.objects.filter(name="discard")
    assert set(record.values_list("about_id", "reason")) == {(one.pk, "Mauvaise date d’effet") for one in drafts}
    assert list(Convention.objects.not_discarded()) == [validated]


def test_an_unknown_action_is_absent_and_nothing_begins(client, coordinator):
    convention = printed(ConventionFactory())

    answer = client.post(BATCH, {"batch": "effacer", "conventions": [convention.pk], "once_key": "essai"})

    assert answer.status_code == 404
    assert not Job.objects.exists()
    assert Convention.objects.filter(pk=convention.pk).exists()


def test_a_double_click_on_a_batch_is_one_job(client, coordinator):
    convention = printed(ConventionFactory())
    sent = {"batch": "valider", "conventions": [convention.pk], "once_key": "une-fois"}

    assert client.post(BATCH, sent).url == client.post(BATCH, sent).url
    assert Job.objects.count() == 1


@pytest.mark.parametrize("key", ["9" * 400, "9" * 19, "abc", "-1", "²", ""])
def test_a_key_that_no_convention_can_have_is_nobodys(client, coordinator, key):
    page = client.post(BATCH, {"batch": "valider", "conventions": [key]})

    assert page.status_code == 422
    assert (page.context["concerned"], page.context["others"]) == ([], [])


@pytest.mark.parametrize("batch", ["valider", "envoyer", "refaire", "telecharger"])
def test_a_hand_that_may_not_takes_no_step_even_on_its_own_commune_s(client, batch):
    convention = printed(ConventionFactory())
    client.force_login(person_as(Role.COMMUNE_CONTACT, convention.commune))

    answer = client.post(BATCH, {"batch": batch, "conventions": [convention.pk], "once_key": "essai"})

    assert answer.status_code == 403
    assert "agir sur des conventions" in answer.text
    assert not Job.objects.exists()
    assert Convention.objects.get().state == State.DRAFT


def test_who_gives_up_finds_the_list_as_it_was(client, coordinator):
    ready = printed(ConventionFactory())
    listed = client.get("/conventions/?state=DRAFT&sort=-number")
    (criteria,) = re.findall(r'name="criteria"[^>]*value="([^"]*)"', listed.text)
    chosen = {"batch": "valider", "conventions": [ready.pk], "criteria": criteria.replace("&amp;", "&")}

    page = client.post(BATCH, chosen)
    nothing = client.post(BATCH, chosen | {"batch": "envoyer"})

    for shown in (page, nothing):
        assert 'href="/conventions/?state=DRAFT&amp;sort=-number"' in shown.text
    assert sent_by(page)["criteria"] == ["state=DRAFT&amp;sort=-number"]
