"""A form whose saving has effects that its fields do not show: they are told first, then confirmed.

    class MandateForm(ConfirmedForm, forms.ModelForm):
        def effects(self, by): ...

    if form.is_valid() and not (told := form.to_confirm(request.user)):
        form.save()

What is confirmed is what was read: when it has changed meanwhile, it is told again.
"""

import hashlib
from typing import Any, cast

from django import forms

CONFIRMED = "confirmed"


class ConfirmedForm(forms.BaseForm):
    """A form that tells what its saving would do beyond its fields."""

    def effects(self, by: Any) -> list[str]:
        """What saving this valid form would change elsewhere, or do twice, each a sentence in French."""
        return []

    def to_confirm(self, by: Any) -> list[str]:
        """The effects, unless what was sent confirms these very ones; the next sending then does.

        What is confirmed stays so when the form comes back for another reason.
        """
        effects = self.effects(by)
        if not effects:
            return []
        name, token = self.add_prefix(CONFIRMED), hashlib.sha256("\n".join(effects).encode()).hexdigest()
        self.fields[CONFIRMED] = forms.CharField(required=False, widget=forms.HiddenInput)
        if self.data.get(name) == token:
            return []
        sent = cast(Any, self.data).copy()
        sent[name] = token
        self.data = sent
        return effects
