"""The folded names of the libraries and people that were there before; saving a row computes its own."""

from django.db import migrations


def fill(apps, schema_editor):
    for name in ("Library", "Person"):
        for row in apps.get_model("network", name).objects.filter(sort_name="").iterator():
            row.save(update_fields=["sort_name"])


class Migration(migrations.Migration):
    dependencies = [("network", "0002_sort_names")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
