"""The page of a job: live while it runs, complete when it ends, seen by who asked and by who keeps the registers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock, documents, job_runs, jobs
from foundation.models import Job, JobLine
from foundation.workflow import Refused
from network.roles import Role
from tests.factories import PersonFactory, person_as

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true", "HX-Target": "job-progress"}
NBSP = "\u00a0"


@pytest.fixture
def person(client):
    someone = PersonFactory()
    client.force_login(someone)
    return someone


@pytest.fixture
def register(monkeypatch):
    monkeypatch.setattr(jobs, "kinds", {})

    def refuse_the_second(job, line, value):
        if line.target == "2":
            raise Refused("=La convention est déjà signée.")

    jobs.register("trial", apply=refuse_the_second)


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        ([], "0 sur 28."),
        (["DONE"] * 4, "4 sur 28."),
        (["DONE"] * 12 + ["SKIPPED"] * 3 + ["FAILED"], "16 sur 28, dont 3 déjà faites et 1 en erreur."),
        (["DONE"] * 2 + ["FAILED"], "3 sur 28, dont 1 en erreur."),
        (["DONE"] * 28, "28 sur 28."),
    ],
)
def test_a_running_job_says_how_far_of_how_many(client, person, register, statuses, told):
    job = start(person, lines=28)
    for target, status in enumerate(statuses, start=1):
        job.lines.filter(target=str(target)).update(status=status)

    page = client.get(job.get_absolute_url(), headers=LIVE).text

    assert f"Étapes{NBSP}: {told}" in page


def start(by, lines=3, **changes) -> Job:
    facts = {"label": "Soixante-treize conventions", "lines": [(n, f"Commune {n}") for n in range(1, lines + 1)]}
    return jobs.start("trial", by=by, **(facts | changes))


def ended(by, **changes) -> Job:
    job = start(by, **changes)
    job_runs.run(job.pk)
    job.refresh_from_db()
    return job


def test_a_running_job_asks_for_its_own_news_every_second(client, person, register):
    job = start(person)
    job.lines.filter(target="1").update(status=JobLine.Status.DONE)

    page = client.get(job.get_absolute_url())
    part = client.get(job.get_absolute_url(), headers=LIVE)

    assert f'hx-get="{job.get_absolute_url()}" hx-trigger="every 1s"' in page.content.decode()
    assert '<progress class="bar" value="1" max="3"' in page.content.decode()
    assert "<html" not in part.content.decode()
    assert page.content.decode().count(part.content.decode().strip()) == 1
    assert "HX-Refresh" not in part.headers


def test_the_steps_of_a_running_job_follow_it_and_leave_no_trace_in_the_browser(client, person, register):
    job = start(person)
    asked = f"{job.get_absolute_url()}?status=DONE"
    live = {"HX-Request": "true", "HX-Target": "results", "HX-Trigger": "job-lines"}

    assert 'id="job-lines" hx-get="" hx-trigger="every 4s"' in client.get(job.get_absolute_url()).text
    assert "Commune 1" not in client.get(asked, headers=live).text
    job.lines.filter(target="1").update(status=JobLine.Status.DONE)
    part = client.get(asked, headers=live)

    assert "Commune 1" in part.text
    assert "results-status" not in part.text
    assert "HX-Push-Url" not in part.headers
    job_runs.run(job.pk)
    assert 'id="job-lines"' not in client.get(job.get_absolute_url()).text


def test_news_of_a_job_that_ended_reload_the_page_which_asks_no_more(client, person, register):
    job = ended(person)

    part = client.get(job.get_absolute_url(), headers=LIVE)
    page = client.get(job.get_absolute_url()).content.decode()

    assert part["HX-Refresh"] == "true"
    assert "every 1s" not in page
    assert f"Étapes{NBSP}: 2 faites et 1 en erreur." in page
    assert "<title>Terminé" in page


def test_without_javascript_a_link_gives_the_news(client, person, register):
    page = client.get(start(person).get_absolute_url()).content.decode()

    assert "<noscript>" in page
    assert "Actualiser" in page
    assert 'http-equiv="refresh"' not in page


def test_errors_come_first_and_are_shown_while_the_job_still_runs(client, person, register):
    job = start(person)
    job.lines.filter(target="3").update(status=JobLine.Status.FAILED, message="Le mandat est échu.")

    response = client.get(job.get_absolute_url())

    assert [row.target for row in response.context["listing"].page.records] == ["3", "1", "2"]
    assert f"Commune 3{NBSP}: Le mandat est échu." in response.content.decode()


def test_the_error_report_holds_the_lines_in_error_and_no_formula(client, person, register):
    job = ended(person)
    link = f"{job.get_absolute_url()}?status=FAILED&amp;export=csv"
    assert link in client.get(job.get_absolute_url()).content.decode()

    report = client.get(link.replace("&amp;", "&"))

    assert report["Content-Type"].startswith("text/csv")
    lines = b"".join(report).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Commune 2;en erreur;'=La convention est déjà signée.;")


def test_what_a_job_made_is_one_click_away(client, person, register):
    document = documents.keep(b"a,b\n1,2\n", name="resultat.csv", by=person)
    job = ended(person, next_url="/conventions/")
    Job.objects.update(result=document, message="Tout est prêt.")

    page = client.get(job.get_absolute_url()).content.decode()

    assert document.get_absolute_url() in page
    assert 'href="/conventions/"' in page
    assert "Tout est prêt." in page


def test_a_job_that_nobody_begins_says_so_after_half_a_minute(client, person, register):
    job = start(person)
    assert "attend encore son tour" not in client.get(job.get_absolute_url()).content.decode()

    Job.objects.update(created_at=clock.now() - timedelta(seconds=31))

    assert "attend encore son tour" in client.get(job.get_absolute_url()).content.decode()


def test_an_empty_job_has_a_whole_bar(client, person, register):
    job = ended(person, lines=0)

    assert '<progress class="bar" value="1" max="1"' in client.get(job.get_absolute_url()).content.decode()


def test_cancelling_stops_the_job_and_comes_back_to_its_page(client, person, register):
    job = start(person)
    url = reverse("foundation:job_cancel", args=[job.key])
    assert url in client.get(job.get_absolute_url()).content.decode()

    response = client.post(url)

    assert response.url == job.get_absolute_url()
    page = client.get(job.get_absolute_url()).content.decode()
    assert "annulation demandée" in page
    assert url not in page
    job_runs.run(job.pk)
    assert f"Étapes{NBSP}: 0 faite et 3 non faites." in client.get(job.get_absolute_url()).content.decode()


def test_cancelling_is_not_done_by_following_a_link(client, person, register):
    job = start(person)

    assert client.get(reverse("foundation:job_cancel", args=[job.key])).status_code == 405
    job.refresh_from_db()
    assert job.cancel_requested_at is None


def test_the_job_of_another_does_not_exist_for_a_stranger(client, person, register):
    job = start(PersonFactory())

    for url in (job.get_absolute_url(), f"{job.get_absolute_url()}?export=csv"):
        assert client.get(url).status_code == 404
    assert client.post(reverse("foundation:job_cancel", args=[job.key])).status_code == 404
    job.refresh_from_db()
    assert job.cancel_requested_at is None


@pytest.mark.parametrize("query", ["", "?label=Soixante", "?export=csv"])
def test_each_sees_own_jobs_in_the_list_and_the_administrator_all(client, person, register, query):
    start(person, label="Soixante de moi")
    start(PersonFactory(), label="Soixante d’un autre")

    def listed() -> str:
        response = client.get(f"{reverse('foundation:jobs')}{query}")
        return (b"".join(response) if response.streaming else response.content).decode()

    assert "de moi" in listed()
    assert "d’un autre" not in listed()
    client.force_login(person_as(Role.ADMINISTRATOR))
    assert "de moi" in listed()
    assert "d’un autre" in listed()


def test_the_administrator_may_cancel_the_job_of_anybody(client, person, register):
    job = start(person)
    client.force_login(person_as(Role.ADMINISTRATOR))

    client.post(reverse("foundation:job_cancel", args=[job.key]))

    job.refresh_from_db()
    assert job.cancel_requested_at is not None


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "en attente"),
        ({"started_at": "now"}, "en cours"),
        ({"cancel_requested_at": "now"}, "annulation demandée"),
        ({"finished_at": "now", "outcome": "DONE"}, "terminé"),
        ({"finished_at": "now", "outcome": "FAILED"}, "échoué"),
        ({"finished_at": "now", "outcome": "CANCELLED"}, "annulé"),
    ],
)
def test_the_list_says_where_each_job_stands(client, person, register, changes, word):
    start(person)
    Job.objects.update(**{name: clock.now() if value == "now" else value for name, value in changes.items()})

    page = client.get(reverse("foundation:jobs")).content.decode()

    assert f">{word}</span>" in page


def test_a_page_of_a_job_costs_the_same_whatever_its_length(client, person, register, django_assert_max_num_queries):
    job = start(person, lines=40)
    client.get(job.get_absolute_url())

    with django_assert_max_num_queries(14):
        page = client.get(job.get_absolute_url())
    assert page.context["listing"].total == 40


def test_who_keeps_the_registers_is_not_led_to_what_another_s_job_has_made(client, person, register):
    """It may be of something that they do not read: a session, a document of a commune."""
    job = ended(person, next_url="/formations/sessions/7/")
    job.lines.update(url="/formations/sessions/8/")
    own = client.get(job.get_absolute_url()).text

    client.force_login(person_as(Role.ADMINISTRATOR))
    others = client.get(job.get_absolute_url()).text

    assert "/formations/sessions/7/" in own
    assert "/formations/sessions/8/" in own
    assert "/formations/sessions/" not in others
    assert "Commune 1" in others
