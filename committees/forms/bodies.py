"""Forms of the bodies: what they are, their rules, their last day."""

from typing import Any

from django import forms

from committees.models import Committee
from committees.states import Kind, Quorum
from foundation import clock
from foundation.french import typography
from foundation.versions import VersionedForm
from network.forms.dates import DayField
from network.forms.reasons import reason_field


class CommitteeForm(VersionedForm, forms.ModelForm):
    """What a body is; a new one is a working group (R15, art. 5.1): the convention itself names the others."""

    class Meta:
        model = Committee
        fields = ["name", "code", "purpose", "article", "opened_on"]
        field_classes = {"opened_on": DayField}
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "code": typography("Court, il entre dans les numéros : GT-PORTAIL."),
            "purpose": typography("Ce dont il s’occupe, en une phrase ou deux."),
            "article": "L’article dont il découle.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.kind = Kind.WORKING_GROUP
            self.initial.setdefault("opened_on", clock.today())
            self.initial.setdefault("article", "art. 5.1")
        else:
            del self.fields["opened_on"]  # seats and designations are counted from it


class RulesForm(VersionedForm, forms.ModelForm):
    """How a body meets and decides, as data; the history keeps what they were before."""

    fieldsets = [
        ("Décider", ["quorum", "quorum_number", "quorum_numerator", "quorum_denominator", "majority", "tie"]),
        ("Être représenté", ["substitutes_per_seat", "proxies_per_person", "allows_remote"]),
        ("Se réunir", ["meetings_a_year", "usual_minutes", "summons_days", "observation_days", "counts_hours"]),
        ("Confirmation", ["rules_confirmed_on"]),
    ]

    class Meta:
        model = Committee
        fields = [
            "quorum", "quorum_number", "quorum_numerator", "quorum_denominator", "majority", "tie",
            "substitutes_per_seat", "proxies_per_person", "allows_remote",
            "meetings_a_year", "usual_minutes", "summons_days", "observation_days", "counts_hours",
            "rules_confirmed_on",
        ]  # fmt: skip
        field_classes = {"rules_confirmed_on": DayField}
        labels = {"rules_confirmed_on": "Règles confirmées le"}
        help_texts = {
            "quorum_number": typography("Quand le quorum est un nombre de membres."),
            "quorum_numerator": typography("Quand c’est une part des sièges : 1 sur 2 pour la moitié."),
            "substitutes_per_seat": typography("0 : personne ne remplace le titulaire."),
            "proxies_per_person": typography(
                "0 : pas de procuration. Sinon, combien une même personne peut en porter."
            ),
            "summons_days": typography("Entre l’envoi de la convocation et la réunion."),
            "observation_days": typography("Pour demander une correction du compte rendu."),
            "counts_hours": typography("La présence y compte dans les 12 h par an que chaque commune doit (art. 4.1)."),
            "rules_confirmed_on": typography(
                "Le jour où le comité les a décidées. Laissez vide tant que ce sont des valeurs de départ."
            ),
        }

    def clean(self) -> dict[str, Any]:
        """What the other sort of quorum would need is emptied: one changes the sort and not each number."""
        cleaned = super().clean() or self.cleaned_data
        kept = {Quorum.NUMBER: ["quorum_number"], Quorum.SHARE: ["quorum_numerator", "quorum_denominator"]}
        wanted = kept.get(cleaned.get("quorum"), [])
        for name in ("quorum_number", "quorum_numerator", "quorum_denominator"):
            if name not in wanted:
                cleaned[name] = None
        return cleaned


class LastDayForm(forms.Form):
    """The last day of a body or of a seat."""

    last_day = DayField(label="Dernier jour")


class EndForm(forms.Form):
    """The last day of a designation, and why."""

    ends_on = DayField(label="Dernier jour")
    reason = reason_field("Motif")

    def clean_reason(self) -> str:
        reason = " ".join(self.cleaned_data["reason"].split())
        if len(reason) > 200:
            raise forms.ValidationError("En 200 caractères au plus : une phrase suffit.")
        return reason
