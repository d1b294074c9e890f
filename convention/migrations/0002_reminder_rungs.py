"""The rungs to begin with: six months, three, two, one, a fortnight, the day itself, a fortnight after."""

from django.db import migrations

RUNGS = [180, 90, 60, 30, 15, 0, -15]


def add(apps, schema_editor):
    rung = apps.get_model("convention", "ReminderRung")
    rung.objects.bulk_create([rung(days=days) for days in RUNGS])


class Migration(migrations.Migration):
    dependencies = [("convention", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
