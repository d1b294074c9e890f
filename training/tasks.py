"""What the worker does for training: each may be asked twice, or lost, without harm (ADR 0003)."""

from celery import shared_task

from foundation.tasks import RETRY
from training import booking


@shared_task(**RETRY)
def settle_seats() -> None:
    """Take back the seats offered that nobody answered, give the ones that came free to the queue."""
    booking.sweep()
