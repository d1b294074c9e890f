"""How often one may be wrong about a secret before one must wait: links of mails, codes of papers (bad input: guessed).

Who comes back with a good one meanwhile waits too: a limit that the right answer lifts would tell which one is right.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.cache import cache

from foundation import clock

HOUSEHOLD = 64  # bits of an IPv6 address that one subscriber is given whole, to ask from each address in turn


@dataclass(frozen=True)
class Guesses:
    """The misses of each address on one sort of secret, counted by periods of the clock (00, 15, 30, 45)."""

    name: str
    most: int = 20
    within: timedelta = timedelta(minutes=15)

    def wait(self, asker: str) -> timedelta:
        """How long this address must wait before it asks again; nothing while it may."""
        if not asker or cache.get(self._key(asker), 0) < self.most:
            return timedelta()
        return self._period_start() + self.within - clock.now()

    def count(self, asker: str) -> None:
        """One more miss. Two at the same instant may count for one: the secret is what protects, not this."""
        if asker:
            key = self._key(asker)
            cache.set(key, cache.get(key, 0) + 1, timeout=int(self.within.total_seconds()))

    def _key(self, asker: str) -> str:
        whom = hashlib.sha256(subscriber(asker).encode()).hexdigest()
        return f"{self.name}-missed-{int(self._period_start().timestamp())}-{whom}"

    def _period_start(self) -> datetime:
        seconds = self.within.total_seconds()
        return datetime.fromtimestamp(clock.now().timestamp() // seconds * seconds, UTC)


def subscriber(asker: str) -> str:
    """Who an address stands for: itself, or the network that one subscriber holds in IPv6."""
    try:
        address = ipaddress.ip_address(asker)
    except ValueError:
        return asker
    if address.version == 4:
        return asker
    return str(ipaddress.ip_network(f"{address.packed.hex(':', 2)}/{HOUSEHOLD}", strict=False))
