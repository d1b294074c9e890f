"""A choice is drawn as Django draws it, its words escaped, what choosing nothing means said."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from lxml import html

CHOICES = [("", "---------"), ("a&b", "« a » <b>"), ('Groupe "1"', [(1, "un"), (2, "deux")]), (3, "trois")]


def drawn(widget: forms.Widget, renderer=None, **attrs) -> html.HtmlElement:
    return html.fromstring(str(widget.render("champ", "2", attrs=attrs, renderer=renderer)))


def told(element: html.HtmlElement) -> list[tuple]:
    return [(one.tag, dict(one.attrib), (one.text or "").strip()) for one in element.iter()]


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_it_is_the_element_that_django_makes(widget):
    attrs = {"id": "id_champ", "required": True, "disabled": False, "aria-label": 'l’un "ou" l’autre'}
    made = widget(choices=CHOICES[1:]) if widget is not forms.NullBooleanSelect else widget()

    assert told(drawn(made, **attrs)) == told(drawn(made, DjangoTemplates(), **attrs))


@pytest.mark.parametrize(("is_required", "words"), [(True, "Choisir…"), (False, "Non précisé")])
def test_choosing_nothing_is_said_in_words(is_required, words):
    widget = forms.Select(choices=CHOICES)
    widget.is_required = is_required

    first = drawn(widget)[0]

    assert (first.get("value"), first.text) == ("", words)
