"""Waking a worker. The rows say what there is to do; a message only says that it is time to look (ADR 0003)."""

from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError, OperationalError

logger = structlog.get_logger(__name__)


def wake(task: str, *args: Any) -> None:
    """Ask a worker for this task, of `foundation.tasks` or by its whole name, once the transaction has committed.

    A broker that is away is not an error of the person who asked: the row is written, and the sweep will find it.
    """
    transaction.on_commit(partial(_send, task, args))


def _send(task: str, args: tuple[Any, ...]) -> None:
    try:
        current_app.send_task(task if "." in task else f"foundation.tasks.{task}", args=args, retry=False)
    except (KombuError, OperationalError, OSError) as away:
        logger.warning("wake-up not sent, left to the sweep", task=task, error=str(away))
