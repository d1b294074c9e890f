"""The page of a convention: what it says to the coordination and to the commune, and the draft that is changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from convention import model_sheet, panels, sheet
from convention.models import Convention
from convention.states import State
from foundation import clock, job_runs
from foundation.models import Draft, Job
from network.models import Commune
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, kept_pdf, printed, territory
from tests.factories import LibraryFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
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
            [("Faire le PDF", ""), ("Valider le texte", "il manque le PDF de la convention"), ("Modifier", "")],
        ),
        (
            lambda: ConventionFactory(given_values={}),
            [("Valider le texte", "il manque « Hébergeur », attendu dans l’article 1"), ("Modifier", "")],
        ),
        (lambda: printed(ConventionFactory()), [("Valider le texte", ""), ("Modifier", ""), ("Ouvrir le PDF", "")]),
        (
            lambda: convention_in(State.VALIDATED),
            [("Envoyer en signature", ""), ("Reprendre en brouillon", ""), ("Ouvrir le PDF", "")],
        ),
        (
            lambda: convention_in(State.SIGNING),
            [("Enregistrer les signatures", ""), ("Reprendre en brouillon", ""), ("Ouvrir le PDF", "")],
        ),
        (
            lambda: convention_in(State.SIGNED),
            [
                ("Déposer le scan signé", ""),
                ("Notifier", "il manque le scan de la convention signée"),
                ("Ouvrir le PDF", ""),
            ],
        ),
        (
            lambda: convention_in(State.NOTIFIED),
            [
                ("Enregistrer une dénonciation", ""),
                ("Remplacer le scan", ""),
                ("Ouvrir la convention signée", ""),
                ("Ouvrir le PDF", ""),
            ],
        ),
    ],
    ids=["no pdf", "no value", "draft", "validated", "signing", "signed", "notified"],
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
    assert marks == {convention.document: "texte en cours", convention.scan: "convention signée", earlier: ""}
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
    assert waiting.text.endswith("depuis 0 jour")


def test_a_paper_convention_came_in_signed(client, coordinator):
    convention = ConventionFactory(version=None, state=State.NOTIFIED, president_signed_on=date(2026, 11, 1))

    page = client.get(convention.get_absolute_url())

    assert [step.label for step in page.context["steps"]] == ["Signée", "Notifiée"]
    assert "signée sur papier, avant ce suivi" in text(page)


# --- what the commune sees -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COMMUNE_CONTACT, Role.LIBRARY_HEAD])
def test_the_commune_reads_its_convention_and_its_pdf_without_the_steps(client, role):
    convention = convention_in(State.SIGNING)
    library = LibraryFactory(commune=convention.commune)
    client.force_login(person_as(role, convention.commune if role == Role.COMMUNE_CONTACT else library))

    page = client.get(convention.get_absolute_url())

    assert buttons(page) == [("Ouvrir le PDF", "")]
    assert "<form" not in page.content.decode().split("<main")[1].split("</main>")[0]
    assert client.get(convention.document.get_absolute_url()).getvalue().startswith(b"%PDF-")


def test_another_commune_gets_neither_the_page_nor_the_pdf(client):
    convention = convention_in(State.NOTIFIED)
    client.force_login(person_as(Role.COMMUNE_CONTACT, ConventionFactory().commune))

    assert client.get(convention.get_absolute_url()).status_code == 404
    assert client.get(convention.document.get_absolute_url()).status_code == 404
    assert client.get(convention.scan.get_absolute_url()).status_code == 404


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


# --- changing a draft ------------------------------------------------------------------------------------------------


def form_of(client, url: str) -> dict[str, str]:
    """What the form of a page would send back unchanged."""
    form = client.get(url).context["form"]
    return {box.html_name: str(box.value() if box.value() is not None else "") for box in form}


@pytest.fixture
def draft(db) -> Convention:
    return printed(ConventionFactory())


def test_a_changed_date_and_value_are_kept_and_the_pdf_is_made_again(client, coordinator, draft):
    url = reverse("convention:edit", args=[draft.pk])
    sent = form_of(client, url) | {"starts_on": "2027-03-01", "valeur_hebergeur": "Ondine"}

    answer = client.post(url, sent)

    job = Job.objects.get()
    assert answer.url == job.get_absolute_url()
    changed = Convention.objects.get()
    assert (changed.starts_on, changed.term_ends_on) == (date(2027, 3, 1), date(2029, 2, 28))
    assert changed.given_values == {"hebergeur": "Ondine"}
    assert "Valeurs saisies : hebergeur : Nacelle → hebergeur : Ondine" in text(client.get(draft.get_absolute_url()))
    job_runs.run(job.pk)
    assert not Convention.objects.get().text_changed_since_pdf()
    assert Convention.objects.get().document != draft.document


def test_remarks_alone_leave_the_pdf_as_it_is(client, coordinator, draft):
    url = reverse("convention:edit", args=[draft.pk])

    answer = client.post(url, form_of(client, url) | {"remarks": "À relancer"})

    assert answer.url == draft.get_absolute_url()
    assert not Job.objects.exists()
    assert Convention.objects.get().remarks == "À relancer"
    assert Convention.objects.get().history.first().history_user == coordinator


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"starts_on": ""}, "obligatoire"),
        ({"starts_on": "31/02/2027"}, "date valide"),
        ({"starts_on": "2032-04-10"}, "Le mandat de Dominique Exemple finit le 9 avril 2032"),
        ({"starts_on": "2025-01-01"}, "Aucun mandat du Président n’est enregistré au 1er janvier 2025."),
        ({"starts_on": "9999-06-01"}, "Donnez une date de 1990 à 2100."),
        ({"starts_on": "2101-01-01"}, "Donnez une date de 1990 à 2100."),
        ({"starts_on": "1989-12-31"}, "Donnez une date de 1990 à 2100."),
        ({"starts_on": "2100-12-31"}, "Le mandat de Dominique Exemple finit le 9 avril 2032"),
        ({"starts_on": "1990-01-01"}, "Aucun mandat du Président n’est enregistré au 1er janvier 1990."),
        ({"valeur_hebergeur": ""}, "obligatoire"),
        ({"valeur_hebergeur": "Na\ncelle"}, "un caractère invisible"),
        ({"valeur_hebergeur": "Na\x07celle"}, "un caractère invisible"),
        ({"valeur_hebergeur": "{{ commune }}"}, "Écrivez la valeur elle-même, sans « {{ » ni « }} »."),
        ({"valeur_hebergeur": "commune }}"}, "Écrivez la valeur elle-même, sans « {{ » ni « }} »."),
    ],
)
def test_an_impossible_entry_is_refused_under_its_field_and_nothing_is_kept(
    client, coordinator, draft, typed, expected
):
    url = reverse("convention:edit", args=[draft.pk])

    page = client.post(url, form_of(client, url) | typed)

    assert page.status_code == 422
    assert expected in text(page)
    assert Convention.objects.get().starts_on == date(2027, 1, 1)


@pytest.mark.parametrize("starts_on", ["2032-04-08", "2032-04-09"])
def test_the_last_days_of_the_mandate_are_possible(client, coordinator, draft, starts_on):
    url = reverse("convention:edit", args=[draft.pk])

    client.post(url, form_of(client, url) | {"starts_on": starts_on})

    assert Convention.objects.get().end.date == date(2032, 4, 9)


def test_a_date_inside_another_convention_is_refused(client, coordinator, draft):
    other = ConventionFactory(commune=draft.commune, state=State.NOTIFIED, starts_on=date(2029, 1, 1))
    url = reverse("convention:edit", args=[draft.pk])

    page = client.post(url, form_of(client, url) | {"starts_on": "2030-12-31"})

    assert page.status_code == 422
    assert f"La convention {other.number} court du 1er janvier 2029 au 31 décembre 2030." in text(page)


def test_two_tabs_the_second_is_told_what_the_first_kept(client, coordinator, draft):
    url = reverse("convention:edit", args=[draft.pk])
    first, second = form_of(client, url), form_of(client, url)
    client.post(url, first | {"remarks": "du premier onglet"})

    page = client.post(url, second | {"remarks": "du second onglet"})

    assert page.status_code == 422
    assert "du premier onglet" in text(page)
    assert Convention.objects.get().remarks == "du premier onglet"


def test_two_tabs_the_second_is_told_which_value_of_the_text_the_first_kept(client, coordinator, draft):
    url = reverse("convention:edit", args=[draft.pk])
    first, second = form_of(client, url), form_of(client, url)
    client.post(url, first | {"valeur_hebergeur": "Ondine"})

    page = client.post(url, second | {"valeur_hebergeur": "Zéphyr", "remarks": "du second onglet"})

    assert page.status_code == 422
    told = "Enregistré entre-temps : « Ondine ». Votre valeur est restée dans le champ."
    errors = {name: [one.replace(NBSP, " ") for one in found] for name, found in page.context["form"].errors.items()}
    assert errors["valeur_hebergeur"] == [told]
    assert "remarks" not in errors
    assert page.context["form"]["valeur_hebergeur"].value() == "Zéphyr"
    assert Convention.objects.get().given_values == {"hebergeur": "Ondine"}


def test_two_tabs_a_value_that_only_the_second_changed_is_not_said_to_be_kept(client, coordinator, draft):
    url = reverse("convention:edit", args=[draft.pk])
    first, second = form_of(client, url), form_of(client, url)
    client.post(url, first | {"remarks": "du premier onglet"})

    page = client.post(url, second | {"valeur_hebergeur": "Zéphyr"})

    assert set(page.context["form"].errors) == {"__all__", "remarks"}


def test_a_draft_validated_meanwhile_is_no_longer_changed(client, coordinator, draft):
    url = reverse("convention:edit", args=[draft.pk])
    sent = form_of(client, url)
    client.post(reverse("convention:validate", args=[draft.pk]))

    answers = client.get(url), client.post(url, sent | {"remarks": "trop tard"})

    for answer in answers:
        assert answer.status_code == 409
        assert "Le texte est figé" in text(answer)
    assert Convention.objects.get().remarks == ""


def test_what_was_typed_is_kept_as_a_draft_and_forgotten_once_saved(client, coordinator, draft):
    url = reverse("convention:edit", args=[draft.pk])
    Draft.objects.create(person=coordinator, key=url, data={"remarks": ["commencé hier"]}, saved_at=clock.now())

    page = client.get(url)
    assert "commencé hier" in text(page)
    assert "Nous avons retrouvé" in text(page)

    client.post(url, form_of(client, url) | {"remarks": "fini"})
    assert not Draft.objects.exists()


def test_a_double_click_on_making_the_pdf_is_one_job(client, coordinator, draft):
    Commune.objects.update(mayor="Alix Exemple")
    url = reverse("convention:print", args=[draft.pk])

    assert client.post(url).url == client.post(url).url
    assert Job.objects.count() == 1


def test_who_prints_what_a_colleague_prints_comes_back_to_the_convention(client, coordinator, draft):
    Commune.objects.update(mayor="Alix Exemple")
    url = reverse("convention:print", args=[draft.pk])
    client.post(url)
    client.force_login(person_as(Role.COORDINATOR))

    answer = client.post(url, follow=True)

    assert answer.redirect_chain == [(draft.get_absolute_url(), 302)]
    assert "Le PDF est déjà demandé par quelqu’un d’autre" in text(answer)
    assert Job.objects.count() == 1
