"""Two tabs: the second to save is told, and sees both values."""

from datetime import date
from functools import partial

import pytest
from django import forms
from django.http import QueryDict

from convention.models import ReminderRung
from convention.views.rungs import RungForm
from foundation import clock
from foundation.models import SavedView
from foundation.saved_views import SavedViewForm
from foundation.versions import JUST_TAKEN, VersionedForm, save_unless_stale, save_unless_taken, stale, version_of
from tests.at_once import at_once
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory
from tests.workflow_app.models import Demand
from tests.workflow_app.views import DemandForm

pytestmark = pytest.mark.django_db
VALUES = {"title": "Avant", "starts_on": "2027-01-01", "urgency": "LOW"}


@pytest.fixture
def demand() -> Demand:
    return DemandFactory(title="Avant")


def opened(demand) -> str:
    """The version that a page opened now carries."""
    return DemandForm(instance=Demand.objects.get(pk=demand.pk)).initial["form_version"]


def sent(demand, version, **values) -> DemandForm:
    """The form as another request receives it."""
    form = DemandForm({**VALUES, **values, "form_version": version}, instance=Demand.objects.get(pk=demand.pk))
    assert form.is_valid()
    return form


def test_a_version_changes_at_each_save_and_not_otherwise(demand):
    first = version_of(demand)
    assert not stale(first, demand)
    assert version_of(Demand.objects.get(pk=demand.pk)) == first

    demand.save()

    assert stale(first, demand)


def test_a_page_that_nobody_overtook_is_saved(demand):
    assert save_unless_stale(sent(demand, opened(demand), title="Après"))
    assert Demand.objects.get(pk=demand.pk).title == "Après"


def test_a_new_object_has_nobody_to_overtake(db):
    form = DemandForm({**VALUES, "form_version": ""}, instance=Demand(owner=PersonFactory()))

    assert form.is_valid()
    assert save_unless_stale(form)


def test_the_second_tab_is_refused_and_shows_both_values(demand):
    first_tab = second_tab = opened(demand)
    with clock.frozen_at("2026-11-22T14:05"):
        form = sent(demand, first_tab, title="Le premier")
        form.instance._history_user = demand.owner
        assert save_unless_stale(form)

    late = sent(demand, second_tab, title="Le second")

    assert not save_unless_stale(late)
    assert Demand.objects.get(pk=demand.pk).title == "Le premier"
    assert late.errors["title"] == [
        "Enregistré entre-temps\u00a0: «\u00a0Le premier\u00a0». Votre valeur est restée dans le champ."
    ]
    assert late["title"].value() == "Le second"
    assert late.non_field_errors() == [
        f"{demand.owner}, le dimanche 22 novembre 2026 à 14\u00a0h\u00a005, a enregistré autre chose pendant que vous "
        "écriviez. Comparez, puis renvoyez."
    ]


def test_sending_again_after_reading_overrides_knowingly(demand):
    version = opened(demand)
    assert save_unless_stale(sent(demand, version, title="Le premier"))
    late = sent(demand, version, title="Le second")
    assert not save_unless_stale(late)

    assert save_unless_stale(sent(demand, late["form_version"].value(), title="Le second"))
    assert Demand.objects.get(pk=demand.pk).title == "Le second"


def test_what_only_the_other_changed_is_shown_too_lest_it_be_undone(demand):
    version = opened(demand)
    other = Demand.objects.get(pk=demand.pk)
    other.starts_on, other.urgency = date(2027, 3, 1), "HIGH"
    other.save()

    late = sent(demand, version, title="Le second")

    assert not save_unless_stale(late)
    assert set(late.errors) == {"__all__", "starts_on", "urgency"}
    assert "«\u00a01er mars 2027\u00a0»" in late.errors["starts_on"][0]
    assert "«\u00a0haute\u00a0»" in late.errors["urgency"][0]


def test_a_field_emptied_by_the_other_says_so(demand):
    version = opened(demand)
    other = Demand.objects.get(pk=demand.pk)
    other.starts_on = None
    other.save()

    late = sent(demand, version)

    assert not save_unless_stale(late)
    assert late.errors["starts_on"][0].startswith("Ce champ a été vidé entre-temps.")


@pytest.mark.parametrize("version", ["", "h", "h999999", "n’importe quoi"])
def test_a_version_that_is_not_one_is_stale(demand, version):
    assert stale(version, demand)
    assert not save_unless_stale(sent(demand, version, title="Après"))


class VersionedViewForm(VersionedForm, SavedViewForm):
    """A form that creates what may exist once."""


class BlindForm(forms.ModelForm):
    """A form that does not know what makes its object unique."""

    class Meta:
        model = SavedView
        fields = ["name"]


def view_form(person, form_class=SavedViewForm) -> forms.BaseModelForm:
    """A form found valid before anybody else has saved."""
    form = form_class(QueryDict("name=Urgentes&list_name=demandes"), person=person)
    assert form.is_valid()
    return form


def test_a_name_taken_since_the_form_was_found_valid_is_told_as_any_other():
    person = PersonFactory()
    first, second = (view_form(person) for _ in range(2))

    assert save_unless_taken(first)
    assert not save_unless_taken(second)

    assert second.non_field_errors() == ["Vous avez déjà une vue de ce nom."]
    assert second.instance.pk is None
    assert SavedView.objects.count() == 1


def test_a_creation_that_another_has_just_made_is_told():
    person = PersonFactory()
    first, second = (view_form(person, VersionedViewForm) for _ in range(2))

    assert save_unless_stale(first)
    assert not save_unless_stale(second)
    assert second.non_field_errors() == ["Vous avez déjà une vue de ce nom."]


def test_a_rung_added_twice_at_once_is_told_in_the_words_of_its_form():
    first, second = (RungForm({"days": "45"}) for _ in range(2))
    assert first.is_valid()
    assert second.is_valid()

    assert save_unless_taken(first)
    assert not save_unless_taken(second)
    assert second.errors == {"days": ["Ce rappel existe déjà."]}
    assert ReminderRung.objects.filter(days=45).count() == 1


def test_what_the_form_cannot_explain_is_told_all_the_same():
    taken = SavedView.objects.create(person=PersonFactory(), list_name="demandes", name="Urgentes")
    form = BlindForm({"name": "Urgentes"}, instance=SavedView(person=taken.person, list_name="demandes"))
    assert form.is_valid()

    assert not save_unless_taken(form)
    assert form.non_field_errors() == [JUST_TAKEN]


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_told():
    demand = DemandFactory(title="Avant")
    version = opened(demand)
    forms = [sent(demand, version, title=title) for title in ("Un", "Deux")]

    outcomes = at_once(*(partial(save_unless_stale, form) for form in forms))

    assert sorted(outcomes) == [False, True]
    assert demand.history.count() == 2
