"""The life of a convention: each line a sentence, and what was true of it on a day."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from convention import path
from convention.models import Convention
from convention.states import Holder, State
from foundation import audit, clock
from network.models import PresidentMandate
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, printed, small_pdf, territory
from tests.factories import person_as

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def _territory(db) -> None:
    territory()


@pytest.fixture
def coordinator(db):
    return person_as(Role.COORDINATOR, first_name="Camille", last_name="Durand")


def sentences(convention) -> list[str]:
    """The lines of the life, oldest first, with ordinary spaces."""
    entries = reversed([event.entry for event in audit.life(convention, convention.created_by)])
    return [f"{entry.who} {entry.what}.".replace(NBSP, " ") for entry in entries]


def notified_without_mandate() -> Convention:
    """A convention that nothing but its two years ends."""
    with clock.frozen_at("2026-11-20"):
        convention = convention_in(State.NOTIFIED, starts_on=date(2027, 1, 1))
        PresidentMandate.objects.all().delete()
    return convention


def signed(convention, by) -> Convention:
    """Brought from its PDF to its scan, as the coordination does."""
    convention = path.send(path.validate(convention, by=by), by=by)
    today = clock.today()
    convention = path.record_signatures(convention, by=by, mayor_signed_on=today, president_signed_on=today)
    path.add_scan(convention, by=by, file=ContentFile(small_pdf(), name="scan.pdf"))
    return Convention.objects.get()


def test_each_step_is_told_as_a_sentence_with_a_verb(coordinator):
    with clock.frozen_at("2026-11-22"):
        path.notify(signed(printed(ConventionFactory()), coordinator), by=coordinator, notified_on=clock.today())

    told = sentences(Convention.objects.get())

    for deed in (
        "a validé le texte",
        "a envoyé la convention en signature",
        "a ouvert le suivi de l’exemplaire n° 1, Communauté : il est au SCLP",
        "a noté la signature du Maire et la signature du Président",
        "a constaté que les deux parties ont signé",
        "a déposé la convention signée",
        "a notifié la convention à la commune",
    ):
        assert f"Camille Durand {deed}." in told


def test_a_day_is_told_once_on_each_line_and_another_day_is_told_too(coordinator):
    with clock.frozen_at("2026-11-22"):
        sent = path.send(path.validate(printed(ConventionFactory()), by=coordinator), by=coordinator)
    with clock.frozen_at("2026-11-26"):
        days = {"mayor_signed_on": date(2026, 11, 24), "president_signed_on": date(2026, 11, 26)}
        path.record_signatures(sent, by=coordinator, **days)
        path.move_original(
            sent.originals.get(number=1), by=coordinator, holder=Holder.ARCHIVES, since=date(2026, 11, 25)
        )

    told = {event.what: event.entry for event in audit.life(Convention.objects.get(), coordinator)}
    moves = [what for what in told if "l’exemplaire n° 1" in what.replace(NBSP, " ")]

    assert told["a validé le texte"].body == told["a envoyé la convention en signature"].body == ""
    signatures = told["a noté la signature du Maire et la signature du Président"].body
    assert signatures.replace(NBSP, " ") == "Signée par le Maire le 24 novembre 2026"
    assert [move.replace(NBSP, " ").partition("il est ")[2] for move in moves] == [
        "aux archives depuis le 25 novembre 2026",
        "au SCLP",
    ]


def test_steps_of_one_moment_are_told_in_the_order_they_were_taken(coordinator):
    with clock.frozen_at("2026-11-22"):
        signed(printed(ConventionFactory()), coordinator)

    told = sentences(Convention.objects.get())

    deeds = ("a créé", "a validé", "a envoyé", "a noté la signature", "a constaté", "a déposé la convention signée")
    places = [next(n for n, line in enumerate(told) if deed in line) for deed in deeds]
    assert places == sorted(places)


def test_a_reason_is_told(coordinator):
    convention = path.reopen(convention_in(State.VALIDATED), by=coordinator, reason="Coquille à l’article 3")

    entry = audit.life(convention, convention.created_by)[0].entry

    assert entry.what == "a repris la convention en brouillon"
    assert entry.body.startswith(f"Motif{NBSP}: Coquille à l’article 3\n")


def test_a_termination_and_its_withdrawal_are_told(coordinator):
    convention = convention_in(State.NOTIFIED, starts_on=date(2027, 1, 1))
    with clock.frozen_at("2027-06-01"):
        terminated = path.terminate(convention, by=coordinator, last_day=date(2027, 7, 1), reason="Lettre reçue")
        path.withdraw_termination(terminated, by=coordinator, reason="Erreur")

    assert sentences(convention)[-2:] == [
        "Camille Durand a enregistré la dénonciation.",
        "Camille Durand a annulé la dénonciation.",
    ]


def test_no_code_name_stands_in_the_life_page(client, coordinator):
    convention = ConventionFactory()
    convention.given_values = {"hebergeur": "Ondine", "retiree": "Ancienne"}
    convention.save()
    client.force_login(coordinator)

    page = client.get(reverse("foundation:life", args=["convention", "convention", convention.pk]))

    text = page.content.decode().replace(NBSP, " ")
    assert "Hébergeur : Ondine (avant : Nacelle)" in text
    assert "Ancienne valeur : Ancienne" in text
    assert "avant : sans valeur" not in text
    assert "<dt>Hébergeur</dt><dd>Ondine</dd>" in text
    assert "hebergeur" not in text


@pytest.mark.parametrize(
    ("on", "in_force", "situation"),
    [
        (date(2026, 11, 21), "Non", "à venir"),
        (date(2027, 1, 1), "Oui", "en vigueur"),
        (date(2028, 12, 31), "Oui", "à renouveler"),
        (date(2029, 1, 1), "Non", "échue"),
    ],
)
def test_what_was_true_of_a_convention_says_whether_it_was_in_force(on, in_force, situation):
    convention = notified_without_mandate()

    truths = dict(audit.day_of(convention, on).truths)

    assert (truths["En vigueur"], truths["Situation"]) == (in_force, situation)
    assert truths["Dernier jour"] == "31 décembre 2028 (fin des deux ans)"


def test_the_end_of_a_mandate_recorded_later_was_not_known_that_day():
    convention = notified_without_mandate()
    with clock.frozen_at("2026-11-25"):
        PresidentMandate.objects.create(
            president="P", title="Le Président", starts_on="2026-01-01", estimated_end="2027-03-01"
        )

    before, after = (dict(audit.day_of(convention, date(2026, 11, day)).truths) for day in (24, 25))

    assert before["Dernier jour"] == "31 décembre 2028 (fin des deux ans)"
    assert after["Dernier jour"] == "1er mars 2027 (fin du mandat du Président)"
