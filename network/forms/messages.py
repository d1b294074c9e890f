"""What a person chooses of the mails they receive."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from foundation.french import typography
from foundation.mail_preferences import Family
from foundation.models import MailMode

TOLD = {
    MailMode.EACH: "Un message à chaque fait, tout de suite",
    MailMode.DAILY: "Un résumé par jour ouvré, à 8 h",
    MailMode.NEVER: "Aucun, sauf ce qui presse ou vous est confié",
}


class OwnMessagesForm(forms.Form):
    """One choice for each family of mails that concerns the person."""

    def __init__(self, *args: Any, families: Iterable[Family], modes: Mapping[str, MailMode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for family in families:
            self.fields[family.key] = forms.ChoiceField(
                label=typography(family.label),
                help_text=typography(family.help),
                choices=[(mode.value, TOLD[mode]) for mode in family.modes],
                initial=modes[family.key],
                widget=forms.RadioSelect,
            )

    @property
    def chosen(self) -> dict[str, MailMode]:
        """The mode of each family, once the form is valid."""
        return {key: MailMode(mode) for key, mode in self.cleaned_data.items()}
