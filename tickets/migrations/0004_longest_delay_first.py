"""The list of tickets by their delay, the latest first, those without delay last: read from an index on each database.

Django cannot say it once for both: SQLite counts an empty value as the least, and refuses NULLS LAST in an index.
SQLite loses it with a table that a later migration rebuilds: such a migration ends with `add` again.
"""

from django.db import migrations

NAME = "ticket_latest_due"
ON = f"CREATE INDEX {NAME} ON tickets_ticket"


def add(apps, schema_editor):
    order = "due_at DESC NULLS LAST" if schema_editor.connection.vendor == "postgresql" else "due_at DESC"
    schema_editor.execute(f"{ON} ({order}, id)", params=None)


def remove(apps, schema_editor):
    schema_editor.execute(f"DROP INDEX {NAME}", params=None)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_shipped_desk")]

    operations = [migrations.RunPython(add, remove)]
