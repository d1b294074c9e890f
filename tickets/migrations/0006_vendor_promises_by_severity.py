"""What the vendor promises follows how grave its case is, no longer the priority of the ticket (R17).

The delays of P1, P2 and P3 become those of what is blocking, major, minor: starting values, to confirm with the market.
The history of the versions stays as it was written. The copies of the vendor’s deadlines follow with the next act on
their ticket, or with the next check of the delays, which tells once of each that has changed.
"""

from django.db import migrations

AS_GRAVE = {"BLOCKING": "P1", "MAJOR": "P2", "MINOR": "P3"}
# The way back: what the market did not grade is promised as what is minor.
AS_PRESSING = {"P1": "BLOCKING", "P2": "MAJOR", "P3": "MINOR", "P4": "MINOR", "P5": "MINOR"}


def by_severity(apps, schema_editor):
    promise(apps, AS_GRAVE)


def by_priority(apps, schema_editor):
    promise(apps, AS_PRESSING)


def promise(apps, like):
    """Each code of the vendor’s versions promised as one of before; what was not promised is not."""
    for version in apps.get_model("tickets", "PolicyVersion").objects.filter(party="VENDOR"):
        version.targets = {code: version.targets[one] for code, one in like.items() if one in version.targets}
        version.save(update_fields=["targets"])


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_what_the_vendor_says")]

    operations = [migrations.RunPython(by_severity, by_priority)]
