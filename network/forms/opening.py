"""The form of the hours of a place: a week, a day of effect, the days when it is closed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms

from foundation import clock
from foundation.french import long_date, typography
from foundation.versions import VersionedForm, kept_meanwhile
from foundation.workcalendar import Hours
from network import closures
from network.forms.dates import LAST_DAY, DayField
from network.forms.opening_days import OpeningsField
from network.models import OpeningHours
from network.models.opening import next_number, place_field
from network.opening import Place, shipped
from network.weeks import Kept, kept_week, openings_in_words

DAYS = [f"day_{weekday}" for weekday in range(7)]
NEVER_OPEN = "Donnez au moins une plage d’ouverture dans la semaine."


class OpeningHoursForm(VersionedForm, forms.ModelForm):
    """A version of the hours of one place: a new one, which starts from the last, or one that has not begun."""

    at_least_one = DAYS
    fieldsets = [
        (typography("Semaine : une plage au moins ; un jour laissé vide est fermé"), DAYS),
        ("Date d’effet", ["applies_from"]),
        ("Fermetures exceptionnelles", ["closures"]),
    ]

    closures = forms.CharField(
        label="Jours fermés, un par ligne",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=typography(f"Par exemple {closures.EXAMPLE}. Les jours fériés sont fermés d’office."),
    )

    class Meta:
        model = OpeningHours
        fields = ["applies_from"]
        field_classes = {"applies_from": DayField}

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = list(OpeningHours.objects.of_place(place).exclude(pk=self.instance.pk))
        setattr(self.instance, place_field(place), place)
        self.first_day = clock.today() + timedelta(days=1 if self.others or self.instance.pk else 0)
        before = self.instance if self.instance.pk else (self.others[0] if self.others else None)
        for weekday, name in enumerate(DAYS):
            self.fields[name] = OpeningsField(weekday)
            self.initial[name] = (before.week if before else kept_week(shipped(place)))[weekday]
        if self.instance.pk is None:
            self.initial["applies_from"] = self.first_day
        self.initial["closures"] = _as_typed(before, self.initial["applies_from"])
        self.order_fields([*DAYS, "applies_from", "closures"])
        self.fields["applies_from"].widget.attrs["min"] = self.first_day.isoformat()
        text = "Les horaires d’avant valent jusqu’à la veille. Ce qui a commencé ne change plus."
        self.fields["applies_from"].help_text = f"{text} Au plus tôt le {long_date(self.first_day)}."

    def clean_applies_from(self) -> date:
        """Deadlines have been counted with the hours of today: others begin tomorrow; one version a day."""
        day = self.cleaned_data["applies_from"]
        if day < self.first_day:
            raise forms.ValidationError(f"Ces horaires peuvent commencer au plus tôt le {long_date(self.first_day)}.")
        if any(one.applies_from == day for one in self.others):
            taken = (
                f"D’autres horaires commencent déjà le {long_date(day)} : modifiez-les, ou choisissez un autre jour."
            )
            raise forms.ValidationError(typography(taken))
        return day

    def clean_closures(self) -> list[list[str]]:
        """Each line a closure; what is wrong is told line by line."""
        since = self.cleaned_data.get("applies_from")
        found, wrong = closures.read(self.cleaned_data["closures"], since=since, until=LAST_DAY)
        if wrong:
            raise forms.ValidationError([typography(one) for one in wrong])
        return [one.kept for one in found]

    def clean(self) -> dict[str, Any]:
        """A week that never opens is none."""
        cleaned = super().clean() or self.cleaned_data
        if all(name in cleaned for name in DAYS) and not any(cleaned[name] for name in DAYS):
            self.add_error(DAYS[0], NEVER_OPEN)
        return cleaned

    @property
    def week(self) -> Kept:
        """The week given, as it is kept."""
        return [self.cleaned_data[name] for name in DAYS]

    def explain_conflict(self, current: Any) -> None:
        """The days of the week and the closures on which both disagree show what is kept now, too."""
        super().explain_conflict(current)
        hours: Hours = current.hours
        for weekday, name in enumerate(DAYS):
            if name in self.cleaned_data and self.cleaned_data[name] != current.week[weekday]:
                self.add_error(name, kept_meanwhile(openings_in_words(hours.week[weekday])))
        if self.cleaned_data.get("closures", current.closures) != current.closures:
            self.add_error("closures", kept_meanwhile(" ; ".join(map(str, current.closed))))

    def save(self, commit: bool = True) -> OpeningHours:
        """The version, with its week and closures, and its number when it is new."""
        self.instance.week = self.week
        self.instance.closures = self.cleaned_data["closures"]
        if self.instance.pk is None:
            self.instance.number = next_number(self.others)
        return super().save(commit)


def _as_typed(before: OpeningHours | None, since: date) -> str:
    """The closures that are not over by that day, as one would type them again."""
    left = [one for one in before.closed if one.last >= since] if before else []
    return "\n".join(replace(one, first=max(one.first, since)).typed for one in left)
