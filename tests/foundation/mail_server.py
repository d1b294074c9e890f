"""A mail server of one page, for tests: it speaks SMTP on a free port, keeps mails, refuses what it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """What it took is in `taken`; `answers` maps an address to what RCPT says instead of yes."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.is_called = threading.Event()
        self.may_greet = threading.Event()  # cleared: a client waits for the greeting, as from a server under load
        self.may_greet.set()


class Conversation(socketserver.StreamRequestHandler):
    """One client, until it says QUIT."""

    server: MailServer

    def handle(self) -> None:
        self.server.is_called.set()
        self.server.may_greet.wait(30)
        self.say("220 trial")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ", 1)[0].split(":")[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "DATA":
                self.take()
            elif verb == "RCPT":
                self.say(self.server.answers.get(line.partition("<")[2].partition(">")[0], "250 ok"))
            else:
                self.say("250 ok")

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run one for the length of a test."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
