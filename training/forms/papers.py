"""Forms of the papers to read: what they are, what a version says, from which day it counts."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db import transaction

from foundation import clock, documents, reading
from foundation.files.kinds import Kind
from foundation.french import typography
from foundation.models import Paper, PaperVersion
from foundation.uploads import DocumentField, KeepsUploads
from foundation.versions import VersionedForm
from network.forms.dates import DayField
from training import papers

DELAY = timedelta(days=15)  # what people usually have to read
GUIDE, CHARTER = "guide", "charter"
MARKS = typography(
    "Un titre est une ligne qui commence par « ## », un point de liste une ligne qui commence par « - ». "
    "Deux astérisques de chaque côté d’un mot le mettent en gras. Une ligne vide sépare deux paragraphes."
)
BOTH = typography("Donnez le texte ou le fichier, pas les deux : pour garder le fichier, videz le texte.")


class PaperForm(VersionedForm, forms.ModelForm):
    """What a paper is called and what it asks; the first time, whether it is the charter."""

    kind = forms.ChoiceField(
        label="Ce que c’est",
        choices=[
            (GUIDE, "Un guide"),
            (CHARTER, "La charte d’usage : son acceptation est demandée pour ouvrir les accès au SIGB"),
        ],
        widget=forms.RadioSelect,
        initial=GUIDE,
    )

    class Meta:
        model = Paper
        fields = ["title", "asks_acceptance"]
        labels = {"asks_acceptance": "Il faut l’accepter, et pas seulement le lire"}
        help_texts = {"asks_acceptance": "Cela ne change plus une fois la première version publiée."}

    field_order = ["kind", "title", "asks_acceptance"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = self.instance
        if paper.pk or Paper.objects.filter(key=papers.USAGE_CHARTER).exists():
            del self.fields["kind"]
        is_bound_to_accept = paper.key == papers.USAGE_CHARTER
        if paper.pk and (is_bound_to_accept or paper.versions.published().exists()):
            del self.fields["asks_acceptance"]

    def _get_validation_exclusions(self) -> set[str]:
        """The shelf is known, though nobody types it: two papers of a shelf never bear the same title."""
        return super()._get_validation_exclusions() - {"shelf"}

    def save(self, commit: bool = True) -> Paper:
        if self.cleaned_data.get("kind") == CHARTER:
            self.instance.key, self.instance.asks_acceptance = papers.USAGE_CHARTER, True
        return super().save(commit)


class DraftForm(KeepsUploads, VersionedForm, forms.ModelForm):
    """What a version says: a text, or a PDF in its place."""

    pdf = DocumentField(kinds={Kind.PDF}, label="Fichier PDF, à la place du texte", required=False)

    class Meta:
        model = PaperVersion
        fields = ["note", "text"]
        help_texts = {"note": "En une phrase : elle est dans le message qui annonce la version.", "text": MARKS}
        widgets = {"text": forms.Textarea(attrs={"rows": 20})}

    fieldsets = [("Ce qui est nouveau", ["note"]), ("Un texte, ou un fichier PDF", ["text", "pdf"])]
    at_least_one = ("text", "pdf")

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.kept = by, self.instance.document
        if self.kept:
            self.fields["pdf"].help_text += typography(f" Sans autre fichier, « {self.kept} » est gardé.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if cleaned["text"] and cleaned["pdf"]:
            self.add_error("text", BOTH)  # the file, good in itself, is kept
        elif not (cleaned["text"] or cleaned["pdf"] or self.kept):
            self.add_error("text", "Écrivez le texte, ou déposez un fichier PDF.")
        return cleaned

    def save(self, commit: bool = True) -> PaperVersion:
        """The version with its text or its file; a file that no longer serves is forgotten."""
        file, version = self.cleaned_data["pdf"], self.instance
        with transaction.atomic():
            if file:
                version.document = documents.keep(file, name=file.name, by=self.by)
            elif version.text:
                version.document = None
            version.save()
            if file:
                version.document.about = version
                version.document.save()
            if self.kept and self.kept != version.document:
                documents.discard(self.kept)
        return version


class PublishForm(VersionedForm, forms.ModelForm):
    """From which day a version counts; saving it publishes the very version that was read."""

    required_on = DayField(
        label="Elle compte à partir du",
        help_text=typography(
            "D’ici là, chacun a le temps de la lire, et qui a lu la version précédente reste à jour. Ensuite, qui ne "
            "l’a pas lue est en retard."
        ),
    )

    class Meta:
        model = PaperVersion
        fields = ["required_on"]

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.initial["required_on"] = clock.today() + DELAY

    def clean_required_on(self) -> date:
        required_on = self.cleaned_data["required_on"]
        if why := reading.refusal_of_day(required_on, clock.today()):
            raise forms.ValidationError(why)
        return required_on

    def save(self, commit: bool = True) -> PaperVersion:
        return papers.publish(self.instance, by=self.by, required_on=self.cleaned_data["required_on"])
