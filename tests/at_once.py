"""Several people at the same moment, each on a connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from foundation.workflow import Refused


def at_once(*attempts: Callable[[], Any]) -> list[Any]:
    """What each gives back, or its refusal, when all begin together; « never came back » of who waits for ever."""
    barrier = threading.Barrier(len(attempts))
    outcomes: list[Any] = ["never came back"] * len(attempts)

    def run(index: int, attempt: Callable[[], Any]) -> None:
        barrier.wait(timeout=10)
        try:
            outcomes[index] = attempt()
        except Refused as refusal:
            outcomes[index] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes
