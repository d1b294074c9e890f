"""kombu’s filesystem transport with one race mended: a message is seen once it is whole (ADR 0003).

kombu opens a message’s file under its final name and then writes it: a worker that looks meanwhile reads an empty
message and dies of it. Here the file is written beside, and given its name when it is complete.
"""

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Reads as kombu does; writes in one step."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu’s two names differ
        whole = Path(self.data_folder_out, f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg")
        beside = whole.with_suffix(".part")  # the name of no queue’s message
        try:
            beside.write_text(dumps(payload), encoding="utf-8")
            beside.rename(whole)
        except OSError as refusal:
            raise ChannelError(f"Cannot add a message to {whole.parent}") from refusal


class Transport(filesystem.Transport):
    """Messages as files of this machine."""

    Channel = Channel
    global_state = virtual.BrokerState()
