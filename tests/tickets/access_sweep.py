"""The rows of the access table for the settings of the desk and the check of its delays (see tests/test_access.py)."""

from datetime import timedelta

from foundation import clock
from network.roles import Role
from tests.access import COORDINATION, Row
from tickets.models import Category, PolicyVersion

KEEPERS = COORDINATION | {Role.PROJECT_MANAGER}


def of_category(world):
    return [Category.objects.earliest("pk").pk]


def of_question(world):
    return [Category.objects.get(code="sigb-anomalie").fields.earliest("pk").pk]


def of_coming_policy(world):
    """Delays that do not apply yet."""
    before = PolicyVersion.objects.get(party="VENDOR", kind="REQUEST", number=1)
    coming, _ = PolicyVersion.objects.get_or_create(
        party=before.party,
        kind=before.kind,
        number=2,
        defaults={
            "applies_from": clock.now() + timedelta(days=30),
            "targets": before.targets,
            "pauses": before.pauses,
        },
    )
    return [coming.pk]


def kept(args=None, **facts) -> Row:
    """A page of who keeps the desk; forbidden to anyone else, for it speaks of no commune."""
    given = (args,) if args else ()
    return Row(KEEPERS, *given, otherwise=403, **facts)


DESK_SETTINGS: dict[str, Row] = {
    "tickets:categories": kept(),
    "tickets:category": kept(of_category),
    "tickets:new_category": kept(form=True),
    "tickets:edit_category": kept(of_category, form=True),
    "tickets:withdraw_category": kept(of_category, method="POST", ok=302),
    "tickets:new_category_field": kept(of_category, form=True),
    "tickets:edit_category_field": kept(of_question, form=True),
    "tickets:remove_category_field": kept(of_question, method="POST", ok=302),
    "tickets:policies": kept(),
    "tickets:new_policy": kept(lambda w: ["communaute", "incidents"], form=True),
    "tickets:edit_policy": kept(of_coming_policy, form=True),
    "tickets:withdraw_policy": kept(of_coming_policy, method="POST", ok=302),
    "tickets:delay_checks": kept(),
}
# Each names an object that is no commune’s: who does not keep the desk is told so.
OF_AN_OBJECT = [name for name in DESK_SETTINGS if name.endswith(("category", "_field", "_policy"))]
OF_AN_OBJECT.remove("tickets:new_category")
