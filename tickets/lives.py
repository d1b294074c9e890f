"""What the life of a ticket or of a case tells beside its own saves: the files joined to what was written there."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse

from foundation.audit import AFTER_SAVES, MOST, Event
from foundation.french import enumerate_fr
from foundation.models import StoredDocument
from tickets.models import Message, Ticket, VendorCase, VendorMessage

THREADS: dict[type[models.Model], tuple[type[models.Model], str]] = {
    Ticket: (Message, "ticket"),
    VendorCase: (VendorMessage, "case"),
}


def life(obj: Any) -> list[Event]:
    """« a joint « plan.pdf » », one for each message that came with files; in two queries."""
    if type(obj) not in THREADS:
        return []
    kind, whose = THREADS[type(obj)]
    written = kind._default_manager.filter(**{whose: obj})
    files = StoredDocument.objects.filter(
        about_type=ContentType.objects.get_for_model(kind), about_id__in=written.order_by().values("pk")
    )
    joined: dict[int | None, list[StoredDocument]] = {}
    for one in files.order_by("-pk")[:MOST]:
        joined.setdefault(one.about_id, []).insert(0, one)
    found: Any = written.filter(pk__in=joined).select_related("author") if joined else ()
    return [_joined(one, joined[one.pk]) for one in found]


def _joined(message: Any, files: list[StoredDocument]) -> Event:
    names = enumerate_fr([f"« {one} »" for one in files])
    links = [(one.name, reverse("foundation:document", args=[one.key])) for one in files]
    return Event(message.at, str(message.author), f"a joint {names}", links=links, rank=AFTER_SAVES)
