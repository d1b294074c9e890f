"""What the pages of the committees share: how a body is found, the way back, an act that may be refused."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from committees.models import Committee, Seat
from foundation.workflow import Refused


def visible(request: HttpRequest, pk: int) -> Committee:
    """The body, for whoever may read it; absent for anyone else."""
    return get_object_or_404(Committee.objects.visible_to(request.user), pk=pk)


def visible_seat(request: HttpRequest, pk: int) -> Seat:
    """The seat, for whoever may read it; absent for anyone else."""
    return get_object_or_404(Seat.objects.visible_to(request.user).with_place(), pk=pk)


def trail_of(committee: Committee, seat: Seat | None = None) -> tuple[str, ...]:
    """The way back to the body, and to the seat."""
    trail = ("Comités", reverse("committees:list"), committee.name, committee.get_absolute_url())
    return (*trail, f"Siège {seat.number}", seat.get_absolute_url()) if seat else trail


def doing(act: Callable[[Any], Any]) -> Callable[[Any], bool]:
    """How a form saves by an act: what is refused comes back in the form, with what was typed."""

    def save(form: Any) -> bool:
        try:
            act(form)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return False
        return True

    return save
