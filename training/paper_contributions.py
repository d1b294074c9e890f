"""What the charter and the guides bring to the homes, to the search and to the lives of objects."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from foundation import clock
from foundation.audit import SYSTEM, Event
from foundation.french import duration, holds_words, long_date
from foundation.models import Paper, PaperVersion, Transition
from foundation.reading import Reading
from foundation.registry import Alike, Hit, ToDo
from foundation.rules import may_keep_paper
from training import papers

MOST = 20  # hits


def todo(person: Any) -> list[ToDo]:
    """What this person has to read: the charter by its name, the guides together."""
    return [_to_read(one) for one in papers.to_read(person, clock.today())]


def _to_read(one: Reading) -> ToDo:
    today, due_on = clock.today(), one.due_on or clock.today()
    is_charter, left = one.paper.key == papers.USAGE_CHARTER, (due_on - today).days
    verb = "Lire et accepter" if one.paper.asks_acceptance else "Lire"
    what = "la charte d’usage" if is_charter else f"« {one.paper} »"
    by_when = f" avant le {long_date(due_on)}" if left > 0 else ""
    return ToDo(
        tone="late" if left <= 0 else "warn",
        when=duration(left) if left > 0 else "en retard",
        text=f"{verb} {what}{by_when}",
        label="Lire",
        url=one.paper.get_absolute_url(),
        rank=left,
        alike=None
        if is_charter
        else Alike("paper to read", "documents", "à lire", str(one.paper), reverse("training:papers")),
    )


def _guide(paper: Paper) -> Alike:
    return Alike("paper to read", "documents", "à lire", str(paper), reverse("training:papers"))


def search(person: Any, words: str) -> list[Hit]:
    """The papers of these words."""
    found = [one for one in papers.visible_to(person) if holds_words(one.title, words)]
    return [
        Hit(one.title, "document à lire", one.get_absolute_url(), icon="book-open", group="Formations")
        for one in found[:MOST]
    ]


def life(obj: Any) -> list[Event]:
    """What came out of a paper, in its life: its versions are published one after the other."""
    if not isinstance(obj, Paper):
        return []
    about = ContentType.objects.get_for_model(PaperVersion)
    numbers = dict(obj.versions.published().values_list("pk", "number"))
    done = Transition.objects.filter(about_type=about, about_id__in=numbers, name="publish").select_related("by")
    return [
        Event(one.at, str(one.by) if one.by else SYSTEM, f"a publié la version {numbers[one.about_id or 0]}")
        for one in done
    ]


def is_life_closed(obj: Any, person: Any) -> bool | None:
    """Who reads a paper does not read to whom it was sent; who keeps it does."""
    paper = obj.paper if isinstance(obj, PaperVersion) else obj
    return (isinstance(paper, Paper) and not may_keep_paper(paper, person)) or None
