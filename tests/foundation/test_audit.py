"""The life of an object: everything that happened, once, in French; and what was true on a day."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import audit, clock, registry
from foundation.documents import keep
from foundation.history import Told
from foundation.models import OutboxMessage, StoredDocument, Transition
from foundation.workflow import perform
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory
from tests.workflow_app.models import Demand

pytestmark = pytest.mark.django_db


@pytest.fixture
def demand() -> Demand:
    with clock.frozen_at("2026-11-01"):
        return DemandFactory(title="Rayon")


def change(demand, when, *, by=None, reason="", **fields) -> None:
    """Save these fields that day, as this person."""
    fresh = Demand.objects.get(pk=demand.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh._history_user, fresh._change_reason = by or demand.owner, reason or None
    with clock.frozen_at(when):
        fresh.save()


def mail(demand, **fields) -> OutboxMessage:
    given = {"kind": "avis", "to_email": "a@demo.example", "subject": "Votre demande", "text": "…"}
    return OutboxMessage.objects.create(about=demand, **{**given, "due_at": clock.now(), **fields})


def told(demand) -> list[tuple[str, str, list[str]]]:
    """Who did what, and what it changed, newest first."""
    return [(event.who, event.what, [str(one) for one in event.changes]) for event in audit.life(demand, demand.owner)]


# --- field by field ------------------------------------------------------------------------------------------------


def test_a_change_is_told_field_by_field_in_french(demand):
    change(demand, "2026-11-22", starts_on=date(2027, 3, 1), urgency="HIGH", is_secret=True, hours=1250)

    assert told(demand)[0] == (
        str(demand.owner),
        "a reporté la demande",
        [
            "date d’effet\u00a0: 1er mars 2027 (avant\u00a0: 1er janvier 2027)",
            "heures\u00a0: 1\u00a0250",
            "urgence\u00a0: haute (avant\u00a0: basse)",
            "confidentielle\u00a0: Oui (avant\u00a0: Non)",
        ],
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, 3, "heures\u00a0: 3"),
        (3, None, "heures\u00a0: sans valeur (avant\u00a0: 3)"),
        (3, 0, "heures\u00a0: 0 (avant\u00a0: 3)"),
        (0, 3, "heures\u00a0: 3 (avant\u00a0: 0)"),
    ],
)
def test_a_former_value_is_told_only_when_there_was_one(demand, before, after, expected):
    change(demand, "2026-11-22", hours=before)
    change(demand, "2026-11-23", hours=after)

    assert told(demand)[0][2] == [expected]


def test_a_person_is_told_by_name_even_deleted(demand):
    former, other = demand.owner, PersonFactory(first_name="Dominique", last_name="Exemple")
    change(demand, "2026-11-22", owner=other, by=other)
    former_name = str(former)

    assert told(demand)[0][2] == [f"propriétaire\u00a0: Dominique Exemple (avant\u00a0: {former_name})"]
    former.delete()
    assert told(demand)[0][2] == ["propriétaire\u00a0: Dominique Exemple (avant\u00a0: supprimé)"]


def test_a_save_that_changes_nothing_is_not_an_event(demand):
    change(demand, "2026-11-22")

    assert [what for _, what, _ in told(demand)] == ["a créé la demande"]


def test_a_save_without_a_change_but_with_a_reason_is_one(demand):
    change(demand, "2026-11-22", reason="Relue")

    event = audit.life(demand, demand.owner)[0]
    assert (event.what, event.reason, event.changes) == ("a modifié la demande", "Relue", ())


def test_a_long_text_is_cut(demand):
    change(demand, "2026-11-22", title="mot " * 20)
    Demand.history.filter(title__startswith="mot").update(title="x" * 80)

    assert told(demand)[0][2] == [f"titre\u00a0: {'x' * 80} (avant\u00a0: Rayon)"]


# --- everything, once ----------------------------------------------------------------------------------------------


def test_a_transition_and_its_history_row_are_one_event(demand):
    with clock.frozen_at("2026-11-22T14:05") as now:
        perform(demand.send, by=demand.owner, reason="Demandé en comité", sent_on=date(2026, 11, 22))

    event = audit.life(demand, demand.owner)[0]

    assert (event.at, event.who, event.what) == (now, str(demand.owner), "a envoyé la demande")
    assert event.reason == "Demandé en comité"
    assert [str(one) for one in event.changes] == ["envoyée le 22 novembre 2026"]
    assert len(audit.life(demand, demand.owner)) == 2


def test_the_system_has_a_name(demand):
    with clock.frozen_at("2026-11-22"):
        perform(demand.close, by=None)

    assert told(demand)[0] == ("Maillage", "a clos la demande", [])


def test_mails_are_told_with_their_fate(demand):
    person = PersonFactory(first_name="Dominique", last_name="Exemple")
    with clock.frozen_at("2026-11-22"):
        now = clock.now()
        mail(demand, recipient=person, sent_at=now, due_key="1")
        mail(demand, dead_at=now + timedelta(hours=1), due_key="2")
        mail(demand, due_at=now + timedelta(hours=2), due_key="3")

    planned, dead, sent = audit.life(demand, demand.owner)[:3]

    assert (sent.what, sent.kind) == ("a écrit à Dominique Exemple : « Votre demande »", "")
    assert (dead.what, dead.kind) == ("n’a pas pu écrire à a@demo.example : « Votre demande »", "late")
    assert (planned.what, planned.kind) == ("doit écrire à a@demo.example : « Votre demande »", "planned")


def test_documents_are_told_with_their_address(demand):
    with clock.frozen_at("2026-11-22"):
        document = keep(
            b"%PDF-1.7\n%%EOF\n",
            name="acte.pdf",
            about=demand,
            by=demand.owner,
            origin=StoredDocument.Origin.PRODUCED,
            title="Acte",
        )

    event = audit.life(demand, demand.owner)[0]

    assert (event.who, event.what) == (str(demand.owner), "a produit « Acte »")
    assert event.links == [("acte.pdf", reverse("foundation:document", args=[document.key]))]


@pytest.mark.parametrize("made", ["2026-11-22T11:59:59", "2026-11-22T12:00"])
def test_what_is_printed_for_what_is_being_created_is_told_after_it(made):
    with clock.frozen_at("2026-11-22T12:00"):
        created = DemandFactory()
    with clock.frozen_at(made):
        keep(b"%PDF-1.7\n%%EOF\n", name="piece.pdf", about=created, title="Le PDF")

    told = [event.what for event in audit.life(created, created.owner)]

    assert told[0].endswith("« Le PDF »")
    assert len(told) == 2


def test_higher_apps_contribute_their_own_events(demand, monkeypatch):
    monkeypatch.setattr(registry.life, "contributions", {})
    with clock.frozen_at("2026-12-01") as then:
        registry.life.add("essai", lambda obj: [audit.Event(then, "Comité", f"a examiné {obj}")])

    assert told(demand)[0] == ("Comité", "a examiné Rayon", [])


def test_the_life_of_another_object_is_not_told(demand):
    other = DemandFactory(title="Autre")
    change(other, "2026-11-22", title="Changée")
    mail(other)

    assert [what for _, what, _ in told(demand)] == ["a créé la demande"]


@pytest.mark.parametrize("times", [1, 6])
def test_the_queries_do_not_grow_with_the_life(demand, times):
    for n in range(times):
        change(demand, f"2026-11-{n + 2:02}", owner=PersonFactory(), hours=n + 1)
        mail(demand, recipient=PersonFactory(), due_key=str(n))

    with CaptureQueriesContext(connection) as asked:
        assert len(audit.life(demand, demand.owner)) == 1 + 2 * times

    assert len(asked) == 5  # history, names of owners, transitions, mails, documents


# --- what was true -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-10-31", None),
        ("2026-11-01", "Rayon"),
        ("2026-11-21", "Rayon"),
        ("2026-11-22", "Le soir"),
        ("2026-11-23", "Le soir"),
        ("2026-12-24", "Le soir"),
        ("2026-12-25", None),
    ],
)
def test_what_was_true_is_what_stood_at_the_end_of_that_day(demand, on, expected):
    change(demand, "2026-11-22T09:00", title="Le matin")
    change(demand, "2026-11-22T23:59", title="Le soir")
    with clock.frozen_at("2026-12-25T00:00"):
        Demand.objects.get(pk=demand.pk).delete()

    rows = audit.as_of(Demand, date.fromisoformat(on))

    assert [row.title for row in rows] == ([expected] if expected else [])


def test_two_saves_at_the_same_moment_leave_one_truth_the_last(demand):
    change(demand, "2026-11-22T09:00", title="Un")
    change(demand, "2026-11-22T09:00", title="Deux")

    assert [row.title for row in audit.as_of(Demand, date(2026, 11, 22))] == ["Deux"]


def test_what_was_true_is_asked_of_all_objects_at_once(demand, django_assert_num_queries):
    with clock.frozen_at("2026-11-10"):
        DemandFactory.create_batch(3)

    with django_assert_num_queries(2):
        assert len(audit.as_of(Demand, date(2026, 11, 9))) == 1
        assert len(audit.as_of(Demand, date(2026, 11, 10))) == 4


def test_a_transition_that_the_model_has_no_more_keeps_its_name(demand):
    perform(demand.send, by=demand.owner, sent_on=date(2026, 11, 22))
    Transition.objects.update(name="former", label="Expédier")

    assert told(demand)[0][1] == "a fait « Expédier »"


def test_what_a_field_means_is_told_by_its_deed_given_or_taken_back(demand):
    change(demand, "2026-11-22", starts_on=None)
    change(demand, "2026-11-23", title="Autre")

    assert [what for _, what, _ in told(demand)] == [
        "a modifié la demande",
        "a retiré la date d’effet",
        "a créé la demande",
    ]


def test_a_value_in_place_of_another_has_its_own_words_once_where_the_model_gives_some(demand, monkeypatch):
    words = ("a donné un chiffre", "a retiré un chiffre", "a corrigé les chiffres")
    monkeypatch.setattr(Demand, "told", Told(deeds={"hours": words, "starts_on": words}))
    change(demand, "2026-11-21", hours=2)
    change(demand, "2026-11-22", hours=3, starts_on=date(2027, 3, 1))
    change(demand, "2026-11-23", hours=None)

    assert [what for _, what, _ in told(demand)][:3] == [
        "a retiré un chiffre",
        "a corrigé les chiffres",
        "a donné un chiffre",
    ]


# --- the page ------------------------------------------------------------------------------------------------------


def page(client, demand, query="", person=None):
    client.force_login(person or demand.owner)
    return client.get(reverse("foundation:life", args=["workflow_app", "demand", demand.pk]) + query)


def test_the_page_tells_the_life_and_todays_facts(client, demand):
    change(demand, "2026-11-22", starts_on=date(2027, 3, 1), reason="Reportée")

    text = page(client, demand).text

    assert "<h1>Historique</h1>" in text
    assert "Demande Rayon" in text
    assert "Motif\u00a0: Reportée\nDate d’effet\u00a0: 1er mars 2027 (avant\u00a0: 1er janvier 2027)" in text
    assert "<dt>Date d’effet</dt><dd>1er mars 2027</dd>" in text


def test_the_page_tells_the_facts_of_a_day(client, demand):
    change(demand, "2026-11-22", starts_on=date(2027, 3, 1))

    assert "<dd>1er janvier 2027</dd>" in page(client, demand, "?au=2026-11-21").text
    assert "<dd>1er mars 2027</dd>" in page(client, demand, "?au=2026-11-22").text
    assert "n’existait pas encore ce jour-là" in page(client, demand, "?au=2026-10-31").text


def test_the_page_groups_what_had_no_value_and_says_what_is_computed_of_that_day(client, demand, monkeypatch):
    monkeypatch.setattr(registry.truths, "contributions", {})
    registry.truths.add("essai", lambda was, on: [("Prise d’effet", f"{was.starts_on:%Y}, vue le {on:%d/%m}")])
    change(demand, "2026-11-22", starts_on=date(2028, 3, 1))

    text = page(client, demand, "?au=2026-11-21").text

    assert "<dt>Prise d’effet</dt><dd>2027, vue le 21/11</dd>" in text
    assert "Sans valeur ce jour-là\u00a0: envoyée le et heures." in text
    assert "<dt>Heures</dt>" not in text
    assert "<dd>Non</dd>" in text


@pytest.mark.parametrize("asked", ["hier", "2026-02-31", "31/12/2026", "9999-12-31", "10000-01-01", "0000-01-01"])
def test_a_day_that_does_not_exist_is_told(client, demand, asked):
    response = page(client, demand, f"?au={asked}")

    assert response.status_code == 200
    assert "Ce jour n’existe pas" in response.text


@pytest.mark.parametrize(("asked", "told"), [("0001-01-01", "n’existait pas"), ("9999-12-30", "1er janvier 2027")])
def test_the_first_and_the_last_day_that_can_be_asked_are_read(client, demand, asked, told):
    response = page(client, demand, f"?au={asked}")

    assert "Ce jour n’existe pas" not in response.text
    assert told in response.text


def test_the_page_of_a_person_shows_no_password(client):
    person = PersonFactory()
    person.set_password("mot-de-passe-d-essai")
    person.save()
    client.force_login(person)

    text = client.get(reverse("foundation:life", args=["network", "person", person.pk])).text

    assert person.email in text
    assert person.password not in text
    assert "<dt>Mot de passe</dt>" not in text


def test_a_stranger_finds_nothing(client, demand):
    own, others = page(client, demand), page(client, demand, person=PersonFactory())

    assert (own.status_code, demand.title in own.text) == (200, True)
    assert (others.status_code, demand.title in others.text) == (404, False)


@pytest.mark.parametrize(
    "address",
    [
        ("workflow_app", "demand", 999_999),
        ("workflow_app", "nothing", 1),
        ("nowhere", "demand", 1),
        ("sessions", "session", 1),
        ("foundation", "sequence", 1),
        ("auth", "permission", 1),
        ("auth", "user", 1),  # another model takes its place
    ],
)
def test_what_is_not_there_or_says_not_who_may_see_it_is_absent(client, demand, address):
    client.force_login(demand.owner)

    assert client.get(reverse("foundation:life", args=address)).status_code == 404
