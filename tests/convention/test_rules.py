"""Who may prepare a convention, and what each step still waits for, in the words the page shows."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from convention import cautions, rules
from convention.states import State
from foundation import clock
from network.roles import Role
from tests.convention.factories import (
    ConventionFactory,
    ModelVersionFactory,
    convention_in,
    kept_pdf,
    printed,
    territory,
)
from tests.factories import PersonFactory, PresidentMandateFactory, ServiceFactory, person_as

DAY = timedelta(days=1)
START, END = date(2027, 1, 1), date(2028, 12, 31)
TODAY = date(2026, 11, 22)


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_only_the_coordination_of_the_sclp_prepares_conventions(role):
    convention = ConventionFactory()

    assert rules.may_prepare(convention, person_as(role)) == (role in {Role.COORDINATOR, Role.SCLP_DIRECTOR})


@pytest.mark.django_db
def test_nobody_may_without_a_function_or_once_it_has_ended():
    coordinator = person_as(Role.COORDINATOR, ServiceFactory())
    assignment = coordinator.assignments.get()
    assignment.ends_on = TODAY
    assignment.save()

    with clock.frozen_at(TODAY):
        assert rules.may_manage(coordinator)
    with clock.frozen_at(TODAY + DAY):
        assert not rules.may_manage(type(coordinator).objects.get(pk=coordinator.pk))
    assert not rules.may_manage(PersonFactory())


# --- validating ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestMissingToValidate:
    def test_nothing_when_all_is_there(self):
        territory()

        assert rules.missing_to_validate(printed(ConventionFactory())) == []

    def test_the_effect_date_comes_first(self):
        missing = rules.missing_to_validate(ConventionFactory(starts_on=None))

        assert missing == ["la date d’effet", "le PDF de la convention"]

    def test_a_model(self):
        territory()

        assert rules.missing_to_validate(ConventionFactory(version=None)) == ["le modèle de convention"]

    @pytest.mark.parametrize(("on", "is_late"), [(END - DAY, False), (END, False), (END + DAY, True)])
    def test_a_last_day_that_is_not_past(self, on, is_late):
        territory()
        convention = printed(ConventionFactory())
        expected = ["une date d’effet plus tardive : le dernier jour serait le 31 décembre 2028, déjà passé"]

        with clock.frozen_at(on):
            assert rules.missing_to_validate(convention) == (expected if is_late else [])

    def test_a_pdf(self):
        territory()

        assert rules.missing_to_validate(ConventionFactory()) == ["le PDF de la convention"]

    def test_a_pdf_that_says_what_the_convention_says(self):
        territory()
        convention = printed(ConventionFactory())
        convention.given_values = {"hebergeur": "Ondine"}

        assert rules.missing_to_validate(convention) == [
            "un PDF à jour : le texte, une date ou un nom a changé depuis le dernier"
        ]

    def test_each_value_by_its_label_and_its_place(self):
        territory()
        convention = ConventionFactory(given_values={})

        assert rules.missing_to_validate(convention) == ["« Hébergeur », attendu dans l’article 1"]

    def test_a_mandate_on_the_effect_date(self):
        missing = "un mandat du Président qui couvre la date d’effet"
        version = ModelVersionFactory(content={**ModelVersionFactory.build().content, "signature": []})
        convention = ConventionFactory(version=version)

        assert missing in rules.missing_to_validate(convention)
        PresidentMandateFactory(estimated_end=START - DAY)
        assert missing in rules.missing_dates(type(convention).objects.get())
        PresidentMandateFactory(starts_on=START, estimated_end=START)
        assert rules.missing_dates(type(convention).objects.get()) == []

    def test_dates_that_no_other_convention_has(self):
        territory()
        other = ConventionFactory(number="CONV-2025-0001", state=State.NOTIFIED, starts_on=START)
        convention = ConventionFactory(commune=other.commune, starts_on=END)

        assert rules.missing_dates(convention) == [
            "une date d’effet hors de la convention CONV-2025-0001, qui court du 1er janvier 2027 au 31 décembre 2028"
        ]


# --- the dates that cannot be ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        (date(2032, 4, 8), ""),
        (date(2032, 4, 9), ""),
        (
            date(2032, 4, 10),
            "Le mandat de Dominique Exemple finit le 9 avril 2032 : "
            "la convention serait échue avant d’avoir pris effet (art. 6).",
        ),
    ],
)
def test_an_effect_date_after_the_mandate_is_refused(starts_on, expected):
    assert rules.wrong_start(PresidentMandateFactory.build(), starts_on) == expected


def test_an_effect_date_before_any_mandate_is_refused():
    assert rules.wrong_start(None, START) == "Aucun mandat du Président n’est enregistré au 1er janvier 2027."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "wrong", "warned"),
    [
        (START - DAY, "", ""),
        (START, "", ""),
        (START + DAY, "", "rétroactivement, le 1er janvier 2027 (hier) : vérifiez que c’est voulu."),
        (END, "", "rétroactivement, le 1er janvier 2027 (il y a 730 jours) : vérifiez que c’est voulu."),
        (END + DAY, "serait déjà échue : son dernier jour serait le 31 décembre 2028.", ""),
    ],
)
def test_what_is_still_to_be_signed_is_not_over_and_a_past_effect_is_told(on, wrong, warned):
    territory()
    convention = ConventionFactory()

    with clock.frozen_at(on):
        assert wrong in rules.wrong_effect(convention)
        assert bool(rules.wrong_effect(convention)) == bool(wrong)
        assert rules.retroactive(convention).endswith(warned)
        assert bool(rules.retroactive(convention)) == bool(warned)


@pytest.mark.django_db
def test_what_was_signed_on_paper_may_be_over_when_it_is_taken_over():
    territory()
    convention = ConventionFactory(version=None, mayor_signed_on=TODAY)

    with clock.frozen_at(END + DAY):
        assert (rules.wrong_effect(convention), rules.retroactive(convention)) == ("", "")
        assert rules.missing_to_adopt(convention) == []


@pytest.mark.parametrize(
    ("signed_on", "expected"),
    [
        (date(2026, 11, 9), "Le texte n’a été validé que le 10 novembre 2026."),
        (date(2026, 11, 10), ""),
        (TODAY, ""),
        (TODAY + DAY, "Cette date est dans l’avenir."),
    ],
)
def test_a_signature_is_dated_between_validation_and_today(signed_on, expected):
    convention = SimpleNamespace(validated_on=date(2026, 11, 10))

    with clock.frozen_at(TODAY):
        assert rules.wrong_signature_date(convention, signed_on) == expected


def test_a_paper_convention_was_validated_nowhere():
    assert rules.wrong_signature_date(SimpleNamespace(validated_on=None), date(2019, 1, 1)) == ""


@pytest.mark.parametrize(
    ("mayor", "president", "is_wrong"),
    [
        (TODAY, TODAY - DAY, True),
        (TODAY, TODAY, False),
        (TODAY, TODAY + DAY, False),
        (TODAY, None, False),
        (None, TODAY, False),
        (None, None, False),
    ],
)
def test_the_president_does_not_sign_before_the_mayor(mayor, president, is_wrong):
    expected = "Le Président signe après le Maire, qui a signé le 22 novembre 2026." if is_wrong else ""

    assert rules.wrong_order(mayor, president) == expected


@pytest.mark.parametrize(
    ("notified_on", "expected"),
    [
        (date(2026, 11, 19), "La convention n’a été signée que le 20 novembre 2026."),
        (date(2026, 11, 20), ""),
        (TODAY, ""),
        (TODAY + DAY, "Cette date est dans l’avenir."),
    ],
)
def test_a_notification_is_dated_between_the_last_signature_and_today(notified_on, expected):
    convention = SimpleNamespace(
        sent_on=date(2026, 11, 10), mayor_signed_on=date(2026, 11, 12), president_signed_on=date(2026, 11, 20)
    )

    with clock.frozen_at(TODAY):
        assert rules.wrong_notification_date(convention, notified_on) == expected


def test_a_notification_does_not_precede_the_originals_that_it_hands_over():
    convention = SimpleNamespace(sent_on=TODAY, mayor_signed_on=TODAY - DAY, president_signed_on=TODAY - DAY)

    with clock.frozen_at(TODAY):
        assert "envoi en signature" in rules.wrong_notification_date(convention, TODAY - DAY)
        assert rules.wrong_notification_date(convention, TODAY) == ""


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [
        (date(2026, 11, 21), "La convention n’a été notifiée que le 22 novembre 2026."),
        (date(2026, 11, 22), ""),
        (START - DAY, ""),
        (END - DAY, ""),
        (END, "Sans dénonciation, la convention finit déjà le 31 décembre 2028."),
        (END + DAY, "Sans dénonciation, la convention finit déjà le 31 décembre 2028."),
    ],
)
@pytest.mark.django_db
def test_a_termination_falls_between_the_notification_and_the_end(last_day, expected):
    territory()
    convention = ConventionFactory(notified_on=date(2026, 11, 22), terminated_on=date(2027, 6, 30))

    assert rules.wrong_last_day(convention, last_day) == expected


@pytest.mark.django_db
def test_a_late_notification_does_not_narrow_the_days_of_the_convention():
    territory()
    convention = ConventionFactory(notified_on=START + 30 * DAY)

    assert rules.wrong_last_day(convention, START) == ""
    assert rules.wrong_last_day(convention, START - DAY) == "La convention n’a été notifiée que le 31 janvier 2027."


@pytest.mark.parametrize(("last_day", "is_told"), [(START - DAY, True), (START, False), (None, False)])
@pytest.mark.django_db
def test_a_termination_before_the_first_day_says_that_the_convention_never_takes_effect(last_day, is_told):
    expected = (
        "La convention ne prend effet que le 1er janvier 2027 : dénoncée au 31 décembre 2026, "
        "elle ne prendra jamais effet."
    )
    assert cautions.never_in_force(ConventionFactory(), last_day) == (expected if is_told else "")


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [
        (date(2027, 2, 27), "met fin à la convention le 28 février 2027, et non le 27 février 2027."),
        (date(2027, 2, 28), ""),
        (date(2027, 3, 1), ""),
    ],
)
def test_a_notice_of_a_month_counts_from_the_letter_by_the_number_of_the_day(last_day, expected):
    told = cautions.short_notice(last_day, date(2027, 1, 31))

    assert told.endswith(expected)
    assert bool(told) is bool(expected)


@pytest.mark.parametrize(("last_day", "is_told"), [(TODAY - DAY, True), (TODAY, False), (TODAY + DAY, False)])
def test_a_last_day_that_is_past_closes_at_once(last_day, is_told):
    with clock.frozen_at(TODAY):
        assert bool(cautions.already_past(last_day)) is is_told


@pytest.mark.parametrize(
    ("state", "for_commune", "remedy"),
    [
        (State.SIGNING, False, "Conventions déjà signées"),
        (State.SIGNED, False, "Conventions déjà signées"),
        (State.NOTIFIED, False, "vérifiez la date écrite sur le papier."),
        (State.SIGNING, True, "demandez au SCLP ce qu’il faut signer."),
    ],
)
def test_a_signature_older_than_the_text_is_refused_with_what_this_reader_can_do(state, for_commune, remedy):
    convention = SimpleNamespace(validated_on=TODAY, state=state)

    with clock.frozen_at(TODAY):
        why = rules.refused_signature(convention, TODAY - DAY, for_commune=for_commune)
        assert remedy in why.rpartition(". ")[2] or why.endswith(remedy)
        assert why.startswith("Le texte n’a été validé que le 22 novembre 2026.")
        assert rules.refused_signature(convention, TODAY) == ""
        assert rules.refused_signature(convention, TODAY + DAY) == "Cette date est dans l’avenir."


# --- signing, notifying, adopting ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mayor", "president", "expected"),
    [
        (None, None, ["la date de signature du Maire", "la date de signature du Président"]),
        (TODAY, None, ["la date de signature du Président"]),
        (None, TODAY, ["la date de signature du Maire"]),
        (TODAY, TODAY, []),
        (
            TODAY - 3 * DAY,
            TODAY + DAY,
            [
                "une date de signature du Maire entre la validation et aujourd’hui",
                "une date de signature du Président entre la validation et aujourd’hui",
            ],
        ),
        (TODAY, TODAY - DAY, ["une signature du Président qui ne précède pas celle du Maire"]),
    ],
)
def test_signing_waits_for_two_possible_dates(mayor, president, expected):
    convention = SimpleNamespace(mayor_signed_on=mayor, president_signed_on=president, validated_on=TODAY - 2 * DAY)

    with clock.frozen_at(TODAY):
        assert rules.missing_to_sign(convention) == expected


@pytest.mark.django_db
def test_notifying_waits_for_the_scan():
    territory()
    convention = convention_in(State.SIGNED)

    assert rules.missing_to_notify(convention) == ["le scan de la convention signée"]
    convention.scan = kept_pdf(convention)
    assert rules.missing_to_notify(convention) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"starts_on": None}, ["la date d’effet", "une date de signature"]),
        ({}, ["une date de signature"]),
        ({"mayor_signed_on": TODAY}, []),
        ({"president_signed_on": TODAY}, []),
    ],
)
def test_taking_over_a_paper_convention_waits_for_its_dates(facts, expected):
    territory()

    assert rules.missing_to_adopt(ConventionFactory(version=None, **facts)) == expected
