"""The register of mail: what left, what waits, and the dead letters, to send again."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from foundation import outbox, registers
from foundation.french import count, typography
from foundation.lists import list_page
from foundation.models import OutboxMessage
from foundation.models.outbox import FATES
from foundation.parts import Button
from foundation.rules import may_read_registers
from foundation.templatetags.maillage import date_tag


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Every message, the dead letters first."""
    _check(request.user)
    dead = OutboxMessage.objects.dead().count()
    question = typography(f"Renvoyer {count(dead, 'message abandonné', 'messages abandonnés')} ?")
    url = reverse("foundation:outbox_resend")
    again = Button("Renvoyer les messages abandonnés", url, method="post", icon="rotate-ccw", confirm=question)
    return list_page(
        request,
        name="messages",
        title="Messages",
        noun="message",
        queryset=registers.dead_first(OutboxMessage.objects.select_related("carried_by")),
        filterset_class=registers.MessageFilter,
        table_class=registers.MessageTable,
        primary_action=again if dead else None,
        empty="Aucun message pour l’instant. Ceux que le site écrit sont gardés ici.",
    )


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: to whom, when, what went wrong; not its text, which may hold a link to sign in."""
    _check(request.user)
    message = get_object_or_404(OutboxMessage.objects.select_related("recipient", "carried_by"), pk=pk)
    state, tone = registers.message_state(message)
    context = {"message": message, "state": state, "tone": tone, "rows": _facts(message), "buttons": _actions(message)}
    return render(request, "foundation/outbox_message.html", context)


@require_POST
def resend(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Send again that dead letter, or all of them."""
    _check(request.user)
    dead = OutboxMessage.objects.dead()
    number = outbox.resend(dead if pk is None else dead.filter(pk=pk))
    messages.success(request, typography(f"Remis à l’envoi : {count(number, 'message')}."))
    return redirect("foundation:outbox")


def _check(person: Any) -> None:
    if not may_read_registers(person):
        raise PermissionDenied("Le registre des messages est tenu par l’administrateur.")


def _facts(message: OutboxMessage) -> list[tuple[str, Any]]:
    """What is known of a message, without what is empty."""
    is_waiting = not any(getattr(message, fate) for fate in FATES)
    known = [
        ("Destinataire", message.recipient or message.to_email),
        ("Adresse", message.to_email),
        ("Concerne", str(message.about) if message.about else ""),
        ("Écrit", message.created_at),
        ("Envoyé", message.sent_at),
        ("Dans le résumé", _digest_link(message)),
        ("Gardé pour le résumé", message.digest_at if is_waiting and message.digest_at else None),
        ("Prochain essai", message.due_at if is_waiting and not message.digest_at else None),
        ("Abandonné", message.dead_at),
        ("Retiré", message.withdrawn_at),
        ("Essais", message.attempts),
        ("Motif" if message.withdrawn_at else "Dernière erreur", message.last_error),
    ]
    return [(label, date_tag(value) if isinstance(value, datetime) else value) for label, value in known if value]


def _digest_link(message: OutboxMessage) -> str:
    digest = message.carried_by
    return format_html('<a href="{}">{}</a>', digest.get_absolute_url(), digest.subject) if digest else ""


def _actions(message: OutboxMessage) -> list[Button]:
    if not message.dead_at:
        return []
    return [Button("Renvoyer", reverse("foundation:outbox_resend_one", args=[message.pk]), method="post", primary=True)]
