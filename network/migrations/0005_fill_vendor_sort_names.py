"""The folded names of the vendors that were there before; saving a row computes its own."""

from django.db import migrations


def fill(apps, schema_editor):
    for row in apps.get_model("network", "Vendor").objects.filter(sort_name="").iterator():
        row.save(update_fields=["sort_name"])


class Migration(migrations.Migration):
    dependencies = [("network", "0004_registers")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
