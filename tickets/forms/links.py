"""The forms that name another ticket: each by its number, as one reads it in the list."""

from typing import Any

from django import forms

from foundation.confirming import ConfirmedForm
from foundation.french import typography
from foundation.one_line import OneLineInput
from network.models import Person
from tickets import link_rules
from tickets.forms.declaring import LongText
from tickets.models import Ticket


class OtherTicketForm(forms.Form):
    """One other ticket, among those that this person sees."""

    number = OneLineInput(label="Numéro du ticket", max_length=20, help_text="Par exemple T-2026-00042.")

    def __init__(self, *args: Any, ticket: Ticket, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticket, self.person = ticket, person

    def clean_number(self) -> Ticket:
        number = self.cleaned_data["number"].upper()
        visible = Ticket.objects.visible_to(self.person).select_related("library__commune", "incident")
        found = visible.filter(number=number).first()
        if found is None:
            raise forms.ValidationError(typography(f"Aucun ticket que vous voyez ne porte le numéro « {number} »."))
        if refusal := self.refusal(found):
            raise forms.ValidationError(typography(refusal))
        return found

    def refusal(self, other: Ticket) -> str:
        """Why it cannot be that one, or nothing."""
        return "C’est le numéro de ce ticket." if other.pk == self.ticket.pk else ""


class ParentForm(OtherTicketForm):
    """Which ticket this one is part of."""

    def refusal(self, other: Ticket) -> str:
        return link_rules.refusal_to_attach(self.ticket, other)


class MergeForm(ConfirmedForm, OtherTicketForm):
    """Which ticket goes on for both: it is shown first, as nothing separates them afterwards."""

    why = LongText(label="Pourquoi ?", rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = "Numéro du ticket qui continue"

    def refusal(self, other: Ticket) -> str:
        return link_rules.refusal_to_merge(self.ticket, other)

    def effects(self, by: Person) -> list[str]:
        """What one joins to, and that it is for good."""
        other, own = self.cleaned_data["number"], self.ticket.number
        where = f"{other.library.name_and_commune}, {other.get_state_display()}"
        told = [
            f"{own} sera joint à {other.number}, « {other.subject} » ({where}), qui continuera pour les deux.",
            f"Ceux qui suivent {own} en seront prévenus, et recevront les nouvelles de {other.number}.",
            f"{own} ne se rouvrira plus.",
        ]
        return [typography(one, other.subject) for one in told]
