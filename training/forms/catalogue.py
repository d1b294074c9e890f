"""Forms of the catalogue and of its sessions."""

from collections import Counter
from datetime import date, datetime, time
from typing import Any

from django import forms

from foundation import clock
from foundation.confirming import ConfirmedForm
from foundation.french import count, enumerate_fr, long_date, typography
from foundation.keys import KeysField
from foundation.versions import VersionedForm
from network.forms.choosing import PeopleField
from network.forms.dates import DayField
from network.models import Commune, Vendor
from network.modules import Module
from training import overlaps
from training.models import Course, HalfDay, HeldSeats, Session
from training.trainers import trainers_for


class CourseForm(VersionedForm, forms.ModelForm):
    """A course, and the modules that it certifies for."""

    modules = forms.MultipleChoiceField(
        label="Modules certifiés", choices=Module, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Course
        fields = [
            "title", "objectives", "audience", "duration_hours", "vendor", "prerequisites", "validity_months",
            "needs_approval", "cancel_days", "trains_correspondents",
        ]  # fmt: skip
        help_texts = {
            "vendor": typography("Laissez vide quand le SCLP l’assure."),
            "validity_months": "Laissez vide quand l’attestation vaut sans limite.",
            "needs_approval": typography("Chaque demande attend l’accord du responsable de la bibliothèque."),
            "cancel_days": "Après ce délai, seuls le responsable et le SCLP annulent une inscription.",
            "trains_correspondents": typography(
                "Un référent informatique désigné ne l’est pleinement qu’une fois formé (art. 4.1)."
            ),
        }
        field_classes = {"prerequisites": KeysField}
        widgets = {"objectives": forms.Textarea(attrs={"rows": 4}), "prerequisites": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vendor"].queryset = Vendor.objects.all()
        self.fields["vendor"].empty_label = "le SCLP"
        self.fields["prerequisites"].queryset = Course.objects.on_offer().exclude(pk=self.instance.pk)
        if self.instance.pk:
            self.initial["modules"] = [str(one) for one in self.instance.certifies_for()]

    def clean_prerequisites(self):
        chosen = self.cleaned_data["prerequisites"]
        loop = [one for one in chosen if self.instance.pk and _leads_back(one, self.instance.pk)]
        if loop:
            raise forms.ValidationError(
                f"« {loop[0]} » demande elle-même cette formation : personne ne pourrait suivre ni l’une ni l’autre."
            )
        return chosen

    def save(self, commit: bool = True) -> Course:
        course: Course = super().save(commit)
        course.certify_for(self.cleaned_data["modules"])
        return course


def _leads_back(course: Course, key: int) -> bool:
    """Whether this course is to be followed after that one, however far."""
    seen, waiting = set(), [course]
    while waiting:
        one = waiting.pop()
        if one.pk == key:
            return True
        if one.pk not in seen:
            seen.add(one.pk)
            waiting += list(one.prerequisites.all())
    return False


class TimeField(forms.TimeField):
    """An hour of the day, as the browser’s own clock gives it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)


class HalfDayForm(ConfirmedForm, forms.Form):
    """A half-day: its day, from when to when. Who would then be in two places is told by name first."""

    day = DayField(label="Jour")
    begins = TimeField(label="De")
    ends = TimeField(label="À")

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session

    def effects(self, by: Any) -> list[str]:
        """Who has a place in this session and would be elsewhere too."""
        return overlaps.told(self.session, self.bounds)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if cleaned["ends"] <= cleaned["begins"]:
            self.add_error("ends", "La fin vient après le début.")
        elif self._at(cleaned["begins"]) <= clock.now():
            self.add_error("day", f"Donnez un jour à venir : nous sommes le {long_date(clock.today())}.")
        return cleaned

    @staticmethod
    def of(half_day: HalfDay) -> dict[str, Any]:
        """What the form begins with to move this one."""
        begins, ends = (one.astimezone(clock.PARIS) for one in (half_day.starts_at, half_day.ends_at))
        return {"day": begins.date(), "begins": begins.time(), "ends": ends.time()}

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """When it begins and ends, once the form is valid."""
        return self._at(self.cleaned_data["begins"]), self._at(self.cleaned_data["ends"])

    def _at(self, hour: time) -> datetime:
        return datetime.combine(self.cleaned_data["day"], hour, tzinfo=clock.PARIS)


class SessionForm(VersionedForm, forms.ModelForm):
    """Where a session is, who teaches it, from how many it takes place."""

    class Meta:
        model = Session
        fields = ["place", "link", "trainers", "minimum", "maximum", "information"]
        help_texts = {
            "minimum": "En dessous, mieux vaut annuler la session.",
            "information": typography("Ce que les participants doivent savoir : accès, matériel, repas."),
        }
        field_classes = {"trainers": KeysField}
        widgets = {"information": forms.Textarea(attrs={"rows": 3}), "trainers": forms.CheckboxSelectMultiple}

    link = forms.URLField(label="Lien de visioconférence", required=False, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trainers"].queryset = trainers_for(self.instance)
        if self.instance.pk:  # its seats change under their own lock
            del self.fields["maximum"]

    def clean_minimum(self) -> int:
        minimum = self.cleaned_data["minimum"]
        if self.instance.pk and minimum > self.instance.maximum:
            raise forms.ValidationError(f"La session n’a que {count(self.instance.maximum, 'place')}.")
        return minimum


class MaximumForm(forms.Form):
    """How many may sit."""

    maximum = forms.IntegerField(label="Nombre maximal de participants", min_value=1, max_value=500)


class HeldSeatsForm(forms.ModelForm):
    """Seats kept for a commune until a day."""

    class Meta:
        model = HeldSeats
        fields = ["commune", "number", "until"]
        field_classes = {"until": DayField}
        help_texts = {"until": "Ce jour passé, les places sont à tout le monde."}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = Commune.objects.visible_to(person)

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if until < clock.today():
            raise forms.ValidationError(f"Donnez un jour à venir : nous sommes le {long_date(clock.today())}.")
        return until


class TeamForm(forms.Form):
    """Whom to book: oneself, or several of one’s team."""

    people = PeopleField(label="Qui inscrire ?")

    def __init__(self, *args: Any, assignments: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignments = {str(one.pk): one for one in assignments}
        self.fields["people"].offer((key, f"{one.person}, {one}") for key, one in self.assignments.items())

    def clean_people(self) -> list[str]:
        keys = self.cleaned_data["people"]
        times = Counter(self.assignments[key].person for key in keys)
        if twice := [str(person) for person, number in times.items() if number > 1]:
            raise forms.ValidationError(f"Ne cochez qu’une fonction par personne : {enumerate_fr(twice)}.")
        return keys

    def chosen(self) -> list[Any]:
        """The functions chosen, in the order of the page."""
        return [one for key, one in self.assignments.items() if key in self.cleaned_data["people"]]
