"""Two tabs, two people, one object: the second to save is told, and sees both values (issue: two tabs).

    class ConventionForm(VersionedForm, forms.ModelForm): ...

    form = ConventionForm(request.POST or None, instance=convention)
    if form.is_valid() and save_unless_stale(form):
        return redirect(convention)

The page carries the version of what it shows; saving locks the row and compares. Sending again overrides, knowingly.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any, cast

import structlog
from django import forms
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction

from foundation import clock
from foundation.confirming import ConfirmedForm
from foundation.differences import value_text
from foundation.french import moment, typography
from foundation.history import rows_of
from foundation.keys import is_key

logger = structlog.get_logger(__name__)

FIELD = "form_version"
JUST_NOW = timedelta(minutes=10)
JUST_TAKEN = "Cet élément vient d’être enregistré par ailleurs. Vérifiez, puis renvoyez s’il le faut."


def version_of(obj: models.Model) -> str:
    """What changes whenever the object is saved: the key of its last history row. Empty for an object not yet saved.

    Raises AttributeError for a model without history.
    """
    if obj.pk is None:
        return ""
    last = _history_of(obj).values_list("history_id", flat=True).first()
    return f"h{last}" if last is not None else "h"


def stale(form_version: str, obj: models.Model) -> bool:
    """Whether someone saved the object after the page that sends this version was made."""
    return form_version != version_of(obj)


class VersionedForm(ConfirmedForm, forms.BaseModelForm):
    """A form that knows which version of its object the person was reading."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial[FIELD] = version_of(self.instance)

    def effects(self, by: Any) -> list[str]:
        """That the same was made a moment ago by the same person: a double click, or the page before, sent again."""
        twin = self._twin(by) if self.instance.pk is None else None
        if twin is None:
            return []
        when = moment(twin.history_date)
        return [typography(f"Vous avez déjà enregistré « {twin.instance} », avec les mêmes valeurs, le {when}.")]

    def _twin(self, by: Any) -> Any:
        """The history row of what this person made lately with these very values, if it is still so."""
        model = type(self.instance)
        given = {field: getattr(self.instance, field.attname) for field in model._meta.concrete_fields}
        same = {
            field.attname: value
            for field, value in given.items()
            if field.name in self.cleaned_data or (field.is_relation and value is not None)  # of a course, say
        }
        rows = rows_of(model).filter(history_type="+", history_user=by, history_date__gt=clock.now() - JUST_NOW, **same)
        standing = model._base_manager.filter(**same).values("pk")
        return rows.filter(**{f"{model._meta.pk.attname}__in": standing}).order_by("-history_id").first()

    def explain_conflict(self, current: models.Model) -> None:
        """Refuse the save: each field on which both disagree shows what is kept now; the next sending overrides."""
        read = row_read(current, self.cleaned_data[FIELD])
        asked = [name for name in self._meta.fields or () if name in self.fields]
        differing = [name for name in asked if self._differs(name, current)]
        self.add_error(None, who_changed(current))
        for name in differing:
            if read is None or _plain(read, name) != _plain(current, name):
                self.add_error(name, kept_meanwhile(value_text(current, name)))
        sent = cast(Any, self.data).copy()
        sent[self.add_prefix(FIELD)] = version_of(current)
        self.data = sent

    def _differs(self, name: str, current: models.Model) -> bool:
        typed = self.cleaned_data.get(name)
        if isinstance(typed, models.QuerySet):
            return {one.pk for one in typed} != _plain(current, name)
        return (typed.pk if isinstance(typed, models.Model) else typed) != _plain(current, name)


def _plain(row: models.Model, name: str) -> Any:
    """The value kept, comparable: a key for a relation, a set of keys for many."""
    field = cast(models.Field, row._meta.get_field(name))
    if field.many_to_many:
        return set(getattr(row, name).values_list("pk", flat=True))
    return getattr(row, field.attname)


def _history_of(obj: models.Model) -> models.QuerySet:
    """The rows of an object, the last saved first: by key, as two servers do not have the same clock."""
    return rows_of(type(obj)).filter(**{obj._meta.pk.attname: obj.pk}).order_by("-history_id")


def kept_meanwhile(value: str) -> str:
    """What is said under a field on which both disagree."""
    kept = f"Enregistré entre-temps : « {value} »." if value else "Ce champ a été vidé entre-temps."
    return typography(f"{kept} Votre valeur est restée dans le champ.")


def row_read(current: models.Model, version: str) -> Any:
    """The history row that the person was reading; None when it is not known."""
    key = version.removeprefix("h")
    return _history_of(current).filter(history_id=key).first() if is_key(key) else None


def who_changed(current: models.Model) -> str:
    """The sentence that tells the second to save who was first, and what to do."""
    last = _history_of(current).select_related("history_user").first()
    who, when = (last.history_user, f", le {moment(last.history_date)},") if last else (None, "")
    return f"{who or 'Quelqu’un'}{when} a enregistré autre chose pendant que vous écriviez. Comparez, puis renvoyez."


@contextmanager
def alone(by: Any, form: Any) -> Iterator[None]:
    """Hold who makes something new, so that a double click is one after the other and the second is seen."""
    is_new = isinstance(form, VersionedForm) and form.instance.pk is None
    with transaction.atomic() if is_new else nullcontext():
        if is_new:
            get_user_model()._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
        yield


def save_unless_stale(form: VersionedForm) -> bool:
    """Save a valid form, unless someone saved its object since the page was made; then the form says so.

    The row is locked while both are compared, so that of two at the same moment one is told.
    """
    with transaction.atomic():
        if form.instance.pk is None:
            return save_unless_taken(form)
        current = type(form.instance)._base_manager.select_for_update(of=("self",)).get(pk=form.instance.pk)
        if stale(form.cleaned_data[FIELD], current):
            form.explain_conflict(current)
            return False
        return save_unless_taken(form)


def save_unless_taken(form: forms.BaseModelForm) -> bool:
    """Save a valid form, unless someone has just saved what may exist once; then the form says what is wrong with it.

    Between the moment a form is found valid and its save, the database alone knows what the others do.
    """
    key, is_new = form.instance.pk, form.instance._state.adding
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError as refusal:
        logger.info("save_refused", model=form.instance._meta.label, refusal=str(refusal))
        form.instance.pk, form.instance._state.adding = key, is_new
        form.full_clean()
        if not form.errors:
            form.add_error(None, JUST_TAKEN)
        return False
    return True
