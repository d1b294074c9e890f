"""A digest is made once, costs little, and is seen in the registers, whatever its worker’s nights off."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import audit, clock, digests, outbox, registers, retention, tasks
from foundation.clock import PARIS
from foundation.models import OutboxMessage
from foundation.workcalendar import next_digest
from network.roles import Role
from tests.factories import CommuneFactory, person_as
from tests.foundation.families import MORNING, check, family, left, made, noon, reader, told
from tests.foundation.trials import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]
__all__ = ["family", "noon"]


# --- once ------------------------------------------------------------------------------------------------------------


def test_asked_again_nothing_is_made_nor_told_twice(noon):
    told(reader())

    assert (made(), made()) == (1, 0)
    assert len(left()) == 1
    assert outbox.send_due(MORNING + timedelta(days=1)) == 0


def test_the_same_message_asked_again_is_not_told_again(noon):
    person, commune = reader(), CommuneFactory()
    told(person, about=commune)
    made()

    told(person, about=commune)

    assert made(MORNING + timedelta(days=1)) == 0


def test_what_comes_too_late_for_a_digest_is_in_the_next_one(noon):
    person = reader()
    told(person, lines=["À temps."])
    made()
    late = told(person, lines=["Trop tard."])  # its transaction began before eight and ended after

    assert made() == 0
    late.refresh_from_db()
    assert late.digest_at == datetime(2026, 11, 26, 8, tzinfo=PARIS)
    assert ["Trop tard." in one.body for one in left(late.digest_at)] == [False, True]


def test_a_worker_that_was_off_for_days_makes_one_digest_of_all(noon):
    person = reader()
    told(person)
    with clock.frozen_at(NOON + timedelta(days=2)):
        told(person)

    [digest] = left(datetime(2026, 12, 1, 15, tzinfo=PARIS))

    assert digest.subject == "Votre résumé du mardi 1er décembre : 2 nouvelles"


def test_who_is_left_for_the_next_round_is_not_forgotten(noon, monkeypatch):
    for _ in range(3):
        told(reader())
    with clock.frozen_at(MORNING):
        assert [digests.make_due(limit=2) for _ in range(3)] == [2, 1, 0]
    assert OutboxMessage.objects.filter(kind=digests.KIND).count() == 3


def test_the_worker_makes_them(noon):
    told(reader())
    with clock.frozen_at(MORNING):
        tasks.make_digests()
    assert OutboxMessage.objects.filter(kind=digests.KIND).exists()


def test_the_database_refuses_a_message_told_in_a_digest_and_sent(noon):
    kept = told(reader())
    made()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(pk=kept.pk).update(sent_at=MORNING)


# --- what it costs, and what is seen of it ---------------------------------------------------------------------------


def test_making_digests_costs_the_same_few_queries_for_each_reader_however_much_they_are_told(monkeypatch):
    check(monkeypatch, lambda message: "" if message.about.name else "sans nom")
    communes = CommuneFactory.create_batch(5)
    costs = []
    for day, (readers, messages) in enumerate([(1, 1), (100, 1), (1, 5), (100, 5)]):
        moment = datetime(2026, 11, 23 + day, 12, tzinfo=PARIS)
        with clock.frozen_at(moment):
            for person in [reader() for _ in range(readers)]:
                for commune in communes[:messages]:
                    told(person, about=commune)
        with clock.frozen_at(next_digest(moment)), CaptureQueriesContext(connection) as asked:
            assert digests.make_due() == readers
        costs.append(len(asked))

    one, hundred, one_of_five, hundred_of_five = costs
    assert (one, hundred) == (one_of_five, hundred_of_five)
    each = (hundred - one) / 99
    assert each == int(each)
    assert each <= 20, each


def test_the_registers_say_where_a_message_is(noon):
    kept = told(reader())
    assert registers.message_state(kept) == ("gardé pour un résumé", "info")
    left()
    kept.refresh_from_db()
    assert registers.message_state(kept) == ("envoyé, dans un résumé", "ok")
    kept.carried_by.sent_at, kept.carried_by.dead_at = None, MORNING
    assert registers.message_state(kept) == ("abandonné, dans un résumé", "late")


def test_what_was_told_in_a_digest_is_erased_with_it(noon):
    kept = told(reader())
    left()

    retention.RETENTION["mails"].apply(MORNING + timedelta(days=1))

    kept.refresh_from_db()
    assert (kept.text, kept.carried_by.text) == (retention.ERASED, retention.ERASED)


def test_what_it_tells_is_found_in_the_life_of_each_object_and_not_in_its_reader_s(noon):
    commune, person, coordinator = CommuneFactory(), reader(), person_as(Role.COORDINATOR)
    told(person, about=commune, subject="Une affaire")
    left()

    [event] = [one for one in audit.life(commune, coordinator) if "écri" in one.what]

    assert event.what == f"a écrit à {person} dans un résumé : « Une affaire »"
    assert [one.what for one in audit.life(person, coordinator) if "résumé" in one.what] == []


def test_the_register_shows_what_is_kept_for_a_digest_and_leads_to_the_digest_that_told_it(noon, client):
    client.force_login(person_as(Role.ADMINISTRATOR))
    kept = told(reader())
    page = client.get(kept.get_absolute_url()).text
    assert "Gardé pour le résumé" in page
    assert "Prochain essai" not in page
    left()
    kept.refresh_from_db()

    page = client.get(kept.get_absolute_url()).text

    assert "envoyé, dans un résumé" in page
    assert f'href="{kept.carried_by.get_absolute_url()}"' in page
    assert "Prochain essai" not in page
    told_there = client.get(reverse("foundation:outbox"), {"state": "carried"}).text
    assert f'href="{kept.get_absolute_url()}"' in told_there
    assert f'href="{kept.carried_by.get_absolute_url()}"' not in told_there
