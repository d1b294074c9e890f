"""Who guesses must wait: by address, by quarter of an hour, each sort of secret by itself."""

from datetime import timedelta

import pytest

from foundation import clock
from foundation.guesses import Guesses, subscriber

GUESSES = Guesses("trial", most=3)


def miss(asker: str, times: int = 3) -> None:
    for _ in range(times):
        GUESSES.count(asker)


def test_an_address_waits_after_so_many_misses_until_the_quarter_of_an_hour_ends():
    with clock.frozen_at("2026-03-02T10:04:00"):
        miss("192.0.2.7", 2)
        assert not GUESSES.wait("192.0.2.7")
        miss("192.0.2.7", 1)
        assert GUESSES.wait("192.0.2.7") == timedelta(minutes=11)
        assert not GUESSES.wait("192.0.2.8")
        assert not Guesses("another", most=3).wait("192.0.2.7")
    with clock.frozen_at("2026-03-02T10:14:59"):
        assert GUESSES.wait("192.0.2.7") == timedelta(seconds=1)
    with clock.frozen_at("2026-03-02T10:15:00"):
        assert not GUESSES.wait("192.0.2.7")


def test_who_holds_a_whole_network_of_ipv6_is_one_who_asks():
    with clock.frozen_at("2026-03-02T10:04:00"):
        miss("2001:db8:0:1::1", 1)
        miss("2001:db8:0:1:ffff::7", 2)
        assert GUESSES.wait("2001:db8:0:1::abcd")
        assert not GUESSES.wait("2001:db8:0:2::1")


@pytest.mark.parametrize(
    ("asker", "whom"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "2001:db8::/64"), ("nothing of an address", "nothing of an address")],
)
def test_an_address_stands_for_its_subscriber(asker, whom):
    assert subscriber(asker) == whom


def test_nobody_in_particular_never_waits():
    miss("")
    assert not GUESSES.wait("")
