"""One word for an e-mail address on every form that asks for one."""

import pytest
from django.urls import reverse

from network.forms.account import AddressForm
from network.forms.institutions import ServiceForm, VendorForm
from network.forms.people import PersonForm
from network.forms.places import LibraryForm
from network.roles import Role
from tests.factories import person_as

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form_class", [PersonForm, LibraryForm, ServiceForm, VendorForm, AddressForm])
def test_an_address_that_is_not_one_is_refused_in_the_words_of_the_site(form_class):
    options = {"person": person_as(Role.COORDINATOR)} if form_class in (LibraryForm, AddressForm) else {}
    form = form_class({"email": "camille"}, **options)

    assert form.errors["email"] == ["Écrivez une adresse e-mail entière, comme prenom.nom@exemple.fr."]
    assert str(form.fields["email"].label).lower().endswith("adresse e-mail")


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_signing_in_asks_for_it_by_the_same_word_above_an_empty_field(client, name):
    page = client.get(reverse(name)).text

    assert "Adresse e-mail" in page
    assert "Courriel" not in page
    assert "placeholder=" not in page
