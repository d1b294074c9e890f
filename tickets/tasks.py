"""What the worker does for the desk: each may be asked twice, or lost, without harm (ADR 0003)."""

from celery import shared_task

from foundation import clock
from foundation.tasks import RETRY
from tickets import delay_checks, sweeps, warnings


@shared_task(**RETRY)
def end_waits() -> None:
    """Take up again the tickets whose wait has reached its day."""
    sweeps.end_waits(clock.now())


@shared_task(**RETRY)
def close_silent() -> None:
    """Close the solved tickets that nobody has contested."""
    sweeps.close_silent(clock.now())


@shared_task(**RETRY)
def pass_on_untaken() -> None:
    """Pass on the tickets that no référent took in time."""
    sweeps.pass_on_untaken(clock.now())


@shared_task(**RETRY)
def tell_warnings() -> None:
    """Warn of the delays that are being used up."""
    warnings.tell_due(clock.now())


@shared_task(**RETRY)
def check_delays() -> None:
    """Make the check of the night, once."""
    delay_checks.check(clock.now())
