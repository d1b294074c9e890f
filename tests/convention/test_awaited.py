"""What a convention waits for, in the few words of a list."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from convention import rules
from convention.states import State

DAY = timedelta(days=1)
START, END = date(2027, 1, 1), date(2028, 12, 31)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("state", "facts", "expected"),
    [
        (State.DRAFT, {}, "la validation du texte"),
        (State.DRAFT, {"version_id": None}, "des dates à compléter"),
        (State.VALIDATED, {}, "l’envoi en signature"),
        (State.SIGNING, {}, "la signature du Maire et du Président"),
        (State.SIGNING, {"mayor_signed_on": TODAY}, "la signature du Président"),
        (State.SIGNING, {"president_signed_on": TODAY}, "la signature du Maire"),
        (State.SIGNING, {"mayor_signed_on": TODAY, "president_signed_on": TODAY}, "le constat de signature"),
        (State.SIGNED, {}, "le scan signé"),
        (State.SIGNED, {"scan_id": 1}, "la notification"),
        (State.NOTIFIED, {"on": END - timedelta(days=181)}, ""),
        (State.NOTIFIED, {"on": END - timedelta(days=180)}, "son renouvellement"),
        (State.NOTIFIED, {"on": END}, "son renouvellement"),
        (State.NOTIFIED, {"on": END, "terminated_on": END}, ""),
        (State.NOTIFIED, {"on": END + DAY}, "une nouvelle convention"),
    ],
)
def test_the_list_says_what_each_waits_for(state, facts, expected):
    on = facts.get("on", TODAY)
    nothing = ("mayor_signed_on", "president_signed_on", "scan_id", "terminated_on")
    known = {"starts_on": START, "state": state, "version_id": 1}
    convention = SimpleNamespace(**{**dict.fromkeys(nothing), **known, **facts})

    assert rules.awaited(convention, END, on) == expected
