"""The rows of the access table for the SIGB (see tests/test_access.py)."""

from ils.states import GrantState
from network.roles import Role
from tests.access import COORDINATION, EVERYONE, TRAINEES, Row

ASKS = COORDINATION | {Role.LIBRARY_HEAD, Role.IT_CORRESPONDENT}  # for accesses in the library
ASKS_TODAY = COORDINATION | {Role.LIBRARY_HEAD}  # a référent does once trained


def of_grant(state):
    return lambda world: [world.grant(state).pk]


def of_access(state, **facts) -> Row:
    """What the SCLP decides of an access: 403 for who asked for it, absent for anyone else."""
    return Row(COORDINATION, of_grant(state), hidden=EVERYONE - ASKS, otherwise=403, local=True, **facts)


SIGB: dict[str, Row] = {
    "ils:home": Row(TRAINEES, otherwise=403),
    "ils:module": Row(args=lambda w: ["circulation"], otherwise=403),  # nobody has what it asks for
    "ils:missing": Row(TRAINEES, args=lambda w: ["circulation"], otherwise=403),
    "ils:grants": Row(TRAINEES, otherwise=403),
    "ils:ask": Row(ASKS_TODAY, form=True, otherwise=403),
    "ils:team": Row(ASKS_TODAY, otherwise=403),
    "ils:closings": Row(ASKS_TODAY, otherwise=403),
    "ils:coverage": Row(COORDINATION, otherwise=403),
    "ils:grant": Row(ASKS, of_grant(GrantState.GRANTED), local=True),
    "ils:give": of_access(GrantState.REQUESTED, method="POST", ok=302),
    "ils:refuse": of_access(GrantState.REQUESTED, form=True),
    "ils:cancel": Row(
        ASKS_TODAY,
        of_grant(GrantState.REQUESTED),
        method="POST",
        ok=302,
        hidden=EVERYONE - ASKS,
        otherwise=403,
        local=True,
    ),
    "ils:revoke": of_access(GrantState.GRANTED, form=True),
}
