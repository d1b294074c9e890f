"""A name is what one sees of it, on one line; what shows nothing is no name, on a screen as in an import."""

import pytest
from django.core.exceptions import ValidationError

from foundation.one_line import OneLineInput, one_line
from foundation.tabular import cells
from network.imports.libraries import LIBRARIES
from network.models import Library
from network.roles import Role
from tests.factories import CommuneFactory, LibraryFactory, person_as
from tests.foundation.import_kinds import confirm, csv_of, decisions, problems, read

INVISIBLE = ["\u200b", "\u200b \u2060", "\ufeff", "\u00ad", "\u200e\u200f", "\u3164", "\u2800", "\u00a0", " \n\t "]


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("Médiathèque", "Médiathèque"),
        ("  Le   Phare ", "Le Phare"),
        ("Le\nPhare", "Le Phare"),
        ("Le\r\n Phare\u2028", "Le Phare"),
        ("Le\u00a0Phare", "Le Phare"),
        ("Le\u200b Pha\u00adre\ufeff", "Le Phare"),
        ("Le \u200b Phare", "Le Phare"),
        ("Me\u0301diathe\u0300que", "Médiathèque"),
        ("L’Œil & « Co », 漢 😀", "L’Œil & « Co », 漢 😀"),
        *((text, "") for text in INVISIBLE),
    ],
)
def test_a_line_is_what_one_sees_of_it(typed, read_as):
    assert one_line(typed) == read_as
    assert one_line(read_as) == read_as


@pytest.mark.parametrize("typed", INVISIBLE)
def test_what_shows_nothing_is_refused_where_something_is_due(typed):
    with pytest.raises(ValidationError) as refusal:
        OneLineInput().clean(typed)
    assert refusal.value.code == "required"
    assert OneLineInput(required=False).clean(typed) == ""
    assert OneLineInput(required=False, empty_value=None).clean("") is None


@pytest.mark.django_db
def test_a_model_checked_without_a_form_is_tidied_too():
    library = LibraryFactory(code="B1", commune=CommuneFactory())
    library.name = " Le\n Phare\u200b"
    library.full_clean()
    assert library.name == "Le Phare"

    library.name = "\u200b"
    with pytest.raises(ValidationError) as refusal:
        library.full_clean()
    assert list(refusal.value.message_dict) == ["name"]


@pytest.mark.django_db
def test_a_name_that_shows_nothing_is_refused_on_the_screen(client):
    client.force_login(person_as(Role.COORDINATOR))
    library = LibraryFactory(code="B1", name="Le Phare")
    url = f"/reseau/bibliotheques/{library.pk}/modifier/"
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}

    refused = client.post(url, {**sent, "name": "\u200b"})
    assert refused.context["form"].errors["name"]
    client.post(url, {**sent, "name": "La\u200b Nef\n"})
    library.refresh_from_db()
    assert library.name == "La Nef"


@pytest.mark.django_db
def test_a_name_that_shows_nothing_is_an_empty_cell_of_an_import():
    CommuneFactory(name="Limay")
    by = person_as(Role.COORDINATOR)
    rows = [["B1", "\u200b", "Limay"], ["B2", "La\u200b  Nef", "Li\u200bmay"], ["\u2800", "\u200b", "\ufeff"]]
    batch = read(LIBRARIES, csv_of(*rows, headers=["Code", "Nom", "Commune"]), by)

    assert decisions(batch) == {2: "REFUSED", 3: "CREATE"}
    assert [message for *_, message in problems(batch, 2)] == ["Cette cellule doit être remplie."]
    confirm(batch, by)
    assert Library.objects.get().name == "La Nef"


def test_a_cell_is_read_on_one_line():
    assert cells.text()("Le\u200b\nPhare\u00a0") == "Le Phare"
