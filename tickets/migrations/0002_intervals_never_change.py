"""The database itself refuses to change an interval (see tickets.models.interval).

SQLite loses the triggers of a table that a later migration rebuilds: such a migration ends with `protect` again.
"""

from django.db import migrations

REFUSAL = "An interval never changes."

SQLITE = f"""
CREATE TRIGGER interval_kept BEFORE UPDATE ON tickets_ticketinterval
FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""

POSTGRESQL = f"""
CREATE FUNCTION refuse_interval_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER interval_kept BEFORE UPDATE ON tickets_ticketinterval
FOR EACH ROW EXECUTE FUNCTION refuse_interval_change();
"""


def protect(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER interval_kept ON tickets_ticketinterval", params=None)
        schema_editor.execute("DROP FUNCTION refuse_interval_change()", params=None)
    else:
        schema_editor.execute("DROP TRIGGER interval_kept", params=None)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_service_desk")]

    operations = [migrations.RunPython(protect, unprotect)]
