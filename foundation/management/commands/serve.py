"""One command that runs the product: web server, background worker and its clock (ADR 0003)."""

import errno
import http.client
import os
import socket
import sys
import time
from argparse import ArgumentParser
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from foundation import wakeups
from foundation.management.supervisor import Program, Supervisor

CELERY = (sys.executable, "-m", "celery", "-q", "-A", "config")
BEHIND = 2  # seconds that the background leaves to the first page
FREED_WITHIN = 5  # seconds a killed predecessor takes to leave the port


class Command(BaseCommand):
    """Start the three programs, keep them running, stop them in order on Ctrl+C."""

    help = "Lance le serveur web, les travaux de fond et leur horloge ; Ctrl+C arrête le tout."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="adresse où écouter")
        parser.add_argument("--port", type=int, default=8000, help="port où écouter")
        parser.add_argument("--workers", type=int, default=2, help="processus du serveur web, et autant de fond")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        check_port(host, port)
        os.environ["PYTHONUNBUFFERED"] = "1"  # lines come out when they are written
        for entry in current_app.conf.beat_schedule.values():
            wakeups.wake(entry["task"])  # what fell due while all was off does not wait for a tick
        front = Front(host, port)
        supervisor = Supervisor(programs(host, port, workers), self.say, on_tick=front.look)
        front.supervisor = supervisor
        supervisor.run()

    def say(self, line: str) -> None:
        """Print at once, whatever reads it."""
        self.stdout.write(line)
        self.stdout.flush()


def programs(host: str, port: int, workers: int) -> list[Program]:
    """The three programs, in the order in which they stop: nobody asks any more, nothing ticks, work ends."""
    web = [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", address(host, port)),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", "4", "--timeout", "60"),
        *("--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket", "--preload"),
    ]
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")  # one worker has nobody to talk to
    worker = [*CELERY, "worker", "--concurrency", str(workers), "--loglevel", "info", *quiet]
    return [
        Program("web", "serveur web", web, patience=8),
        Program("horloge", "horloge des travaux", [*CELERY, "beat", "--loglevel", "warning"], patience=5, delay=BEHIND),
        Program("travaux", "travaux de fond", worker, patience=20, delay=BEHIND),
    ]


def address(host: str, port: int) -> str:
    """How programs write a host and a port: IPv6 between brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def check_port(host: str, port: int) -> None:
    """Raise CommandError, in French, when nobody can listen there; waits a moment for a killed predecessor."""
    until = time.monotonic() + FREED_WITHIN
    while True:
        try:
            with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
                return
        except OSError as refusal:
            if refusal.errno != errno.EADDRINUSE:
                raise CommandError(f"Impossible d’écouter sur {address(host, port)} : {refusal.strerror}.") from refusal
            if time.monotonic() > until:
                raise CommandError(
                    f"Le port {port} est déjà pris par un autre programme. "
                    f"Arrêtez-le, ou choisissez un autre port : --port {port + 1}"
                ) from refusal
        time.sleep(0.5)


class Front:
    """Says once that the product answers, when it does."""

    supervisor: Supervisor

    def __init__(self, host: str, port: int) -> None:
        self.host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - where to ask, not to listen
        self.port = port
        self.has_answered = False

    def look(self) -> None:
        """Ask the health page; any answer is an answer."""
        if self.has_answered:
            return
        connection = http.client.HTTPConnection(self.host, self.port, timeout=1)
        try:
            connection.request("GET", reverse("foundation:health"))
            connection.getresponse()
        except OSError:
            return
        finally:
            connection.close()
        self.has_answered = True
        self.supervisor.tell(f"prêt : http://{address(self.host, self.port)}/ (arrêt : Ctrl+C)")
