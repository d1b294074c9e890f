"""Who keeps the desk keeps its categories and its delays; what was promised never changes (R35)."""

from datetime import datetime

import pytest
from django.urls import reverse

from foundation import clock
from foundation.clock import PARIS
from foundation.versions import FIELD, version_of
from tests.tickets.factories import Desk
from tickets import durations
from tickets.delays import Delays
from tickets.forms.settings import free_code
from tickets.models import Category, CategoryField, PolicyVersion
from tickets.states import Target

DAY = 420


@pytest.fixture
def desk(db):
    return Desk()


@pytest.fixture
def keeper(desk, client):
    client.force_login(desk.manager)
    return client


def text_of(response):
    return response.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


# --- durations -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("30 min", 30), ("4 h", 240), ("1 h 30", 90), ("1h30", 90), ("2 j", 840), ("1 j 2 h", 540), ("1 J 2 H 15", 555),
     ("2 jours", 840), ("90 min", 90), ("1 h 59", 119), ("\u00a03\u00a0heures ", 180)],
)  # fmt: skip
def test_a_delay_is_read_as_one_writes_it(typed, minutes):
    assert durations.read(typed, DAY) == minutes
    assert durations.read(durations.written(minutes, DAY), DAY) == minutes
    assert " " not in durations.written(minutes, DAY), "no line breaks it"


@pytest.mark.parametrize(
    ("typed", "why"),
    [("", "comme"), ("90", "comme"), ("2 j 30", "comme"), ("demain", "comme"), ("-2 h", "comme"), ("0 h", "au moins"),
     ("251 j", "au plus"), ("1 h 75", "59 minutes au plus"), ("1h60", "59 minutes au plus"),
     ("1 j 2 h 90 min", "59 minutes au plus")],
)  # fmt: skip
def test_what_is_no_delay_says_how_one_writes_it(typed, why):
    with pytest.raises(ValueError, match=why):
        durations.read(typed, DAY)


# --- categories ------------------------------------------------------------------------------------------------------


def category_data(**given):
    return {
        "name": "Prêt numérique", "family": "Portail", "help_text": "Livres et musique en ligne.", "kind": "INCIDENT",
        "impact": "DESK", "position": "130", "responsible": "SCLP", "second_level": "SCLP", "article": "art. 4.5",
        "article_text": "Le SCLP assure l’administration fonctionnelle.", **given,
    }  # fmt: skip


def test_a_category_is_added_with_a_code_that_its_new_name_does_not_change(keeper):
    keeper.post(reverse("tickets:new_category"), category_data())
    found = Category.objects.get(name="Prêt numérique")
    assert found.code == "pret-numerique"

    url = reverse("tickets:edit_category", args=[found.pk])
    changed = keeper.post(url, category_data(name="Livres en ligne", **{FIELD: version_of(found)}))

    assert changed.status_code == 302
    found.refresh_from_db()
    assert (found.name, found.code) == ("Livres en ligne", "pret-numerique")


def test_a_code_that_is_taken_is_followed_by_a_number():
    assert free_code("Réseau", ["reseau", "reseau-2"]) == "reseau-3"
    assert free_code("?!", []) == "code"
    assert len(free_code("a" * 80, [])) <= 40


def test_two_who_change_the_same_category_are_told(keeper):
    found = Category.objects.get(code="usage")
    read = version_of(found)
    found.help_text = "Une question."
    found.save()

    answer = keeper.post(reverse("tickets:edit_category", args=[found.pk]), category_data(**{FIELD: read}))

    assert answer.status_code == 422
    assert "a enregistré autre chose pendant que vous écriviez" in text_of(answer)


def test_a_category_that_is_withdrawn_is_offered_no_more_and_comes_back(keeper, desk):
    found = Category.objects.get(code="usage")
    url = reverse("tickets:withdraw_category", args=[found.pk])
    keeper.post(url)
    keeper.force_login(desk.agent)
    assert "Question sur l’utilisation" not in text_of(keeper.get(reverse("tickets:choose")))
    keeper.force_login(desk.manager)
    assert "retirée" in text_of(keeper.get(found.get_absolute_url()))

    keeper.post(url)

    assert Category.objects.on_offer().filter(pk=found.pk).exists()


def test_a_question_is_asked_changed_and_asked_no_more_and_the_answers_stay(keeper, desk):
    found = Category.objects.get(code="usage")
    asked = {"label": "Depuis quand ?", "input": "LINE", "choices": "", "help_text": "", "position": "5"}
    keeper.post(reverse("tickets:new_category_field", args=[found.pk]), asked)
    question = found.fields.get(code="depuis-quand")
    ticket = desk.declared("usage", answers=[(question.label, "Lundi")])

    url = reverse("tickets:edit_category_field", args=[question.pk])
    keeper.post(url, {**asked, "label": "Depuis quel jour ?", FIELD: version_of(question)})
    question.refresh_from_db()
    assert (question.label, question.code) == ("Depuis quel jour ?", "depuis-quand")
    keeper.post(reverse("tickets:remove_category_field", args=[question.pk]))

    assert not CategoryField.objects.filter(pk=question.pk).exists()
    ticket.refresh_from_db()
    assert ticket.answers == [["Depuis quand ?", "Lundi"]]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"input": "CHOICE", "choices": "Prêt"}, "au moins deux valeurs"),
        ({"input": "CHOICE", "choices": "Prêt\n\nPrêt"}, "au moins deux valeurs"),
        ({"input": "LINE", "choices": "Prêt\nRetour"}, "ne servent que pour"),
    ],
)
def test_a_choice_has_its_values_and_nothing_else_has(keeper, given, why):
    found = Category.objects.get(code="usage")
    asked = {"label": "Quoi ?", "help_text": "", "position": "5", **given}

    answer = keeper.post(reverse("tickets:new_category_field", args=[found.pk]), asked)

    assert answer.status_code == 422
    assert why in text_of(answer)


def test_the_list_of_categories_says_who_answers_for_each(keeper):
    page = text_of(keeper.get(reverse("tickets:categories")))

    assert "Ordinateur, douchette ou imprimante" in page
    assert "art. 7" in page


# --- delays ----------------------------------------------------------------------------------------------------------


def policy_data(on="2027-03-15", **given):
    delays = {f"P{rank}_{target}": "" for rank in range(1, 6) for target in Target}
    return {"applies_from": on, "pauses": ["REQUESTER", "COMMUNE"], **delays, "P1_TAKE": "30 min", **given}


def new_policy(client, **given):
    return client.post(reverse("tickets:new_policy", args=["communaute", "incidents"]), policy_data(**given))


def test_the_page_says_the_delays_in_hours_and_days(keeper):
    page = text_of(keeper.get(reverse("tickets:policies")))

    assert page.count("« 1 j » vaut 7 h ouvrées") == 4  # the Communauté and its levels, for incidents and requests
    assert page.count("« 1 j » vaut 10 h ouvrées") == 2  # the vendor, whose market is open longer
    assert "Version 1, à partir du 1er janvier 2020" in page
    assert ">20 j<" in page
    assert "Suspendu par : " in page


def test_new_delays_begin_on_their_day_and_bind_no_ticket_declared_before(keeper, desk):
    before = desk.declared(urgency="STOPPED", impact="NETWORK")

    assert new_policy(keeper, P1_RESOLVE="4 h").status_code == 302

    version = PolicyVersion.objects.get(party="COMMUNITY", kind="INCIDENT", number=2)
    assert version.applies_from == datetime(2027, 3, 15, tzinfo=PARIS)
    assert version.targets == {"P1": {"TAKE": 30, "RESOLVE": 240}}
    assert version.pauses["SLA"] == ["COMMUNE", "REQUESTER"]
    assert version.pauses["UC"] == ["BUYER"]
    with clock.frozen_at(datetime(2027, 3, 15, 9, 0, tzinfo=PARIS)):
        after = desk.declared(urgency="STOPPED", impact="NETWORK")
        allowed = [
            next(one.reading.allowed for one in Delays(ticket, clock.now()).of_library() if one.target == Target.TAKE)
            for ticket in (before, after)
        ]
    assert [one.total_seconds() // 60 for one in allowed] == [60, 30]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"on": "2027-03-02"}, "au plus tôt le 3 mars 2027"),
        ({"P1_TAKE": "bientôt"}, "Donnez un délai comme"),
        ({"P1_TAKE": "0 min"}, "une minute au moins"),
        ({"P1_TAKE": "4 h", "P1_RESOLVE": "2 h"}, "plus long que celui de prise en charge"),
        ({"P1_TAKE": ""}, "au moins un délai"),
        ({"pauses": ["APPROVAL"]}, "APPROVAL"),
    ],
)
def test_what_makes_no_delays_is_told_at_its_field(keeper, given, why):
    answer = new_policy(keeper, **given)

    assert answer.status_code == 422
    assert why in text_of(answer)
    assert not PolicyVersion.objects.filter(number=2).exists()


def test_one_version_begins_on_a_day(keeper):
    new_policy(keeper)

    answer = new_policy(keeper)

    assert answer.status_code == 422
    assert "D’autres délais s’appliquent déjà à partir du 15 mars 2027" in text_of(answer)


def test_what_is_to_come_is_changed_or_withdrawn_and_what_has_begun_is_not(keeper):
    new_policy(keeper)
    coming = PolicyVersion.objects.get(number=2)
    edit, withdraw = (reverse(f"tickets:{name}_policy", args=[coming.pk]) for name in ("edit", "withdraw"))
    keeper.post(edit, policy_data(P1_TAKE="45 min", **{FIELD: version_of(coming)}))
    coming.refresh_from_db()
    assert coming.targets == {"P1": {"TAKE": 45}}

    with clock.frozen_at(datetime(2027, 3, 15, 0, 0, tzinfo=PARIS)):
        assert [keeper.get(edit).status_code, keeper.post(withdraw).status_code] == [409, 409]
    assert keeper.post(withdraw).status_code == 302

    assert not PolicyVersion.objects.filter(number=2).exists()


def test_two_who_change_the_same_delays_are_told_which(keeper):
    new_policy(keeper)
    coming = PolicyVersion.objects.get(number=2)
    read = version_of(coming)
    coming.targets = {"P1": {"TAKE": 60}}
    coming.save()

    url = reverse("tickets:edit_policy", args=[coming.pk])
    answer = keeper.post(url, policy_data(P1_TAKE="45 min", **{FIELD: read}))

    assert answer.status_code == 422
    assert "Enregistré entre-temps : « 1 h »" in text_of(answer)


@pytest.mark.parametrize("args", [["personne", "incidents"], ["communaute", "rien"]])
def test_delays_of_nobody_or_for_nothing_are_absent(keeper, args):
    url, kept = reverse("tickets:new_policy", args=args), PolicyVersion.objects.count()

    assert keeper.get(url).status_code == keeper.post(url, policy_data()).status_code == 404
    assert PolicyVersion.objects.count() == kept


@pytest.mark.parametrize("name", ["categories", "policies", "delay_checks"])
def test_the_settings_are_tabs_of_who_keeps_the_desk_alone(keeper, desk, name):
    url, first = reverse(f"tickets:{name}"), reverse("tickets:categories")
    assert first in text_of(keeper.get(reverse("tickets:list")))
    assert url in text_of(keeper.get(first))

    keeper.force_login(desk.technician)

    assert first not in text_of(keeper.get(reverse("tickets:list")))
    assert keeper.get(url).status_code == 403
