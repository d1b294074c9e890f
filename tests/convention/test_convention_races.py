"""Two people at the same moment: of two conventions that overlap, one is frozen; numbers have no gap and no double."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from convention import generation, path
from convention.models import Convention
from convention.states import State
from foundation.models import JobLine
from foundation.workflow import Refused
from network.roles import Role
from tests.convention.factories import ConventionFactory, ModelVersionFactory, printed, territory
from tests.factories import CommuneFactory, person_as

START = date(2027, 1, 1)


def at_once(*attempts) -> list[object]:
    """What each gives back, or its refusal, when all begin together, each on its own connection."""
    barrier = threading.Barrier(len(attempts))
    outcomes: list[object] = [None] * len(attempts)

    def run(index, attempt):
        barrier.wait(timeout=10)
        try:
            outcomes[index] = attempt()
        except Refused as refusal:
            outcomes[index] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_of_two_overlapping_drafts_validated_together_one_is_frozen(attempt):
    territory()
    by = person_as(Role.COORDINATOR)
    first = printed(ConventionFactory(starts_on=START))
    second = printed(ConventionFactory(commune=first.commune, starts_on=START + timedelta(days=30)))

    outcomes = at_once(lambda: path.validate(first, by=by), lambda: path.validate(second, by=by))

    refusals = [one for one in outcomes if isinstance(one, Refused)]
    assert len(refusals) == 1
    assert "une date d’effet hors de la convention" in refusals[0].message
    assert Convention.objects.filter(state=State.VALIDATED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_jobs_for_one_commune_make_one_convention_and_no_gap():
    territory()
    by = person_as(Role.COORDINATOR)
    wish = generation.Wish(ModelVersionFactory(), START, {"hebergeur": "Nacelle"})
    communes = [CommuneFactory(), CommuneFactory()]
    jobs = [generation.launch(wish, communes, by=by, once_key=key) for key in ("a", "b")]
    lines = [line for job in jobs for line in job.lines.all()]
    values = {line.pk: generation.render_one(line.job, line) for line in lines}

    outcomes = at_once(*(lambda line=line: generation.create_one(line.job, line, values[line.pk]) for line in lines))

    assert sorted(one.status for one in outcomes) == [JobLine.Status.DONE] * 2 + [JobLine.Status.SKIPPED] * 2
    assert sorted(Convention.objects.values_list("commune", flat=True)) == sorted(one.pk for one in communes)
    numbers = [int(number[-4:]) for number in Convention.objects.order_by("number").values_list("number", flat=True)]
    assert numbers == [1, 2]
