"""The rows of the access table for the charter and the guides (see tests/test_access.py)."""

from network.roles import Role
from tests.access import COORDINATION, EVERYONE, TRAINEES, Row, of_paper

FOLLOWS = COORDINATION | {Role.LIBRARY_HEAD}
HIDDEN = EVERYONE - TRAINEES


def written(**facts) -> Row:
    """A page of who writes the papers: 403 for who reads them, else 404."""
    return Row(COORDINATION, of_paper, hidden=HIDDEN, otherwise=403, **facts)


PAPERS: dict[str, Row] = {
    "training:papers": Row(EVERYONE),
    "training:paper": Row(TRAINEES, of_paper),
    "training:paper_version": Row(TRAINEES, lambda w: [w.paper.pk, 1]),
    "training:acknowledge": Row(TRAINEES, of_paper, method="POST", data=lambda w: {"version": 2}, ok=302),
    "training:paper_readers": Row(FOLLOWS, of_paper, hidden=HIDDEN, otherwise=403),
    "training:paper_libraries": Row(FOLLOWS, of_paper, hidden=HIDDEN, otherwise=403),
    "training:new_paper": Row(COORDINATION, form=True, otherwise=403),
    "training:edit_paper": written(form=True),
    "training:edit_draft": written(form=True),
    "training:paper_draft": written(form=True),
    "training:discard_draft": written(method="POST", ok=302),
    "training:withdraw_paper": written(method="POST", ok=302),
}
