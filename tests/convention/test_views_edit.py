"""Changing a draft: what is kept, what is refused, two tabs, the PDF made again."""

from datetime import date

import pytest
from django.urls import reverse

from convention.models import Convention
from convention.states import State
from foundation import clock, job_runs
from foundation.models import Draft, Job
from network.models import Commune
from network.roles import Role
from tests.convention.factories import ConventionFactory, printed, territory
from tests.factories import PresidentMandateFactory, person_as

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
    assert "Hébergeur : Ondine (avant : Nacelle)" in text(client.get(draft.get_absolute_url()))
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
        ({"valeur_hebergeur": "\u200b\n"}, "obligatoire"),
        ({"valeur_hebergeur": "Nacelle 漢"}, "n’a pas ce caractère : « 漢 » (U+6F22"),
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


def test_a_date_whose_convention_would_be_over_is_refused_with_its_last_day(client, coordinator, draft):
    PresidentMandateFactory(starts_on=date(2020, 7, 10), estimated_end=date(2026, 4, 9))
    url = reverse("convention:edit", args=[draft.pk])

    page = client.post(url, form_of(client, url) | {"starts_on": "2026-03-01"})

    assert page.status_code == 422
    assert "La convention serait déjà échue : son dernier jour serait le 9 avril 2026." in text(page)
    assert page.context["form"]["starts_on"].value() == "2026-03-01"
    assert "rétroactivement" not in text(page)
    assert Convention.objects.get().starts_on == date(2027, 1, 1)


def test_a_past_effect_date_is_kept_and_told_when_it_is_saved_and_each_time_it_is_read(client, coordinator, draft):
    url, told = reverse("convention:edit", args=[draft.pk]), "prend effet rétroactivement, le 1er novembre 2026"
    sent = form_of(client, url) | {"starts_on": "2026-11-01"}
    assert "rétroactivement" not in text(client.get(url))

    assert told in text(client.post(url, sent | {"valeur_hebergeur": ""}))  # refused for something else
    saved = client.post(url, sent, follow=True)

    assert Convention.objects.get().starts_on == date(2026, 11, 1)
    for page in (saved, client.get(url), client.get(draft.get_absolute_url())):
        assert told in text(page)


def test_a_draft_that_would_be_over_cannot_be_validated_and_its_page_says_why(client, coordinator, draft):
    with clock.frozen_at(date(2029, 1, 1)):
        page = client.get(draft.get_absolute_url())
        refused = client.post(reverse("convention:validate", args=[draft.pk]))

    assert "La convention serait déjà échue : son dernier jour serait le 31 décembre 2028." in text(page)
    assert refused.status_code == 409
    assert "le dernier jour serait le 31 décembre 2028, déjà passé" in text(refused)
    assert Convention.objects.get().state == State.DRAFT


def test_the_day_of_another_draft_of_the_commune_is_refused_under_its_field(client, coordinator, draft):
    other = ConventionFactory(commune=draft.commune, starts_on=date(2029, 1, 1))
    url = reverse("convention:edit", args=[draft.pk])

    page = client.post(url, form_of(client, url) | {"starts_on": "2029-01-01"})

    assert page.status_code == 422
    assert page.context["form"].errors["starts_on"] == [f"La convention {other.number} a déjà cette date d’effet."]


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
