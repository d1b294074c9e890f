"""The web server of the product in front of 200 MB that really travel: answered at once, and nothing on its disk."""

import io
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from foundation.files.refusals import MEGABYTE
from foundation.management.commands.serve import programs
from tests.foundation.heavy import CONTENT_TYPE, HeavyForm
from tests.foundation.processes import environment
from tests.foundation.test_serve import free_port, wait_for

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


class Spool:
    """The folder where the server would write what it receives, watched without a pause."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.heaviest = 0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._over.wait(0.002):
            sizes = [path.stat().st_size for path in self.folder.glob("*upload*")]
            self.heaviest = max(self.heaviest, sum(sizes))

    @contextmanager
    def watched(self) -> Iterator[None]:
        self._watch.start()
        yield
        self._over.set()
        self._watch.join()


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool")


@pytest.fixture
def port(tmp_path, spool) -> Iterator[int]:
    """Where gunicorn serves the product, with the options of `manage.py serve`."""
    port = free_port()
    own = environment(tmp_path, DJANGO_SETTINGS_MODULE="tests.foundation.serve_settings", TMPDIR=str(spool.folder))
    web, *_ = programs("127.0.0.1", port, workers=1)
    with (tmp_path / "web.log").open("w") as log:
        process = subprocess.Popen(web.command, cwd=settings.BASE_DIR, env=own, stdout=log, stderr=log)
    try:
        wait_for(lambda: answers(port), "the web server did not start")
        yield port
    finally:
        process.terminate()
        process.wait(30)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def connection(port: int, *headers: str) -> socket.socket:
    """A connection on which the head of a form was sent, with a cookie and no proof: the form must be read for it."""
    head = [
        "POST /compte/login/ HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: csrftoken={'a' * 32}",
        f"Content-Type: {CONTENT_TYPE}",
        *headers,
    ]
    talk = socket.create_connection(("127.0.0.1", port), timeout=60)
    talk.sendall("\r\n".join([*head, "", ""]).encode())
    return talk


def answer(talk: socket.socket) -> tuple[int, str]:
    """The status and the page, read to the length that they announce."""
    with talk.makefile("rb") as file:
        status = int(file.readline().split()[1])
        head = b"".join(iter(file.readline, b"\r\n")).decode()
        length = re.search(r"(?i)content-length: (\d+)", head)
        assert length, head
        return status, file.read(int(length[1])).decode()


def send(talk: socket.socket, form: HeavyForm, *, chunked: bool = False) -> None:
    while piece := form.read(MEGABYTE):
        talk.sendall(b"%X\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
    if chunked:
        talk.sendall(b"0\r\n\r\n")


def test_the_answer_comes_before_the_file_has_left(port):
    with closing(connection(port, f"Content-Length: {HeavyForm(200 * MEGABYTE).size}")) as talk:
        status, page = answer(talk)

    assert status == 413
    assert "C’est trop lourd pour un seul envoi" in page


def test_who_sends_all_before_reading_gets_the_page_and_the_disk_nothing(port, spool):
    form = HeavyForm(200 * MEGABYTE)
    with spool.watched(), closing(connection(port, f"Content-Length: {form.size}")) as talk:
        send(talk, form)
        status, page = answer(talk)

    assert status == 413
    assert "la limite est de 180\u00a0Mo par envoi" in page
    assert spool.heaviest == 0


def test_a_form_under_the_limit_is_seen_on_the_disk(port, spool):
    form = HeavyForm(100 * MEGABYTE)
    with spool.watched(), closing(connection(port, f"Content-Length: {form.size}")) as talk:
        send(talk, form)
        status, _ = answer(talk)

    assert status == 403
    assert spool.heaviest > MEGABYTE


def test_a_body_without_a_length_is_refused_before_it_travels_and_not_kept(port, spool):
    with spool.watched(), closing(connection(port, "Transfer-Encoding: chunked")) as talk:
        status, page = answer(talk)
        send(talk, HeavyForm(200 * MEGABYTE), chunked=True)

    assert status == 411
    assert "n’a pas pu lire ce que votre navigateur a envoyé" in page
    assert spool.heaviest == 0


def test_what_is_sent_is_a_form_of_the_size_it_says():
    form = HeavyForm(1000)
    whole = form.read()

    pieces = io.BytesIO()
    again = HeavyForm(1000)
    while piece := again.read(77):
        pieces.write(piece)

    assert len(whole) == form.size
    assert whole.count(b"\0") == 1000
    assert pieces.getvalue() == whole
