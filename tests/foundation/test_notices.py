"""What the law has the site say to anyone: reached from the foot of each page, naming who answers for the site."""

import pytest
from django.conf import settings
from django.urls import reverse

from foundation import operator
from foundation.retention import RETENTION
from network.roles import Role
from tests.factories import PersonFactory, person_as

pytestmark = pytest.mark.django_db
NAMES = ["accessibility", "legal_notice", "personal_data"]
OPERATOR = {
    "name": "Réseau d’essai",
    "address": "1 rue de l’Essai, 78000 Essai",
    "email": "site@demo.example",
    "director": "Camille Exemple",
    "host": "Hébergeur d’essai",
    "dpo": "dpo@demo.example",
}


def page(client, name: str) -> str:
    """The page with ordinary spaces."""
    response = client.get(reverse(f"foundation:{name}"))
    assert response.status_code == 200
    return response.text.replace("\u00a0", " ")


@pytest.mark.parametrize("where", ["/compte/login/", "/"])
def test_the_foot_of_each_page_leads_to_them(client, where):
    if where == "/":
        client.force_login(PersonFactory())

    text = client.get(where).text

    assert all(f'href="{reverse(f"foundation:{name}")}"' in text for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_they_keep_the_menu_of_who_is_signed_in(client, name):
    assert 'aria-label="Sections"' not in page(client, name)
    client.force_login(PersonFactory())
    assert 'aria-label="Sections"' in page(client, name)


def test_they_name_who_answers_for_the_site(client, settings):
    settings.OPERATOR = OPERATOR

    assert all(
        OPERATOR[key] in page(client, "legal_notice") for key in ("name", "address", "email", "director", "host")
    )
    assert all(OPERATOR[key] in page(client, "accessibility") for key in ("name", "email"))
    assert all(OPERATOR[key] in page(client, "personal_data") for key in ("name", "dpo"))


def test_what_is_not_given_is_said_to_be_missing(client, settings):
    settings.OPERATOR = dict.fromkeys(OPERATOR, "")
    settings.MAILLAGE_DEMO = False

    assert "Le nom de l’éditeur n’est pas encore renseigné." in page(client, "legal_notice")
    assert "L’hébergeur n’est pas encore renseigné." in page(client, "legal_notice")
    assert "dont le nom n’est pas encore renseigné" in page(client, "personal_data")


@pytest.mark.parametrize("name", NAMES)
def test_the_demo_names_people_who_do_not_exist_and_says_so(client, settings, name):
    settings.OPERATOR = dict.fromkeys(OPERATOR, "")
    settings.MAILLAGE_DEMO = True
    text = page(client, name)

    assert "Démonstration : ceux que cette page nomme sont inventés." in text
    assert "pas encore renseigné" not in text
    assert "Communauté urbaine de démonstration (fictive)" in text


def test_the_demo_invents_an_editor_a_director_and_a_host(client, settings):
    settings.OPERATOR = dict.fromkeys(OPERATOR, "")
    settings.MAILLAGE_DEMO = True
    text = page(client, "legal_notice")

    assert all(operator.INVENTED[key] in text for key in ("name", "address", "email", "director", "host"))
    assert all("fictif" in operator.INVENTED[key] or "fictive" in operator.INVENTED[key] for key in ("name", "host"))


def test_a_demo_whose_editor_is_named_invents_nothing(client, settings):
    settings.OPERATOR = {**dict.fromkeys(OPERATOR, ""), "name": "Réseau d’essai"}
    settings.MAILLAGE_DEMO = True
    text = page(client, "legal_notice")

    assert "inventés" not in text
    assert "L’hébergeur n’est pas encore renseigné." in text


def test_the_administration_alone_reads_what_is_missing_and_where_to_write_it(client, settings):
    settings.OPERATOR = {**OPERATOR, "host": "", "dpo": ""}
    settings.MAILLAGE_DEMO = False
    told = "l’hébergeur (<code>OPERATOR_HOST</code>)"

    assert told not in page(client, "legal_notice")
    client.force_login(person_as(Role.COORDINATOR))
    assert told not in page(client, "legal_notice")
    client.force_login(person_as(Role.ADMINISTRATOR))
    text = page(client, "legal_notice")
    assert told in text
    assert "OPERATOR_DPO_EMAIL" in text
    assert "OPERATOR_NAME" not in text


def test_nothing_is_missing_where_all_is_given(client, settings):
    settings.OPERATOR = OPERATOR
    client.force_login(person_as(Role.ADMINISTRATOR))
    assert "Il manque" not in page(client, "legal_notice")


def test_each_value_is_read_from_the_variable_that_the_page_names():
    text = (settings.BASE_DIR / "config" / "settings.py").read_text()
    assert all(f'"{key}": env.str("{variable}", "")' in text for key, (_, variable) in operator.ASKED.items())
    assert operator.ASKED.keys() == operator.INVENTED.keys() == settings.OPERATOR.keys()


def test_the_declaration_of_accessibility_claims_nothing_that_was_not_measured(client):
    text = page(client, "accessibility")

    assert "n’est pas déclaré conforme" in text
    assert "aucun audit n’a encore été mené" in text
    assert "%" not in text.partition("<h1>")[2].partition("</main>")[0]


def test_what_is_promised_to_be_erased_is_what_the_night_erases(client):
    told = page(client, "personal_data")
    for rule in RETENTION.values():
        assert rule.label in told
        assert f"{rule.days} jour" in told.split(rule.label)[1].split("</dd>")[0]


def test_it_is_told_that_a_paper_may_be_checked_by_anyone_and_what_is_shown_then(client):
    told = page(client, "personal_data")
    assert f'href="{reverse("verification:form")}"' in told
    assert "le nom, l’intitulé et les deux dates" in told
