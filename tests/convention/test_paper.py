"""A convention signed on paper whose follow-up did not say all: told apart, completed on its page, in nobody’s way."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from convention import batches, panels, path
from convention.models import Convention
from convention.states import Situation, State
from foundation import clock
from foundation.models import Transition
from foundation.todo import waiting
from foundation.workflow import Refused
from network.roles import Role
from tests.convention.factories import ConventionFactory, ModelVersionFactory, convention_in, territory
from tests.convention.follow_up_files import brought, line
from tests.convention.test_views_generation import URL as GENERATE
from tests.convention.test_views_generation import text, wish
from tests.drawn import lines
from tests.factories import CommuneFactory, PresidentMandateFactory, person_as
from tests.foundation.import_kinds import confirm, undo

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
START, SIGNED = date(2026, 7, 1), date(2026, 6, 15)
MAYOR = date(2026, 6, 10)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture(autouse=True)
def _territory(db) -> None:
    territory()
    PresidentMandateFactory(starts_on=date(2020, 7, 10), estimated_end=date(2026, 4, 9))


@pytest.fixture
def coordinator(client, db):
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


def paper(starts_on: date = START, **facts) -> Convention:
    """What an import leaves of a line without a signature."""
    return ConventionFactory(version=None, given_values={}, starts_on=starts_on, **facts)


def complete(convention: Convention, by, **dates) -> Convention:
    known = {"starts_on": START, "mayor_signed_on": None, "president_signed_on": SIGNED}
    return path.complete(convention, by=by, **{**known, **dates})


def dates(convention: Convention) -> tuple:
    signed = (convention.mayor_signed_on, convention.president_signed_on)
    return convention.starts_on, *signed, convention.notified_on


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


# --- completing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, (START, None, SIGNED, SIGNED)),
        ({"mayor_signed_on": MAYOR, "president_signed_on": None}, (START, MAYOR, None, MAYOR)),
        ({"mayor_signed_on": MAYOR}, (START, MAYOR, SIGNED, SIGNED)),
        ({"notified_on": SIGNED + DAY}, (START, None, SIGNED, SIGNED + DAY)),
        ({"starts_on": START + DAY}, (START + DAY, None, SIGNED, SIGNED)),
    ],
)
def test_with_one_signature_it_is_taken_over_as_notified(coordinator, known, expected):
    adopted = complete(paper(), coordinator, **known)

    kept = Convention.objects.get()
    assert (adopted.state, kept.state, dates(kept)) == (State.NOTIFIED, State.NOTIFIED, expected)
    assert kept.situation(TODAY) == Situation.IN_FORCE
    assert Transition.objects.about(kept).values_list("name", "by").get() == ("adopt", coordinator.pk)
    assert kept.history.first().history_user == coordinator


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"president_signed_on": None}, "Il manque : une date de signature."),
        ({"president_signed_on": TODAY + DAY}, "Cette date est dans l’avenir."),
        ({"mayor_signed_on": SIGNED + DAY}, "Le Président signe après le Maire"),
        ({"notified_on": SIGNED - DAY}, "La convention n’a été signée que le 15 juin 2026."),
        ({"notified_on": TODAY + DAY}, "Cette date est dans l’avenir."),
        ({"starts_on": date(2019, 1, 1)}, "Aucun mandat du Président n’est enregistré au 1er janvier 2019."),
        ({"starts_on": date(2028, 1, 1)}, "court du 1er juillet 2028"),
        ({"starts_on": date(2031, 1, 1)}, "a déjà cette date d’effet."),
        ({"terminated_on": START - DAY}, "elle ne prendra jamais effet."),
        ({"terminated_on": date(2028, 6, 30)}, "Sans dénonciation, la convention finit déjà le 30 juin 2028."),
    ],
)
def test_what_its_dates_cannot_be_is_refused_and_nothing_is_kept(coordinator, known, why):
    convention = paper()
    ConventionFactory(commune=convention.commune, state=State.VALIDATED, starts_on=date(2028, 7, 1))
    ConventionFactory(commune=convention.commune, starts_on=date(2031, 1, 1))

    with pytest.raises(Refused) as refused:
        complete(convention, coordinator, **known)

    assert why in plain(refused.value.message)
    kept = Convention.objects.get(pk=convention.pk)
    assert (kept.state, dates(kept)) == (State.DRAFT, (START, None, None, None))


@pytest.mark.parametrize(("last", "is_over"), [(TODAY - DAY, True), (TODAY, False)])
def test_one_that_is_over_by_now_is_taken_over_all_the_same(coordinator, last, is_over):
    starts_on = date(last.year - 2, last.month, last.day) + DAY
    PresidentMandateFactory(starts_on=date(2022, 1, 1), estimated_end=date(2026, 12, 31))
    adopted = complete(paper(starts_on), coordinator, starts_on=starts_on, president_signed_on=date(2024, 10, 1))

    assert adopted.end.date == last
    assert (adopted.situation(TODAY) == Situation.EXPIRED) == is_over


@pytest.mark.parametrize("state", [State.VALIDATED, State.NOTIFIED, State.DISCARDED])
def test_only_a_draft_is_completed(coordinator, state):
    facts = {"discarded_on": TODAY} if state == State.DISCARDED else {}
    with pytest.raises(Refused, match="n’est pas possible : l’état est"):
        complete(paper(state=state, **facts), coordinator)


def test_a_draft_made_from_a_model_is_not_paper(client, coordinator):
    draft = ConventionFactory()
    with pytest.raises(Refused, match="est faite d’un modèle"):
        complete(draft, coordinator)
    assert client.get(reverse("convention:complete", args=[draft.pk])).status_code == 409


def test_the_commune_does_not_complete_it(coordinator):
    convention = paper()
    with pytest.raises(PermissionDenied):
        complete(convention, person_as(Role.COMMUNE_CONTACT, convention.commune))
    assert Convention.objects.get().state == State.DRAFT


def test_what_was_completed_by_hand_is_left_by_the_import_that_brought_it(coordinator):
    CommuneFactory(name="Achères", insee="78005")
    batch = confirm(brought(coordinator, line("Achères", "01/07/2026", None)), coordinator)
    complete(Convention.objects.get(), coordinator)

    undone = undo(batch, coordinator)

    assert Convention.objects.get().state == State.NOTIFIED
    assert undone.lines.get().note.startswith("Laissée en place, car modifiée depuis")


# --- its form --------------------------------------------------------------------------------------------------------


def sent(client, convention: Convention, **typed) -> tuple[str, dict[str, str]]:
    url = reverse("convention:complete", args=[convention.pk])
    form = client.get(url).context["form"]
    shown = {box.html_name: str(box.value() or "") for box in form}
    return url, shown | typed


def test_a_signature_after_the_effect_date_is_told_as_an_import_tells_it_then_confirmed(client, coordinator):
    url, typed = sent(client, paper(), mayor_signed_on="2026-06-30", president_signed_on="2026-07-02")
    page = client.post(url, typed)
    assert page.context["effects"] == ["La signature du Président est après la date d’effet\u00a0: à vérifier."]
    assert page.context["effects"][0].replace("\u00a0", " ") in text(page)
    assert Convention.objects.get().state == State.DRAFT
    client.post(url, page.context["form"].data)
    assert dates(Convention.objects.get())[2:] == (date(2026, 7, 2), date(2026, 7, 2))


def test_the_form_asks_for_the_dates_and_takes_it_over(client, coordinator):
    convention = paper()
    url, typed = sent(client, convention, mayor_signed_on="2026-06-10")
    assert list(client.get(url).context["form"].fields)[:4] == [
        "starts_on",
        "mayor_signed_on",
        "president_signed_on",
        "notified_on",
    ]
    assert typed["starts_on"] == "2026-07-01"

    page = client.post(url, typed, follow=True)

    assert page.redirect_chain == [(convention.get_absolute_url(), 302)]
    assert "La convention est reprise comme notifiée." in text(page)
    assert "D’après ses dates" not in text(page)
    assert dates(Convention.objects.get()) == (START, MAYOR, None, MAYOR)


def test_one_that_is_over_is_said_to_be_before_and_once_it_is_taken_over(client, coordinator):
    told = "D’après ses dates, elle est échue : son dernier jour était le 9 avril 2026."
    convention = paper(date(2025, 1, 1))
    assert told in text(client.get(convention.get_absolute_url()))

    url, typed = sent(client, convention, president_signed_on="2024-12-01")
    page = client.post(url, typed, follow=True)

    assert f"La convention est reprise comme notifiée. {told}" in text(page)
    assert page.context["situation"] == Situation.EXPIRED


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({}, "__all__", "Donnez au moins une date de signature."),
        ({"starts_on": ""}, "starts_on", "obligatoire"),
        ({"starts_on": "2019-01-01"}, "starts_on", "Aucun mandat du Président n’est enregistré au 1er janvier 2019."),
        ({"starts_on": "2028-01-01"}, "starts_on", "court du 1er juillet 2028 au 30 juin 2030."),
        ({"starts_on": "2031-01-01"}, "starts_on", "a déjà cette date d’effet."),
        ({"president_signed_on": "2026-11-23"}, "president_signed_on", "Cette date est dans l’avenir."),
        (
            {"mayor_signed_on": "2026-06-16", "president_signed_on": "2026-06-15"},
            "president_signed_on",
            "Le Président signe après le Maire, qui a signé le 16 juin 2026.",
        ),
        ({"president_signed_on": "2026-06-15", "terminated_on": "2026-06-30"}, "terminated_on", "ne prendra jamais"),
        (
            {"president_signed_on": "2026-06-15", "notified_on": "2026-06-14"},
            "notified_on",
            "La convention n’a été signée que le 15 juin 2026.",
        ),
    ],
)
def test_a_wrong_date_is_refused_under_its_field_and_what_was_typed_is_kept(client, coordinator, typed, field, why):
    convention = paper()
    ConventionFactory(commune=convention.commune, state=State.VALIDATED, starts_on=date(2028, 7, 1))
    ConventionFactory(commune=convention.commune, starts_on=date(2031, 1, 1))
    url, all_typed = sent(client, convention, **typed)

    page = client.post(url, all_typed)

    assert page.status_code == 422
    assert why in plain(" ".join(page.context["form"].errors[field]))
    assert {name: page.context["form"][name].value() for name in typed} == typed
    assert Convention.objects.get(pk=convention.pk).state == State.DRAFT


def test_what_someone_else_saved_meanwhile_is_told(client, coordinator):
    convention = paper()
    url, typed = sent(client, convention, president_signed_on="2026-06-15")
    convention.set_start(START + DAY)
    convention.save()

    page = client.post(url, typed)

    assert page.status_code == 422
    assert "Enregistré entre-temps : « 2 juillet 2026 »" in text(page)
    assert Convention.objects.get().state == State.DRAFT


# --- told apart ------------------------------------------------------------------------------------------------------


def test_its_page_offers_its_dates_and_no_step_of_a_text(client, coordinator):
    convention = paper()

    page = client.get(convention.get_absolute_url())

    assert [(one.label, one.refusal) for one in page.context["buttons"]] == [
        ("Compléter", ""),
        ("Modifier", ""),
        ("Abandonner", ""),
    ]
    assert [step.label for step in page.context["steps"]] == ["Brouillon", "Notifiée"]
    assert "il manque : une date de signature." in text(page)
    assert f'<a href="{reverse("convention:complete", args=[convention.pk])}">Complétez ses dates ici</a>' in text(page)
    assert "Papier, à compléter" in text(page)
    assert "n’a pas encore signé" not in text(page)
    assert "D’après ses dates" not in text(page)


def test_its_page_asks_nothing_of_the_commune(client):
    convention = paper()
    client.force_login(person_as(Role.COMMUNE_CONTACT, convention.commune))

    page = client.get(convention.get_absolute_url())

    assert page.context["buttons"] == []
    assert reverse("convention:complete", args=[convention.pk]) not in page.text


def test_an_effect_date_in_the_past_is_no_fault_of_a_paper_one(client, coordinator):
    convention = paper(date(2025, 1, 1))
    url = reverse("convention:edit", args=[convention.pk])
    form = client.get(url).context["form"]
    typed = {box.html_name: str(box.value() or "") for box in form}

    page = client.post(url, typed | {"starts_on": "2025-02-01"}, follow=True)

    assert Convention.objects.get().starts_on == date(2025, 2, 1)
    assert "rétroactivement" not in text(page)


def test_the_home_tells_it_apart_from_the_drafts_to_validate(coordinator):
    convention = paper(commune=CommuneFactory(name="Achères"))
    ConventionFactory(commune=CommuneFactory(name="Poissy"), starts_on=date(2027, 1, 1))

    found = {item.text.partition(", depuis")[0]: item for item in panels.todo(coordinator)}

    assert set(found) == {"Convention papier d’Achères : à compléter", "Convention de Poissy : texte à valider"}
    item = found["Convention papier d’Achères : à compléter"]
    assert (item.label, item.url) == ("Compléter", reverse("convention:complete", args=[convention.pk]))


def test_several_are_one_line_that_opens_on_as_many_beside_that_of_the_drafts(client, coordinator):
    for _ in range(2):
        paper()
    for _ in range(3):
        ConventionFactory(starts_on=date(2027, 1, 1))

    lines = {one.subject: client.get(one.url).context["listing"] for one in waiting(coordinator)}

    assert {subject: listing.total for subject, listing in lines.items()} == {
        "2 conventions papier": 2,
        "3 brouillons": 3,
    }
    assert all(listing.notices == [] for listing in lines.values())


def test_the_list_says_what_it_waits_for_and_is_exported_so(client, coordinator):
    paper()

    page = client.get("/conventions/")
    row = lines(page)[0]
    exported = client.get("/conventions/", {"export": "csv"}).getvalue().decode("utf-8-sig")

    assert row["Attend"] == "des dates à compléter"
    assert "Papier, à compléter" in row["Situation"]
    assert "des dates à compléter" in exported
    assert "Brouillon" not in exported
    assert client.get("/conventions/", {"state": "DRAFT"}).context["listing"].total == 0


@pytest.mark.parametrize(
    ("name", "is_concerned"), [("valider", False), ("refaire", False), ("telecharger", False), ("abandonner", True)]
)
def test_what_is_done_of_a_text_for_many_leaves_it_aside(client, coordinator, name, is_concerned):
    convention, draft = paper(), convention_in(State.DRAFT)
    assert batches.BATCHES[name].concerns(convention) is is_concerned
    assert batches.BATCHES[name].concerns(draft)

    page = client.post(reverse("convention:batch"), {"batch": name, "conventions": [convention.pk, draft.pk]})

    assert (convention in page.context["others"]) is not is_concerned
    assert is_concerned or f"{convention.commune.name} : papier, à compléter" in text(page)


# --- in the way of another -------------------------------------------------------------------------------------------


def test_generating_says_that_it_is_in_the_way_and_what_to_do(client, coordinator):
    convention = paper()

    page = client.post(GENERATE, wish(ModelVersionFactory(), convention.commune))

    assert page.status_code == 422
    assert f">{convention.number}</a>, du 1er juillet 2026 au 30 juin 2028 (papier, à compléter)" in text(page)
    assert "empêche d’en générer une autre à ces dates" in text(page)
    for name, words in (("complete", "complétez ses dates"), ("discard", "abandonnez-la")):
        assert f'<a href="{reverse(f"convention:{name}", args=[convention.pk])}">{words}</a>' in text(page)
    assert "D’après ses dates" not in text(page)


def test_generating_says_when_the_one_in_the_way_is_over(client, coordinator):
    PresidentMandateFactory(starts_on=date(2022, 1, 1), estimated_end=date(2029, 12, 31))
    convention = paper(date(2024, 11, 1))  # until 31 October 2026

    page = client.post(GENERATE, wish(ModelVersionFactory(), convention.commune, starts_on="2026-10-15"))

    assert "D’après ses dates, elle est échue : son dernier jour était le 31 octobre 2026." in text(page)


def test_once_given_up_it_is_in_the_way_no_more(client, coordinator):
    convention = paper()
    path.discard(convention, by=coordinator, reason="Jamais signée")

    page = client.post(GENERATE, wish(ModelVersionFactory(), convention.commune))

    assert page.context["preview"]["new"] == [convention.commune]


def test_a_draft_of_a_model_in_the_way_is_told_as_before(client, coordinator):
    draft = ConventionFactory(starts_on=date(2027, 1, 1))

    page = client.post(GENERATE, wish(draft.version, draft.commune))

    assert f">{draft.number}</a>, du 1er janvier 2027 au 31 décembre 2028 (brouillon)</li>" in text(page)
    assert "suivi papier" not in text(page)
