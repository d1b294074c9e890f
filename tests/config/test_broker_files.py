"""Messages as files: what a reader sees of one that is being written."""

from pathlib import Path

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from config.broker_files import Channel, Transport
from tests.foundation.processes import environment, run_python


class Witness:
    """A content that notes which files are there while it is being written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: list[str] = []

    def __json__(self) -> str:
        self.seen = [path.name for path in self.folder.iterdir()]
        return "entier"


@pytest.fixture
def channel(tmp_path) -> Channel:
    folders = dict.fromkeys(("data_folder_in", "data_folder_out", "control_folder"), str(tmp_path))
    return Connection(transport=Transport, transport_options=folders).channel()


def test_a_message_is_seen_once_it_is_whole(channel, tmp_path):
    witness = Witness(tmp_path)

    channel._put("celery", {"body": witness})

    assert [name for name in witness.seen if name.endswith(".msg")] == []
    assert channel._get("celery") == {"body": "entier"}
    assert list(tmp_path.iterdir()) == []


def test_each_message_is_read_once(channel):
    for number in range(3):
        channel._put("celery", number)
    assert sorted(channel._get("celery") for _ in range(3)) == [0, 1, 2]


def test_a_folder_that_cannot_be_written_is_said(channel, tmp_path):
    tmp_path.rmdir()
    with pytest.raises(ChannelError, match="Cannot add a message"):
        channel._put("celery", {})


@pytest.mark.long
def test_the_product_uses_it_where_it_has_no_broker(tmp_path):
    program = "from config.celery import app; print(app.connection_for_write().get_transport_cls().__module__)"
    answer = run_python(program, environment(tmp_path, DJANGO_SETTINGS_MODULE="config.settings"))
    assert answer.strip() == "config.broker_files"
