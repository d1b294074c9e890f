"""An empty choice says what choosing nothing means; no page shows in its place the dashes that Django puts there."""

import pytest
from django import forms
from django.db import models
from django.urls import reverse

from network.models import Commune
from network.roles import Role
from tests.access_table import SECTIONS, rows

DASHES = models.fields.BLANK_CHOICE_DASH[0][1]


def first_option(field: forms.Field) -> str:
    """What the first line of a choice says, as a page draws it."""

    class Asked(forms.Form):
        asked = field

    _, _, rest = str(Asked()["asked"]).partition("<option")
    return rest.partition(">")[2].partition("<")[0]


@pytest.mark.parametrize("app", SECTIONS)
def test_no_page_shows_dashes(world, app, subtests):
    for name, row in rows(app, method="GET").items():
        url = reverse(name, args=row.args(world))
        browser = world.browsers[next(iter(row.allow), Role.COORDINATOR)]
        with subtests.test(name):
            page = browser.get(url)
            content = page.getvalue()  # closes the file of those that give one
            assert "text/html" not in page.get("Content-Type", "") or DASHES.encode() not in content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (forms.ModelChoiceField(Commune.objects.none()), "Choisir…"),
        (forms.ModelChoiceField(Commune.objects.none(), required=False), "Non précisé"),
        (forms.ModelChoiceField(Commune.objects.none(), empty_label="Choisir une commune…"), "Choisir une commune…"),
        (models.CharField(choices=[("M", "Le Maire")]).formfield(), "Choisir…"),
        (models.CharField(choices=[("M", "Le Maire")], blank=True).formfield(), "Non précisé"),
        (forms.ChoiceField(choices=[("", "Ne pas lire"), ("1", "Colonne 1")]), "Ne pas lire"),
    ],
)
def test_an_empty_choice_says_what_it_means(field, expected):
    assert first_option(field) == expected


def test_an_empty_choice_that_is_chosen_stays_so():
    class Asked(forms.Form):
        commune = forms.ChoiceField(choices=[("", DASHES), ("1", "Achères")])

    assert '<option value="" selected>Choisir…</option>' in str(Asked({"commune": ""})["commune"])
    assert '<option value="1" selected>Achères</option>' in str(Asked({"commune": "1"})["commune"])
