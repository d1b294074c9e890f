"""The settings of the desk and the check of its delays, for the browser to look at (see tests.browser.scenes)."""

from datetime import timedelta

from foundation import clock
from tests.browser.stage import Scenes
from tickets.models import Category, DelayCheck, PolicyVersion, Ticket


def desk_settings(scenes: Scenes) -> None:
    """A category and its questions, delays in force and to come, a night without a difference and one with some."""
    category = Category.objects.get(code="sigb-anomalie")
    for name in ("category", "edit_category", "new_category_field"):
        scenes.show(f"tickets:{name}", category.pk)
    scenes.show("tickets:edit_category_field", category.fields.earliest("pk").pk)
    for name in ("categories", "new_category"):
        scenes.show(f"tickets:{name}")
    before = PolicyVersion.objects.get(party="COMMUNITY", kind="INCIDENT", number=1)
    coming = PolicyVersion.objects.create(
        party=before.party,
        kind=before.kind,
        number=2,
        applies_from=clock.now() + timedelta(days=30),
        targets=before.targets,
        pauses=before.pauses,
    )
    scenes.show("tickets:policies")
    scenes.show("tickets:new_policy", "editeur", "demandes")
    scenes.show("tickets:edit_policy", coming.pk)
    _nights(Ticket.objects.earliest("pk"))
    scenes.show("tickets:delay_checks")


def _nights(ticket: Ticket) -> None:
    """Three nights: without a difference, with one, and one whose worker was killed."""
    now, words = clock.now(), "délai envers la bibliothèque, résolution : jeudi 11 h au lieu de vendredi 9 h"
    for ago, facts in enumerate([{}, {"differences": [[ticket.pk, ticket.number, [words]]]}, {"ended_at": None}], 1):
        at = now - timedelta(days=ago)
        given = {"started_at": at, "ended_at": at, "tickets": 12, **facts}
        DelayCheck.objects.update_or_create(day=at.astimezone(clock.PARIS).date(), defaults=given)
