"""The one place that catches whatever a piece of work raises, so that a poisoned row does not stop the others.

Everywhere else an unexpected error goes up and is seen (style: no `except Exception`). Here it must not: seventy-two
conventions do not wait for the mistake in the seventy-third. It is logged with its traceback under a reference, and
whoever called says so on the row, in French, with that reference.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError

logger = structlog.get_logger(__name__)


@dataclass
class Fault:
    """What a contained piece of work raised; `error` is None as long as all went well."""

    error: Exception | None = None
    reference: str = ""

    @property
    def message(self) -> str:
        """What the row says, for the person who can only pass it on."""
        return f"Erreur inattendue, notée dans le journal sous le repère {self.reference}. Signalez-la avec ce repère."


@contextmanager
def contained(event: str, **facts: Any) -> Iterator[Fault]:
    """Run one piece of work among others; what it raises is logged and handed back in the Fault.

    Raises OperationalError and InterfaceError: without its database, a worker can write nothing down; its lease will
    expire and the work will be taken up again.
    """
    fault = Fault()
    try:
        yield fault
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        fault.error = error
        fault.reference = secrets.token_hex(4)
        logger.exception(event, reference=fault.reference, **facts)
