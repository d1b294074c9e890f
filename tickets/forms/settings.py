"""The forms of the settings of the desk: categories and what they ask, delays version after version (R35)."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.text import capfirst, slugify

from foundation import clock
from foundation.clock import PARIS
from foundation.french import long_date, typography
from foundation.versions import VersionedForm, kept_meanwhile
from network.forms.dates import DayField
from tickets import durations
from tickets.clocks.policy import Policy
from tickets.models import Category, CategoryField, PolicyVersion
from tickets.states import Kind, Target, WaitingReason

CODE_LENGTH = 40


class CategoryForm(VersionedForm, forms.ModelForm):
    """A category; its code is made of its first name and never changes, for addresses and figures keep it."""

    fieldsets = [
        ("Ce que l’on déclare", ["name", "family", "help_text", "kind", "impact", "position"]),
        ("Qui répond", ["responsible", "second_level", "article", "article_text"]),
    ]

    class Meta:
        model = Category
        fields = [
            "name", "family", "help_text", "kind", "impact", "position", "responsible", "second_level", "article",
            "article_text",
        ]  # fmt: skip
        help_texts = {
            "family": typography("Les catégories d’une même famille se suivent, par exemple « SIGB »."),
            "impact": "Avec l’urgence que dit le demandeur, elle donne la priorité.",
            "position": "Le plus petit vient en premier.",
            "second_level": typography("Ce qui est fonctionnel va au SCLP, ce qui est technique à la DSINum."),
            "article": typography("Par exemple « art. 4.4 » : il est montré dans chaque ticket."),
        }
        widgets = {"article_text": forms.Textarea(attrs={"rows": 3})}

    def save(self, commit: bool = True) -> Category:
        """The category, with its code when it is new."""
        if self.instance.pk is None:
            self.instance.code = free_code(self.instance.name, Category.objects.values_list("code", flat=True))
        found: Category = super().save(commit)
        return found


class CategoryFieldForm(VersionedForm, forms.ModelForm):
    """One question of a category, besides what every ticket says."""

    class Meta:
        model = CategoryField
        fields = ["label", "input", "choices", "help_text", "is_required", "position"]
        help_texts = {
            "choices": "Pour un choix seulement.",
            "position": "Le plus petit vient en premier.",
            "is_required": "Sans réponse, le ticket ne peut pas être déclaré.",
        }
        widgets = {"choices": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.category = category

    def clean(self) -> dict[str, Any]:
        """A choice has its values, two at least; anything else has none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        values = [line.strip() for line in cleaned.get("choices", "").splitlines() if line.strip()]
        is_choice = cleaned.get("input") == CategoryField.Input.CHOICE
        if is_choice and len(set(values)) < 2:
            self.add_error("choices", typography("Donnez au moins deux valeurs, une par ligne."))
        elif not is_choice and values:
            self.add_error("choices", typography("Ces valeurs ne servent que pour « un choix » : videz ce champ."))
        else:
            cleaned["choices"] = "\n".join(dict.fromkeys(values))
        return cleaned

    def save(self, commit: bool = True) -> CategoryField:
        """The question, with its code when it is new."""
        if self.instance.pk is None:
            taken = self.instance.category.fields.values_list("code", flat=True)
            self.instance.code = free_code(self.instance.label, taken)
        found: CategoryField = super().save(commit)
        return found


class DelayField(forms.CharField):
    """A delay as one writes it; empty when nothing is promised."""

    def __init__(self, *, day: int, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20, **kwargs)
        self.day = day

    def clean(self, value: Any) -> Any:
        """The working minutes, or None."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return durations.read(text, self.day)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class PolicyForm(VersionedForm, forms.ModelForm):
    """What a party promises for a kind of ticket from a day to come: a new version, or one that has not begun."""

    pauses = forms.MultipleChoiceField(
        label="Ce qui suspend ce délai", required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PolicyVersion
        fields = ["applies_from"]
        field_classes = {"applies_from": DayField}

    def __init__(self, *args: Any, party: str, kind: str, day: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.party, self.instance.kind = party, kind
        self.others = list(PolicyVersion.objects.about(party, kind).exclude(pk=self.instance.pk))
        self.clock_code, self.axis = self.instance.clock, self.instance.axis
        before = self.instance if self.instance.pk else next(iter(reversed(self.others)), None)
        self.first_day = clock.today() + timedelta(days=1)
        self._ask_day()
        self._ask_delays(before, day)
        self._ask_pauses(before, kind)

    def _ask_day(self) -> None:
        asked = self.fields["applies_from"]
        asked.label = typography("S’applique à partir du")
        asked.widget.attrs["min"] = self.first_day.isoformat()
        asked.help_text = typography(
            f"Au plus tôt le {long_date(self.first_day)}. Les tickets déjà déclarés gardent les délais de leur début."
        )
        starts = self.instance.applies_from if self.instance.pk else None
        self.initial["applies_from"] = starts.astimezone(PARIS).date() if starts else self.first_day

    def _ask_delays(self, before: PolicyVersion | None, day: int) -> None:
        groups = []
        for code in self.axis.codes:
            names = [_name(code, target) for target in Target]
            for name, target in zip(names, Target, strict=True):
                minutes = before.targets.get(code, {}).get(target) if before else None
                self.fields[name] = DelayField(label=capfirst(f"{code.label}, {target.label}"), day=day)
                self.initial[name] = durations.written(minutes, day) if minutes else ""
            groups.append((capfirst(self.axis.told(code)), names))
        self.fieldsets = [("Date d’effet", ["applies_from"]), *groups, ("Suspensions", ["pauses"])]

    def _ask_pauses(self, before: PolicyVersion | None, kind: str) -> None:
        asked = self.fields["pauses"]
        asked.choices = [
            (one.value, one.label) for one in WaitingReason if kind == Kind.REQUEST or one != WaitingReason.APPROVAL
        ]
        asked.help_text = typography("Attendre autre chose n’arrête pas le délai.")
        self.initial["pauses"] = list(before.pauses.get(self.clock_code, [])) if before else []
        self.kept_pauses = dict(before.pauses) if before else {}

    def effects(self, by: Any) -> list[str]:
        """Nothing to confirm: one version a day, so that a form sent twice is refused."""
        return []

    def clean_applies_from(self) -> datetime:
        """From midnight of a day to come; one version a day."""
        day: date = self.cleaned_data["applies_from"]
        if day < self.first_day:
            raise forms.ValidationError(f"Ces délais s’appliquent au plus tôt le {long_date(self.first_day)}.")
        starts = datetime.combine(day, time(0), tzinfo=PARIS)
        if any(one.applies_from == starts for one in self.others):
            raise forms.ValidationError(typography(f"D’autres délais s’appliquent déjà à partir du {long_date(day)}."))
        return starts

    def clean(self) -> dict[str, Any]:
        """Delays that keep their order, and make a policy that the clocks can read."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for code in self.axis.codes:
            take, solve = (cleaned.get(_name(code, one)) for one in (Target.TAKE, Target.RESOLVE))
            if take and solve and take > solve:
                told = "On résout après avoir pris en charge : donnez un délai plus long que celui de prise en charge."
                self.add_error(_name(code, Target.RESOLVE), typography(told))
        if not self.errors and not self.targets:
            self.add_error(_name(next(iter(self.axis.codes)), Target.TAKE), "Donnez au moins un délai.")
        if not self.errors:
            # Raises ValueError where the fields above let through what the clocks cannot read: a mistake of ours.
            pauses = {one: frozenset(reasons) for one, reasons in self.all_pauses.items()}
            Policy(1, cleaned["applies_from"], self.targets, pauses, self.axis)
        return cleaned

    @property
    def targets(self) -> dict[str, dict[str, int]]:
        """The minutes promised, as they are kept: nothing for what is not."""
        found = {
            str(code.value): {
                target.value: minutes
                for target in Target
                if (minutes := self.cleaned_data.get(_name(code, target))) is not None
            }
            for code in self.axis.codes
        }
        return {code: promised for code, promised in found.items() if promised}

    @property
    def all_pauses(self) -> dict[str, list[str]]:
        """What pauses each clock: this one’s as asked, the others’ as they were."""
        return self.kept_pauses | {self.clock_code.value: sorted(self.cleaned_data["pauses"])}

    def explain_conflict(self, current: Any) -> None:
        """The delays and the pauses on which both disagree show what is kept now, too."""
        super().explain_conflict(current)
        for code in self.axis.codes:
            for target in Target:
                name, kept = _name(code, target), current.targets.get(code, {}).get(target)
                if self.cleaned_data.get(name, kept) != kept:
                    told = durations.written(kept, self.fields[name].day) if kept else ""
                    self.add_error(name, kept_meanwhile(told))

    def save(self, commit: bool = True) -> PolicyVersion:
        """The version, with its delays, its pauses, and its number when it is new."""
        self.instance.targets, self.instance.pauses = self.targets, self.all_pauses
        if self.instance.pk is None:
            self.instance.number = max((one.number for one in self.others), default=0) + 1
        found: PolicyVersion = super().save(commit)
        return found


def free_code(name: str, taken: Any) -> str:
    """A code made of a name, that none of these has yet."""
    base = slugify(name)[: CODE_LENGTH - 4].strip("-") or "code"
    found, rank, used = base, 2, set(taken)
    while found in used:
        found, rank = f"{base}-{rank}", rank + 1
    return found


def _name(code: TextChoices, target: Target) -> str:
    return f"{code.value}_{target.value}"
