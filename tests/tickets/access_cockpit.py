"""The rows of the access table for the pages of the second level (see tests/test_access.py)."""

from network.roles import Right, roles_with
from tests.access import Row

SECOND_LEVEL = frozenset(roles_with(Right.WORK_TICKETS))

COCKPIT: dict[str, Row] = {
    "tickets:cockpit": Row(SECOND_LEVEL, otherwise=403),
    "tickets:flow": Row(SECOND_LEVEL, otherwise=403),
}
