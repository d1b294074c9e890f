"""What people fill in is refused by a sentence of ours, and a line of text holds nothing that cannot be seen."""

import ast
from collections.abc import Iterator

import pytest
from django import forms
from django.db import models
from django.forms.models import BaseModelForm
from django.urls import get_resolver

from foundation.imports import kinds
from foundation.one_line import OneLineField, OneLineInput
from tests.test_house import refuse_in
from tests.tree import APPS, sources, tree_of

assert get_resolver("config.urls").url_patterns  # whose modules import every view, and these every form

MACHINE_MADE = {"list_name", "query"}  # of a saved view: the page fills them


def descendants(of: type) -> Iterator[type]:
    for one in of.__subclasses__():
        yield one
        yield from descendants(one)


def our_forms() -> set[type[BaseModelForm]]:
    found = {one for one in descendants(BaseModelForm) if one.__module__.partition(".")[0] in APPS}
    return {one for one in found if getattr(one, "_meta", None) and one._meta.model}


MODELS = sorted(
    {form._meta.model for form in our_forms()} | {kind.model for kind in kinds.all_kinds()},
    key=lambda model: model._meta.label,
)
FILLED = sorted(
    {(form._meta.model, name) for form in our_forms() for name in form.base_fields}
    | {(kind.model, column.field) for kind in kinds.all_kinds() for column in kind.columns},
    key=lambda pair: (pair[0]._meta.label, pair[1]),
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_is_there_already_is_told_in_a_sentence_of_its_own(model):
    stock = models.Field.default_error_messages["unique"]
    fields = [field for field in model._meta.concrete_fields if field.unique and not field.primary_key]
    sentences = {field.name: field.error_messages["unique"] for field in fields}
    sentences |= {one.name: one.violation_error_message for one in model._meta.constraints}

    assert not model._meta.unique_together, "a constraint says its sentence, unique_together cannot"
    mute = {models.BaseConstraint.default_violation_error_message, stock}
    assert {name: said for name, said in sentences.items() if said in mute or not said.endswith(".")} == {}


@pytest.mark.parametrize(("model", "name"), FILLED, ids=lambda one: one if isinstance(one, str) else one._meta.label)
def test_a_line_of_text_that_people_fill_in_is_tidied(model, name):
    field = next((one for one in model._meta.concrete_fields if one.name == name), None)

    assert name in MACHINE_MADE or field is None or field.choices or type(field) is not models.CharField


def test_a_form_asks_for_a_line_of_text_by_the_field_that_tidies_it():
    def rule(path):
        for node in ast.walk(tree_of(path)):
            is_text = isinstance(node, ast.Call) and ast.unparse(node.func) == "forms.CharField"
            if is_text and "widget" not in {one.arg for one in node.keywords}:
                yield node.lineno, ast.unparse(node)[:60]

    refuse_in(sources(*APPS), rule, "OneLineInput")


def test_the_fields_of_the_house_are_drawn_and_migrated_as_any_text():
    field = OneLineField("nom", max_length=80)
    field.set_attributes_from_name("name")

    assert isinstance(field.formfield(), OneLineInput)
    assert isinstance(field.formfield().widget, forms.TextInput)
    assert field.deconstruct()[1] == "django.db.models.CharField"
