"""Messages are wake-ups: sent after the commit, by names that exist, and of no consequence when they are lost."""

from threading import Thread

import pytest
from django.core import mail
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerAway

from config.celery import app
from foundation import clock, jobs, outbox, reminders, tasks, wakeups
from foundation.models import Job, OutboxMessage
from foundation.reminders import Ladder
from tests.factories import CommuneFactory, PersonFactory
from tests.worker_app import work


@pytest.fixture
def messages():
    """What waits on the broker, read once: a list of (task, arguments)."""

    def read() -> list[tuple[str, list]]:
        found = []
        with app.connection_for_write() as connection, connection.SimpleQueue("celery") as queue:
            while queue.qsize():
                message = queue.get()
                message.ack()
                found.append((message.headers["task"].rpartition(".")[2], list(message.payload[0])))
        return found

    read()
    return read


def write(**changes):
    facts = {"about": CommuneFactory(), "to": "camille@demo.example", "subject": "s", "template": "trial"}
    return outbox.write("trial", context={"matter": "essai"}, **(facts | changes))


def start(lines: int) -> Job:
    return jobs.start("trial.count", label="Essai", lines=[(n, str(n)) for n in range(lines)], by=PersonFactory())


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_woken_after_the_commit_and_not_before(messages):
    with transaction.atomic():
        write()
        assert messages() == []
    assert messages() == [("send_outbox", [])]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_woken_for_what_was_undone(messages):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert messages() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lines", "woken"), [(0, 1), (1, 1), (3, 3), (4, 4), (73, 4)])
def test_a_job_wakes_one_worker_per_line_and_four_at_most(messages, lines, woken):
    job = start(lines)

    assert messages() == [("run_job", [job.pk, 0])] * woken


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_is_not_the_error_of_who_asked(monkeypatch):
    def away(*args, **kwargs):
        raise BrokerAway("nobody listens")

    monkeypatch.setattr(app, "send_task", away)

    write()

    assert outbox.send_due() == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_longer_than_a_slice_asks_to_go_on(messages, monkeypatch):
    monkeypatch.setattr(tasks, "SLICE", work.LASTS * 0)
    job = start(2)
    messages()

    tasks.run_job(job.pk, 0)
    assert messages() == [("run_job", [job.pk, 0])]
    tasks.run_job(job.pk, 0)
    tasks.run_job(job.pk, 0)

    job.refresh_from_db()
    assert job.outcome == Job.Outcome.DONE


@pytest.mark.django_db(transaction=True)
def test_more_mails_than_one_task_sends_are_left_to_the_next(messages, monkeypatch):
    monkeypatch.setattr(tasks, "MAILS_AT_ONCE", 2)
    for number in range(3):
        write(to=f"personne{number}@demo.example")
    messages()

    tasks.send_outbox()
    assert (len(mail.outbox), messages()) == (2, [("send_outbox", [])])
    tasks.send_outbox()
    assert (len(mail.outbox), messages()) == (3, [])


@pytest.mark.django_db
def test_the_sweep_wakes_workers_for_a_job_left_behind():
    start(1)
    Job.objects.update(leased_until=None)

    tasks.sweep_jobs()

    assert Job.objects.get().attempts == 1


@pytest.mark.django_db
def test_reminders_are_planned_for_today(monkeypatch):
    days = []
    ladder = Ladder("trial", rungs=lambda: [0], due=lambda today: days.append(today) or [], make=lambda *what: None)
    monkeypatch.setattr(reminders, "ladders", {"trial": ladder})

    with clock.frozen_at("2027-03-12"):
        tasks.plan_reminders()
        assert days == [clock.today()]
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("name", ["send_outbox", "run_job", "sweep_jobs", "plan_reminders"])
def test_every_task_is_known_by_the_name_that_wakes_it(name):
    assert f"foundation.tasks.{name}" in app.tasks


def test_the_clock_ticks_for_tasks_that_exist_and_a_late_tick_is_thrown_away():
    app.loader.import_default_modules()  # as a worker does when it starts
    assert app.conf.beat_schedule
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] == entry["schedule"].total_seconds()


def test_the_thread_of_a_web_server_wakes_the_worker_of_the_product():
    seen = []

    thread = Thread(target=lambda: seen.append(wakeups.current_app.main))
    thread.start()
    thread.join()

    assert seen == [app.main]


@pytest.mark.django_db
def test_what_the_start_wakes_is_a_task_by_its_whole_name(monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(app, "send_task", lambda name, **options: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        for entry in app.conf.beat_schedule.values():
            wakeups.wake(entry["task"])
        wakeups.wake("send_outbox")
    app.loader.import_default_modules()
    assert set(sent) <= set(app.tasks)
    assert "training.tasks.settle_seats" in sent
