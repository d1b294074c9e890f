"""Whether a service answers at an address: `reach.py postgres://host:port/…`, exit status 0 when it does."""

import socket
import sys
from urllib.parse import urlsplit

PORTS = {"postgres": 5432, "redis": 6379, "amqp": 5672}


def answers(url: str) -> bool:
    """True when something listens there within two seconds."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or PORTS[parts.scheme]), timeout=2):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
