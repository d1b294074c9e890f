"""What is asked for many tickets at once: the forms of one, without what each keeps."""

from typing import Any

from django import forms

from foundation.french import typography
from tickets import bulk
from tickets.forms.declaring import LongText
from tickets.forms.moves import CategoryForm, PriorityForm


class ManyPrioritiesForm(PriorityForm):
    """The same priority for all; each keeps its flag of major incident."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, ticket=None, **kwargs)
        del self.fields["is_major"]


class ManyCategoriesForm(CategoryForm):
    """The same category for all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, ticket=None, **kwargs)
        self.fields["category"].empty_label = "Choisissez"


class ManyRepliesForm(forms.Form):
    """The same message in each thread."""

    body = LongText(label="Votre message", rows=5)
    internal = forms.BooleanField(
        label="Note interne",
        required=False,
        help_text=typography("Lue par la DSINum et le SCLP seulement ; elle ne part dans aucun e-mail."),
    )


FORMS: dict[str, type[forms.Form]] = {
    bulk.PRIORITY.name: ManyPrioritiesForm,
    bulk.CATEGORY.name: ManyCategoriesForm,
    bulk.REPLY.name: ManyRepliesForm,
}


def as_said(form: forms.Form | None) -> dict[str, Any]:
    """What a valid form says, as a job keeps it."""
    if form is None:
        return {}
    return {name: getattr(value, "pk", value) for name, value in form.cleaned_data.items()}
