"""The page of a convention: what it says to the coordination and to the commune."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from convention import model_sheet, panels, sheet
from convention.models import Convention
from convention.states import State
from foundation import clock
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, kept_pdf, printed, territory
from tests.factories import LibraryFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture(autouse=True)
def _territory(db) -> None:
    territory()


@pytest.fixture
def coordinator(client, db):
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


def text(response) -> str:
    """The page with ordinary spaces, on one line."""
    return " ".join(response.content.decode().replace(NBSP, " ").split())


def buttons(response) -> list[tuple[str, str]]:
    """What can be done, and what cannot with its reason."""
    return [(button.label, button.refusal) for button in response.context["buttons"]]


# --- what it says ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (
            lambda: ConventionFactory(),
            [
                ("Faire le PDF", ""),
                ("Valider le texte", "il manque le PDF de la convention"),
                ("Modifier", ""),
                ("Abandonner", ""),
            ],
        ),
        (
            lambda: ConventionFactory(given_values={}),
            [
                ("Valider le texte", "il manque « Hébergeur », attendu dans l’article 1"),
                ("Modifier", ""),
                ("Abandonner", ""),
            ],
        ),
        (
            lambda: printed(ConventionFactory()),
            [("Valider le texte", ""), ("Modifier", ""), ("Abandonner", ""), ("Ouvrir le PDF", "")],
        ),
        (
            lambda: convention_in(State.VALIDATED),
            [("Envoyer en signature", ""), ("Reprendre en brouillon", ""), ("Ouvrir le PDF", "")],
        ),
        (
            lambda: convention_in(State.SIGNING),
            [
                ("Enregistrer les signatures", ""),
                ("Relancer la commune", "elle est en signature depuis aujourd’hui seulement"),
                ("Reprendre en brouillon", ""),
                ("Ouvrir le PDF", ""),
            ],
        ),
        (
            lambda: convention_in(State.SIGNED),
            [
                ("Déposer le scan signé", ""),
                ("Notifier", "il manque le scan de la convention signée"),
                ("Corriger les dates", ""),
                ("Reprendre en brouillon", ""),
                ("Ouvrir le PDF", ""),
            ],
        ),
        (
            lambda: convention_in(State.NOTIFIED),
            [
                ("Enregistrer une dénonciation", ""),
                ("Remplacer le scan", ""),
                ("Corriger les dates", ""),
                ("Ouvrir la convention signée", ""),
                ("Ouvrir le PDF", ""),
            ],
        ),
        (lambda: convention_in(State.DISCARDED), [("Ouvrir le PDF", "")]),
    ],
    ids=["no pdf", "no value", "draft", "validated", "signing", "signed", "notified", "discarded"],
)
def test_each_state_offers_its_steps_and_says_why_one_cannot_go(client, coordinator, make, expected):
    assert buttons(client.get(make().get_absolute_url())) == expected


@pytest.mark.parametrize(
    ("on", "facts", "expected"),
    [
        (date(2028, 7, 3), {}, "Enregistrer une dénonciation"),
        (date(2028, 7, 4), {}, "Préparer la suivante"),
        (date(2029, 1, 1), {}, "Préparer la suivante"),
        (date(2027, 3, 1), {"terminated_on": date(2028, 3, 1)}, "Annuler la dénonciation"),
    ],
)
def test_a_running_convention_offers_what_its_calendar_asks(client, coordinator, on, facts, expected):
    convention = convention_in(State.NOTIFIED, **facts)

    with clock.frozen_at(on):
        assert buttons(client.get(convention.get_absolute_url()))[0][0] == expected


def test_a_second_termination_is_shown_with_what_it_waits_for(client, coordinator):
    convention = convention_in(State.NOTIFIED, terminated_on=date(2027, 6, 30))

    refusals = dict(buttons(client.get(convention.get_absolute_url())))

    why = "une dénonciation au 30 juin 2027 est déjà enregistrée : annulez-la d’abord"
    assert refusals["Enregistrer une dénonciation"] == why
    assert refusals["Annuler la dénonciation"] == ""


def test_a_termination_that_has_taken_effect_offers_no_way_back(client, coordinator):
    convention = convention_in(State.NOTIFIED, terminated_on=date(2027, 3, 1))

    with clock.frozen_at(date(2027, 3, 2)):
        labels = [label for label, _ in buttons(client.get(convention.get_absolute_url()))]

    assert "Annuler la dénonciation" not in labels
    assert "Enregistrer une dénonciation" not in labels


def test_the_page_explains_its_end_with_the_three_candidates_and_their_sources(client, coordinator):
    page = client.get(convention_in(State.NOTIFIED).get_absolute_url())

    assert "31 décembre 2028 : fin des deux ans, prise d’effet le 1er janvier 2027 (art. 6)." in text(page)
    assert [(one.label, one.bites) for one in page.context["ends"]] == [
        ("fin des deux ans", True),
        ("fin du mandat du Président", False),
        ("dénonciation", False),
    ]
    assert "CPC, art. 641, al. 2" in text(page)
    assert reverse("network:mandates") in page.content.decode()


def test_the_page_shows_each_document_with_its_fingerprint(client, coordinator):
    convention = convention_in(State.NOTIFIED)
    earlier = kept_pdf(convention, title="Texte d’avant")

    page = client.get(convention.get_absolute_url())

    marks = {paper.document: paper.mark for paper in page.context["papers"]}
    assert marks == {convention.document: "texte validé", convention.scan: "convention signée", earlier: ""}
    for document in marks:
        assert document.sha256 in page.content.decode()


def test_the_path_says_when_each_step_was_done(client, coordinator):
    steps = client.get(convention_in(State.SIGNING).get_absolute_url()).context["steps"]

    assert [(step.label, step.state, step.detail) for step in steps] == [
        ("Brouillon", "done", "22/11/2026"),
        ("Texte validé", "done", "22/11/2026"),
        ("En signature", "current", "22/11/2026"),
        ("Signée", "todo", ""),
        ("Notifiée", "todo", ""),
    ]


def test_what_is_made_after_midnight_in_paris_is_of_that_day(coordinator):
    late_evening_elsewhere = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    convention = ConventionFactory(created_at=late_evening_elsewhere, version__created_at=late_evening_elsewhere)

    kept = Convention.objects.select_related("version").get(pk=convention.pk)
    (waiting,) = panels.todo(coordinator)

    assert sheet.steps(kept)[0].detail == "22/11/2026"
    assert dict(model_sheet.facts(kept.version, 1))["Créée le"] == "22 novembre 2026"
    assert waiting.text.endswith("depuis aujourd’hui")


def test_a_line_of_the_follow_up_that_lacks_something_says_what_and_how_to_complete_it(client, coordinator):
    convention = ConventionFactory(version=None, starts_on=None)
    page = text(client.get(convention.get_absolute_url()))
    assert "il manque : la date d’effet et " in page
    assert reverse("foundation:import_new", args=["conventions"]) in page
    assert "suivi papier" not in text(client.get(ConventionFactory().get_absolute_url()))


def test_a_paper_convention_came_in_signed(client, coordinator):
    convention = ConventionFactory(version=None, state=State.NOTIFIED, president_signed_on=date(2026, 11, 1))

    page = client.get(convention.get_absolute_url())

    assert [step.label for step in page.context["steps"]] == ["Signée", "Notifiée"]
    assert "signée sur papier, avant ce suivi" in text(page)


# --- what the commune sees -------------------------------------------------------------------------------------------


def test_the_library_reads_the_convention_and_its_pdf_without_the_steps(client):
    convention = convention_in(State.SIGNING)
    client.force_login(person_as(Role.LIBRARY_HEAD, LibraryFactory(commune=convention.commune)))

    page = client.get(convention.get_absolute_url())

    assert buttons(page) == [("Ouvrir le PDF", "")]
    assert "<form" not in page.content.decode().split("<main")[1].split("</main>")[0]
    assert client.get(convention.document.get_absolute_url()).getvalue().startswith(b"%PDF-")


def test_another_commune_gets_neither_the_page_nor_the_pdf(client):
    convention = convention_in(State.NOTIFIED)
    pages = [one.get_absolute_url() for one in (convention, convention.document, convention.scan)]
    client.force_login(person_as(Role.COMMUNE_CONTACT, convention.commune))
    for page in pages:
        own = client.get(page)
        assert own.status_code == 200
        assert own.getvalue()

    client.force_login(person_as(Role.COMMUNE_CONTACT, ConventionFactory().commune))
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]


def test_the_page_of_the_commune_holds_its_conventions_present_and_past(client, coordinator):
    current = convention_in(State.NOTIFIED)
    past = ConventionFactory(commune=current.commune, state=State.NOTIFIED, starts_on=date(2020, 1, 1))

    page = text(client.get(current.commune.get_absolute_url()))

    assert page.index(current.number) < page.index(past.number)
    assert f"{reverse('convention:generate')}?communes={current.commune.pk}" in page


def test_the_search_finds_a_convention_by_its_number_and_its_commune(client, coordinator):
    convention = ConventionFactory(commune__name="Achères", commune__sort_name="acheres")

    for words in (convention.number, "acheres"):
        assert convention.get_absolute_url() in client.get(f"/systeme/recherche/?q={words}").content.decode()


def test_the_page_costs_a_bounded_number_of_queries(client, coordinator, django_assert_max_num_queries):
    convention = convention_in(State.NOTIFIED)
    client.get(convention.get_absolute_url())

    with django_assert_max_num_queries(30):
        client.get(convention.get_absolute_url())


def test_a_text_that_no_longer_says_what_the_network_says_is_told_before_it_is_signed(client, coordinator):
    convention = convention_in(State.VALIDATED)
    assert "Depuis la validation" not in text(client.get(convention.get_absolute_url()))
    convention.commune.mayor = "Une Autre"
    convention.commune.save()
    assert "Depuis la validation" in text(client.get(convention.get_absolute_url()))


def test_what_was_signed_on_paper_without_a_known_day_is_not_said_unsigned(client, coordinator):
    convention = ConventionFactory(version=None, state=State.NOTIFIED, notified_on=date(2027, 1, 1))
    page = text(client.get(convention.get_absolute_url()))
    assert "date de signature non connue" in page
    assert "pas encore signé" not in page


def test_the_last_day_of_what_is_not_notified_is_only_foreseen(client, coordinator):
    assert client.get(convention_in(State.SIGNING).get_absolute_url()).context["ending"] == "dernier jour prévu le"
    assert client.get(convention_in(State.NOTIFIED).get_absolute_url()).context["ending"] == "jusqu’au"
