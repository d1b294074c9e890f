"""What a killed or doubled worker does to the mail: nothing that anyone receives (issue: sent exactly once)."""

import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation import outbox
from foundation.models import OutboxMessage
from tests.factories import CommuneFactory
from tests.foundation.mail_server import mail_server
from tests.foundation.processes import environment, run_python, start_python

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

SEND = "from foundation import outbox; print(outbox.send_due())"
WRITE_AND_DIE = """
    import os, signal
    from django.db import transaction
    from foundation import outbox
    from network.models import Commune
    with transaction.atomic():
        transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
        outbox.write("trial", about=Commune.objects.get(), to="camille@demo.example", subject="Une affaire",
                     template="trial", context={"matter": "essai"})
"""


@pytest.fixture
def server():
    with mail_server() as running:
        yield running


@pytest.fixture
def env(server, tmp_path):
    return environment(tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{server.server_address[1]}")


def write(count: int) -> None:
    commune = CommuneFactory()
    for number in range(count):
        outbox.write(
            "trial",
            about=commune,
            to=f"personne{number}@demo.example",
            subject="Une affaire",
            template="trial",
            context={"matter": "essai"},
        )


def test_a_worker_killed_between_commit_and_sending_sends_exactly_once_after_restart(server, env):
    CommuneFactory()
    run_python(WRITE_AND_DIE, env, code_of_exit=-signal.SIGKILL)
    assert server.taken == []

    assert run_python(SEND, env) == "1"
    assert run_python(SEND, env) == "0"
    assert [taken["To"] for taken in server.taken] == ["camille@demo.example"]


def test_a_worker_killed_while_it_talks_to_the_server_leaves_a_message_that_leaves_once(server, env):
    write(1)
    server.may_greet.clear()
    killed = start_python(SEND, env)
    assert server.is_called.wait(30)
    killed.kill()
    killed.communicate()
    server.may_greet.set()

    assert run_python(SEND, env) == "0"  # the lease of the dead is still respected
    OutboxMessage.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert run_python(SEND, env) == "1"
    assert len(server.taken) == 1
    assert OutboxMessage.objects.get().attempts == 2


def test_two_senders_at_once_share_the_messages_and_send_each_once(server, env):
    write(30)
    server.may_greet.clear()
    senders = [start_python(SEND, env) for _ in range(2)]
    assert server.is_called.wait(30)
    server.may_greet.set()

    counts = [int(sender.communicate(timeout=60)[0]) for sender in senders]

    assert sum(counts) == 30
    assert sorted(taken["To"] for taken in server.taken) == sorted(f"personne{n}@demo.example" for n in range(30))
