"""Two people at the same moment: of two conventions that overlap, one is frozen; numbers have no gap and no double."""

import threading
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from convention import generation, path
from convention.follow_up import FOLLOW_UP
from convention.models import Convention
from convention.states import State
from foundation.imports.applying import apply_lines, gather
from foundation.imports.undoing import undo_lines
from foundation.models import JobLine
from foundation.versions import version_of
from foundation.workflow import Refused
from network.models import Commune
from network.roles import Role
from tests.at_once import at_once
from tests.convention.factories import ConventionFactory, ModelVersionFactory, convention_in, printed, territory
from tests.convention.follow_up_files import brought, line
from tests.factories import CommuneFactory, PresidentMandateFactory, UrbanCommunityFactory, person_as
from tests.foundation.import_kinds import confirm

START = date(2027, 1, 1)


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_undone", [False, True])
def test_a_follow_up_and_a_mandate_never_wait_for_each_other(is_undone, monkeypatch):
    """The file names the communes in the reverse of their keys; whoever moves a mandate holds all of them."""
    territory()
    first, second = CommuneFactory(name="Achères", insee="78001"), CommuneFactory(name="Poissy", insee="78002")
    by = person_as(Role.COORDINATOR)
    in_file_order = [first.name, second.name] if is_undone else [second.name, first.name]  # undone last first
    batch = brought(by, *(line(name) for name in in_file_order))
    if is_undone:
        confirm(batch, by)
    is_holding, is_asked = threading.Event(), threading.Event()

    @contextmanager
    def slowly(commune_id):
        with alone_in(commune_id):
            is_holding.set()
            is_asked.wait(timeout=1.5)  # the other, that waits for a commune, asks for it meanwhile
            yield

    alone_in = path.alone_in
    monkeypatch.setattr(path, "alone_in", slowly)

    def take_over():
        numbers = [one.number for one in batch.lines.all()]
        with transaction.atomic():
            if is_undone:
                return undo_lines(batch, FOLLOW_UP, min(numbers), max(numbers), by)
            chunk = gather(batch, FOLLOW_UP, min(numbers), max(numbers))
            return apply_lines(batch, chunk, min(numbers), max(numbers), by)

    def move():
        assert is_holding.wait(timeout=20)
        with transaction.atomic():
            Commune.objects.hold()
        is_asked.set()
        return "moved"

    done, moved = at_once(take_over, move)

    assert (done, moved) == ({"undone": 2, "left": 0, "failed": 0} if is_undone else {"CREATE": 2}, "moved")


@pytest.mark.django_db(transaction=True)
def test_a_mandate_waits_for_the_validation_under_way_and_then_sees_it():
    """The mandate would revive a convention that the other person’s validation takes for one that never begins."""
    UrbanCommunityFactory()
    PresidentMandateFactory(starts_on=date(2021, 4, 1), estimated_end=date(2026, 6, 30))
    mandate = PresidentMandateFactory(starts_on=START, estimated_end=date(2033, 3, 31))
    never_begun = convention_in(State.NOTIFIED, starts_on=date(2026, 9, 1))
    draft = printed(ConventionFactory(commune=never_begun.commune, starts_on=START))
    by, browser = person_as(Role.COORDINATOR), Client()
    browser.force_login(by)
    is_validated, is_asked = threading.Event(), threading.Event()

    def validate():
        with path.alone_in(draft.commune_id):
            path.validate(draft, by=by)
            is_validated.set()
            is_asked.wait(timeout=1.5)  # not yet committed: the other must wait, and sets this only if it does not

    def move():
        assert is_validated.wait(timeout=20)
        facts = {"title": mandate.title, "president": mandate.president, "estimated_end": "2033-03-31"}
        facts |= {"starts_on": "2026-07-01", "actual_end": "", "form_version": version_of(mandate)}
        answer = browser.post(reverse("network:edit_mandate", args=[mandate.pk]), facts)
        is_asked.set()
        return answer.status_code, answer.content.decode()

    _, (status, page) = at_once(validate, move)

    assert status == 422
    assert f"alors que {draft.number} commence" in page.replace("\u00a0", " ")
    mandate.refresh_from_db()
    assert mandate.starts_on == START
