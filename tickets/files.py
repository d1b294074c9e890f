"""What may be attached to a ticket: pictures, texts, documents; never a program, an SVG or a page of the web."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from foundation.files.kinds import Kind
from foundation.models import StoredDocument
from tickets.models import Message, Ticket
from tickets.states import Visibility

ATTACHABLE = frozenset(
    {
        Kind.PDF,
        Kind.PNG,
        Kind.JPEG,
        Kind.CSV,
        Kind.JSON,
        Kind.XLSX,
        Kind.DOCX,
        Kind.ODT,
        Kind.ODS,
        Kind.ZIP,
        Kind.UNIMARC,
    }
)
MOST = 10  # files of one message


def of_thread(ticket: Ticket) -> Any:
    """The files that whoever reads the ticket may read: its own, and those of its replies; never those of a note."""
    kinds = ContentType.objects.get_for_models(Ticket, Message)
    said = Message.objects.filter(ticket=ticket, visibility=Visibility.PUBLIC)
    own = StoredDocument.objects.filter(about_type=kinds[Ticket], about_id=ticket.pk)
    of_replies = StoredDocument.objects.filter(about_type=kinds[Message], about_id__in=said.values("pk"))
    return (own | of_replies).order_by("pk")
