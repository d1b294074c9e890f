"""The session expires in the middle of any form of the product: signed in again, one finds what one had typed.

The mechanism’s own tests are in tests/foundation/test_expired_sessions.py; here, that every form uses it.
"""

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from foundation import drafts
from foundation.one_line import OneLineInput
from network.roles import Role
from tests.access_table import SECTIONS, rows
from tickets.forms.declaring import LongText

TYPED = "Tapé avant la fin de la session"
# Forms without a word to lose, by what they ask.
NOTHING_TYPED = {
    "foundation:draft": "the drafts themselves",
    "foundation:import_new": "a file, which a browser gives again",
    "foundation:import_columns": "choices alone, kept with the import",
    "network:anonymise": "a box to tick",
    "network:designate": "choices and a date",
    "network:assign": "choices and a date",
    "network:end_assignment": "a date",
    "convention:signatures": "dates",
    "convention:mayor_signature": "a date",
    "convention:original": "a choice and a date",
    "convention:notify": "a date",
    "convention:complete": "dates",
    "convention:rungs": "a number of days",
    "convention:remove_article": "a confirmation",
    "convention:delete_version": "a confirmation",
    "training:add_half_day": "a day and two hours",
    "training:move_half_day": "a day and two hours",
    "training:mark_attendance": "boxes to tick",
    "training:judge": "choices",
    "training:maximum": "a number",
    "training:hold_seats": "a choice, a number and a date",
    "training:book": "boxes to tick",
    "ils:ask": "boxes to tick",
    "training:paper_draft": "a date",
    "tickets:new_policy": "delays, a date and boxes to tick",
    "tickets:edit_policy": "delays, a date and boxes to tick",
    "tickets:resolve_children": "a confirmation",
    "training:accept_equivalence": "boxes to tick and a date",
    "tickets:case_receipt": "a moment and a choice",
    "committees:close": "a date",
    "committees:close_seat": "a date",
    "committees:missing_seats": "a confirmation",
    "committees:rules": "choices, numbers and a date",
}


def text_field(form) -> str | None:
    """The first field where one types words."""
    for name, field in form.fields.items():
        is_words = type(field) in (forms.CharField, LongText) or isinstance(field, OneLineInput)
        is_text = isinstance(field.widget, forms.TextInput | forms.Textarea) and is_words
        if is_text and not field.widget.is_hidden:
            return form.add_prefix(name)
    return None


@pytest.mark.parametrize("app", [app for app in SECTIONS if app != "compte"])
def test_what_was_typed_is_back_after_signing_in(world, app, subtests):
    without = set()
    for name, row in rows(app, form=True).items():
        who = Role.COORDINATOR if Role.COORDINATOR in row.allow else next(iter(sorted(row.allow)))
        person, url = world.people[who], reverse(name, args=row.args(world))
        form = (world.browsers[who].get(url).context or {}).get("form")
        field = text_field(form) if form is not None else None
        if field is None:
            without.add(name)
            continue
        with subtests.test(name):
            expired = Client()
            refused = expired.post(url, {field: TYPED, drafts.TOKEN_FIELD: drafts.token(person, url)})
            assert refused.url.startswith(reverse("account_login"))
            expired.force_login(person)
            page = expired.get("/", follow=True)
            assert page.redirect_chain[-1][0] == url
            assert TYPED in page.content.decode()
    assert without == {name for name in NOTHING_TYPED if name in rows(app)}
