"""Whether a service can be used at an address: `reach.py postgres://host:port/…`; exit status 0 when it can.

Says why not, so that whoever reads what was left out knows what to mend.
"""

import sys
from urllib.parse import urlsplit

import psycopg
import redis

SECONDS = 3
MAY_CREATE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"


def why_not_postgresql(url: str) -> str:
    """Why the suite cannot run there; empty when it can. It makes databases of its own."""
    try:
        with psycopg.connect(url, connect_timeout=SECONDS) as connection:
            row = connection.execute(MAY_CREATE).fetchone()
    except psycopg.Error as refusal:
        return str(refusal).strip()
    return "" if row and row[0] else "this role may not create databases"


def why_not_redis(url: str) -> str:
    """Why tests cannot use it; empty when they can."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS) as client:
            client.ping()
    except redis.RedisError as refusal:
        return str(refusal)
    return ""


KINDS = {"postgres": why_not_postgresql, "postgresql": why_not_postgresql, "redis": why_not_redis}


def main(url: str) -> int:
    """Print why the service cannot be used, without its password; return the exit status."""
    parts = urlsplit(url)
    why_not = KINDS.get(parts.scheme)
    reason = why_not(url) if why_not else f"unknown kind of service: {parts.scheme}"
    if reason:
        sys.stdout.write(f"{parts.scheme} at {parts.hostname}: {reason}\n")
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
