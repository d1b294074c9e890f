"""A form whose saving does more than it shows: told once, confirmed once."""

from django import forms

from foundation.confirming import CONFIRMED, ConfirmedForm


class ClosingForm(ConfirmedForm, forms.Form):
    """A form that closes something."""

    day = forms.CharField(max_length=2)

    def effects(self, by) -> list[str]:
        return [f"Tout ferme le {self.data['day']}."]


def test_effects_are_told_then_confirmed_and_told_again_when_they_change():
    first = ClosingForm({"day": "12"})
    assert first.to_confirm(None) == ["Tout ferme le 12."]

    assert ClosingForm(first.data).to_confirm(None) == []
    assert ClosingForm({**first.data, "day": "13"}).to_confirm(None) == ["Tout ferme le 13."]


def test_what_is_confirmed_stays_so_when_the_form_comes_back_for_another_reason():
    first = ClosingForm({"day": "123"})
    first.to_confirm(None)

    refused = ClosingForm(first.data)
    assert not refused.is_valid()
    assert refused.to_confirm(None) == []

    assert f'name="{CONFIRMED}" value="{first.data[CONFIRMED]}"' in str(refused[CONFIRMED])
