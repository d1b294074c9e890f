"""What a killed or doubled worker does to a digest: its reader is told everything once."""

import signal

import pytest
from django.core import mail

from foundation import clock, digests, outbox
from foundation.models import OutboxMessage
from tests.factories import CommuneFactory
from tests.foundation.families import MORNING, family, reader, told
from tests.foundation.processes import environment, run_python, start_python
from tests.foundation.trials import NOON

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("family")]
__all__ = ["family"]

MAKE = """
    from foundation import clock, digests
    with clock.frozen_at("2026-11-25T08:00"):
        print(digests.make_due())
"""
MAKE_AND_DIE_BEFORE_THE_COMMIT = """
    import os, signal
    from django.db import transaction
    from foundation import clock, digests
    with clock.frozen_at("2026-11-25T08:00"), transaction.atomic():
        assert digests.make_due() == 1
        os.kill(os.getpid(), signal.SIGKILL)
"""
MAKE_AND_DIE_AFTER_THE_COMMIT = """
    import os, signal
    from django.db import transaction
    from foundation import clock, digests
    with clock.frozen_at("2026-11-25T08:00"), transaction.atomic():
        transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
        digests.make_due()
"""


def keep(count: int, to=None) -> None:
    """Messages kept for the digest of one reader."""
    person, commune = to or reader(), CommuneFactory()
    with clock.frozen_at(NOON):
        for number in range(count):
            assert told(person, about=commune, due_key=str(number))


def received() -> list[str]:
    """The subjects of what leaves that morning."""
    with clock.frozen_at(MORNING):
        outbox.send_due()
    return [one.subject for one in mail.outbox]


@pytest.mark.parametrize(
    ("killed", "left_to_make"), [(MAKE_AND_DIE_BEFORE_THE_COMMIT, "1"), (MAKE_AND_DIE_AFTER_THE_COMMIT, "0")]
)
def test_a_worker_killed_around_its_commit_costs_no_news_and_repeats_none(killed, left_to_make, tmp_path):
    keep(4)
    env = environment(tmp_path)
    run_python(killed, env, code_of_exit=-signal.SIGKILL)

    assert run_python(MAKE, env) == left_to_make
    assert run_python(MAKE, env) == "0"
    assert OutboxMessage.objects.carried().count() == 4
    assert received() == ["Votre résumé du mercredi 25 novembre : 4 nouvelles"]


def test_two_workers_at_once_make_each_digest_once(tmp_path):
    for _ in range(10):
        keep(3)
    env = environment(tmp_path)
    workers = [start_python(MAKE, env) for _ in range(2)]

    counts = [int(worker.communicate(timeout=60)[0]) for worker in workers]

    assert sum(counts) == 10
    assert OutboxMessage.objects.filter(kind=digests.KIND).count() == 10
    assert OutboxMessage.objects.carried().count() == 30
    assert received() == ["Votre résumé du mercredi 25 novembre : 3 nouvelles"] * 10


def test_news_written_while_a_digest_is_made_is_told_once(tmp_path):
    person = reader()
    keep(3, to=person)
    env = environment(tmp_path)
    worker = start_python(MAKE, env)
    for number in range(20):
        with clock.frozen_at(NOON):  # as a transaction begun before eight
            told(person, due_key=f"late {number}")
    worker.communicate(timeout=60)

    with clock.frozen_at(MORNING):
        digests.make_due()
    first = received()
    with clock.frozen_at("2026-11-26T08:00") as thursday:
        digests.make_due()
        outbox.send_due(thursday)

    assert len(first) == 1
    told_in_all = sum(int(one.subject.split()[-2]) for one in mail.outbox)
    assert told_in_all == OutboxMessage.objects.carried().count() == 23
