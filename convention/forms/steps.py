"""The short forms of the path: a date, a file, a place, a reason. Each says no in French before the path does."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from convention import cautions, rules
from convention.forms.draft import StartForm
from convention.models import Convention
from convention.offices import mayor_of, president_of
from convention.states import Holder, State
from foundation import clock
from foundation.confirming import ConfirmedForm
from foundation.files.kinds import Kind
from foundation.french import enumerate_fr, typography
from foundation.uploads import DocumentField, KeepsUploads
from foundation.versions import VersionedForm
from network.forms.dates import DayField
from network.forms.reasons import reason_field


class AboutConvention(forms.Form):
    """A form that knows the convention it is about."""

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        self.convention = convention
        super().__init__(*args, **kwargs)

    def refuse(self, name: str, why: str) -> None:
        """Show under a field what its date cannot be."""
        if why:
            self.add_error(name, why)


SIGNATURES = ("mayor_signed_on", "president_signed_on")


def _name_who_signs(form: forms.ModelForm) -> None:
    """Call each signature by the title of whoever signs."""
    for name, office_of in zip(SIGNATURES, (mayor_of, president_of), strict=True):
        if name in form.fields:
            form.fields[name].label = f"Signée par {office_of(form.instance).the} le"


class SignaturesForm(VersionedForm, forms.ModelForm):
    """The day the Maire signed, then the Président: the first is needed, the second may follow (R45)."""

    mayor_signed_on = DayField(label="", help_text="Le jour écrit à la main sur les deux exemplaires.")
    president_signed_on = DayField(label="", required=False, help_text="Laissez vide tant que cette signature manque.")

    class Meta:
        model = Convention
        fields = ["mayor_signed_on", "president_signed_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_who_signs(self)
        self.fields["mayor_signed_on"].error_messages["required"] = rules.mayor_first(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        mayor, president = signed = [cleaned.get(name) for name in SIGNATURES]
        for name, signed_on in zip(SIGNATURES, signed, strict=True):
            if signed_on and (why := rules.refused_signature(self.instance, signed_on)):
                self.add_error(name, why)
        if why := rules.wrong_order(mayor, president, self.instance):
            self.add_error("president_signed_on", why)
        return cleaned


class PastDatesForm(VersionedForm, forms.ModelForm):
    """The days of signature and of notification, of a convention that is signed (R45)."""

    mayor_signed_on = DayField(label="", required=False)
    president_signed_on = DayField(label="", required=False)
    notified_on = DayField(label="Notifiée le", help_text="Le jour où la commune a reçu son exemplaire.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_who_signs(self)
        if self.instance.version_id is None:  # on an old paper one, a single date may be known
            self.at_least_one = SIGNATURES
            self.fieldsets: list[tuple[str, Sequence[str]]] = [
                ("Signatures : au moins l’une des deux dates", SIGNATURES)
            ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        mayor, president = days = [cleaned.get(name) for name in SIGNATURES]
        for name, day in zip(SIGNATURES, days, strict=True):
            if day and (why := rules.refused_signature(self.instance, day)):
                self.add_error(name, why)
        if not any(days) and not self.errors:
            raise forms.ValidationError("Donnez au moins une date de signature.")
        if why := rules.wrong_order(mayor, president, self.instance):
            self.add_error("president_signed_on", why)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        notified_on = self.cleaned_data.get("notified_on")
        if notified_on and (why := rules.wrong_notification_date(self.instance, notified_on)):
            self.add_error("notified_on", why)


class CorrectionForm(PastDatesForm):
    """The days of signature and of notification, put right; why stays in the history."""

    reason = reason_field("Pourquoi cette correction ?", help_text="Le motif reste dans l’histoire de la convention.")

    class Meta:
        model = Convention
        fields = ["mayor_signed_on", "president_signed_on", "notified_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state != State.NOTIFIED:
            del self.fields["notified_on"]
        for name in SIGNATURES:
            self.fields[name].required = self.instance.version_id is not None

    def clean(self) -> dict[str, Any]:
        """At least one date is another than before."""
        cleaned = super().clean()
        dates = [name for name in self._meta.fields if name in self.fields]
        if not self.errors and all(cleaned.get(name) == self.initial.get(name) for name in dates):
            raise forms.ValidationError(rules.NOTHING_CORRECTED)
        return cleaned


class PaperForm(StartForm, PastDatesForm):
    """The dates of a convention signed on paper, as far as they are known; one signature is enough (R40, R45)."""

    notified_on = DayField(label="Notifiée le", required=False, help_text="À défaut, le jour de la dernière signature.")
    terminated_on = DayField(
        label="Dernier jour, si elle a été dénoncée", required=False, help_text="À défaut, elle va jusqu’à son terme."
    )
    field_order = ["starts_on", "mayor_signed_on", "president_signed_on", "notified_on", "terminated_on"]

    class Meta:
        model = Convention
        fields = ["starts_on", "mayor_signed_on", "president_signed_on", "notified_on", "terminated_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fieldsets = [("", ["starts_on"]), *self.fieldsets]

    def clean_starts_on(self) -> date:
        """Compared with the other conventions in `clean`, once the last day is known too."""
        return self.cleaned_data["starts_on"]

    def clean(self) -> dict[str, Any]:
        if (starts_on := self.cleaned_data.get("starts_on")) and "terminated_on" in self.cleaned_data:
            last_day = self.instance.terminated_on = self.cleaned_data["terminated_on"]
            self.instance.set_start(starts_on)
            if why := rules.wrong_effect(self.instance) or rules.wrong_neighbour(self.instance):
                self.add_error("starts_on", why)
            elif why := cautions.never_in_force(self.instance, last_day) or rules.wrong_termination(self.instance):
                self.add_error("terminated_on", why)
        return super().clean()

    def effects(self, by: Any) -> list[str]:
        """What is odd in these dates, as an import tells it of the same line."""
        starts_on, offices = self.cleaned_data["starts_on"], (mayor_of(self.instance), president_of(self.instance))
        said = [
            cautions.signed_after_effect(starts_on, self.cleaned_data.get(name), f"La signature {office.of}")
            for name, office in zip(SIGNATURES, offices, strict=True)
        ]
        return [typography(sentence) for sentence in said if sentence]


class MayorSignatureForm(VersionedForm, forms.ModelForm):
    """The day the Maire signed, as the commune notes it (R45)."""

    mayor_signed_on = DayField(label="", help_text="Le jour écrit à la main sur les deux exemplaires.")

    class Meta:
        model = Convention
        fields = ["mayor_signed_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_who_signs(self)

    def clean_mayor_signed_on(self) -> date:
        signed_on = self.cleaned_data["mayor_signed_on"]
        if why := rules.refused_signature(self.instance, signed_on, for_commune=True):
            raise forms.ValidationError(why)
        return signed_on


class ScanForm(KeepsUploads, AboutConvention):
    """The signed convention as a PDF; a second one says why it takes the place of the first."""

    file = DocumentField(label="Convention signée", kinds={Kind.PDF})
    reason = reason_field("Pourquoi un autre scan ?", help_text="Le premier reste dans les documents.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.convention.scan_id:
            del self.fields["reason"]


class OriginalForm(AboutConvention):
    """Where an original is, since when; `holders` are the places that this person may name."""

    holder = forms.ChoiceField(label="Où il est")
    since = DayField(label="Depuis le")

    def __init__(self, *args: Any, holders: Sequence[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = [(holder.value, holder.label) for holder in holders]

    def clean_since(self) -> date:
        since = self.cleaned_data["since"]
        if why := rules.wrong_original_date(self.convention, since):
            raise forms.ValidationError(why)
        return since


class NotifyForm(AboutConvention):
    """The day the commune received its original."""

    notified_on = DayField(label="Notifiée le", help_text="Le jour où la commune a reçu son exemplaire.")

    def clean(self) -> dict[str, Any]:
        """The signed scan comes first: it proves what is notified (R45)."""
        cleaned = super().clean() or self.cleaned_data
        if missing := rules.missing_to_notify(self.convention):
            raise forms.ValidationError(f"Il manque {enumerate_fr(missing)} : déposez-le d’abord.")
        return cleaned

    def clean_notified_on(self) -> date:
        notified_on = self.cleaned_data["notified_on"]
        if why := rules.wrong_notification_date(self.convention, notified_on):
            raise forms.ValidationError(why)
        return notified_on


class ReasonForm(forms.Form):
    """Why one goes back."""

    reason = reason_field("Motif", help_text="Il reste dans l’histoire de la convention.")


class GoBackForm(VersionedForm, forms.ModelForm):
    """Why one goes back on a convention as the page shows it: what was recorded since is not undone unseen."""

    reason = reason_field("Motif", help_text="Il reste dans l’histoire de la convention.")

    class Meta:
        model = Convention
        fields: list[str] = []


class TerminationForm(KeepsUploads, ConfirmedForm, AboutConvention):
    """The last day in force, who ended it and why, and the letter (R40, art. 6).

    A day that leaves less than the month of notice is told first, then confirmed with its own reason.
    """

    last_day = DayField(
        label="Dernier jour en vigueur", help_text="Le préavis est d’un mois (art. 6). Ce jour est compris."
    )
    reason = reason_field(
        "Motif", help_text="Qui dénonce et pourquoi, par exemple « la commune, par lettre du 3 mars »."
    )
    why_short = reason_field(
        "Pourquoi un préavis de moins d’un mois ?",
        required=False,
        help_text="Par exemple « lettre reçue le 3 mars » ou « d’un commun accord ». Ce motif reste dans l’histoire.",
    )
    letter = DocumentField(label="Lettre recommandée", kinds={Kind.PDF}, required=False)

    at_least_one = ("why_short",)  # asked only where it is needed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["why_short"]

    def effects(self, by: Any) -> list[str]:
        """That it never takes effect, that the notice is short of what art. 6 asks, that the day is past."""
        if (last_day := self.cleaned_data.get("last_day")) is None:
            return []
        never = cautions.never_in_force(self.convention, last_day)
        said = [never, cautions.short_notice(last_day, clock.today()), cautions.already_past(last_day)]
        return [sentence for sentence in said if sentence]

    def clean(self) -> dict[str, Any]:
        """A short notice has its reason, once it was told; another has none."""
        cleaned = super().clean() or self.cleaned_data
        last_day = cleaned.get("last_day")
        if last_day is None or not cautions.short_notice(last_day, clock.today()):
            if "last_day" in cleaned or not cleaned.get("why_short"):
                del self.fields["why_short"]
                cleaned.pop("why_short", None)
        elif "confirm" in self.data and not cleaned.get("why_short") and "why_short" not in self.errors:
            self.add_error("why_short", "Dites pourquoi le préavis est de moins d’un mois.")
        return cleaned

    def clean_last_day(self) -> date:
        last_day = self.cleaned_data["last_day"]
        if why := rules.wrong_last_day(self.convention, last_day):
            raise forms.ValidationError(why)
        return last_day
