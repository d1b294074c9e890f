"""What the vendor promises follows how grave its case is, no longer the priority of the ticket (R17).

The delays of P1, P2 and P3 become those of what is blocking, major, minor. The versions that were shipped count in days
of the market, which is open ten hours, and no longer in those of the service: starting values, to confirm with the
market. The history of the versions stays as it was written. The copies of the vendor’s deadlines follow with the next act on
their ticket, or with the next check of the delays, which tells once of each that has changed.
"""

from django.db import migrations

AS_GRAVE = {"BLOCKING": "P1", "MAJOR": "P2", "MINOR": "P3"}
# The way back: what the market did not grade is promised as what is minor.
AS_PRESSING = {"P1": "BLOCKING", "P2": "MAJOR", "P3": "MINOR", "P4": "MINOR", "P5": "MINOR"}

DAY_OF_SERVICE, DAY_OF_MARKET = 420, 600  # working minutes


def targets(take, update, solve):
    return {"TAKE": take, "NEXT_UPDATE": update, "RESOLVE": solve}


def shipped_by_priority(day):
    return {
        "P1": targets(60, 120, day),
        "P2": targets(120, day, 2 * day),
        "P3": targets(240, 2 * day, 5 * day),
        "P4": targets(day, 5 * day, 10 * day),
        "P5": targets(2 * day, 10 * day, 20 * day),
    }


def like(promised, codes):
    """Each code promised as one of before; what was not promised is not."""
    return {code: promised[one] for code, one in codes.items() if one in promised}


BEFORE = shipped_by_priority(DAY_OF_SERVICE)
AFTER = like(shipped_by_priority(DAY_OF_MARKET), AS_GRAVE)


def by_severity(apps, schema_editor):
    for version in versions(apps):
        promise(version, AFTER if version.targets == BEFORE else like(version.targets, AS_GRAVE))


def by_priority(apps, schema_editor):
    for version in versions(apps):
        promise(version, BEFORE if version.targets == AFTER else like(version.targets, AS_PRESSING))


def versions(apps):
    return apps.get_model("tickets", "PolicyVersion").objects.filter(party="VENDOR")


def promise(version, targets_by_code):
    version.targets = targets_by_code
    version.save(update_fields=["targets"])


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_what_the_vendor_says")]

    operations = [migrations.RunPython(by_severity, by_priority)]
