"""The database itself refuses to change a frozen document (see foundation.models.document).

A trigger of the table, the same on both databases but for its grammar. SQLite loses the triggers of a table that a
later migration rebuilds: such a migration ends with `frozen_documents` again, and a test says so when it does not.
"""

from django.db import migrations

REFUSAL = "A frozen document never changes."

SQLITE = f"""
CREATE TRIGGER frozen_document BEFORE UPDATE ON foundation_storeddocument
FOR EACH ROW WHEN OLD.is_frozen
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""

POSTGRESQL = f"""
CREATE FUNCTION refuse_frozen_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER frozen_document BEFORE UPDATE ON foundation_storeddocument
FOR EACH ROW WHEN (OLD.is_frozen) EXECUTE FUNCTION refuse_frozen_document();
"""


def protect(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER frozen_document ON foundation_storeddocument", params=None)
        schema_editor.execute("DROP FUNCTION refuse_frozen_document()", params=None)
    else:
        schema_editor.execute("DROP TRIGGER frozen_document", params=None)


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_kept_files_and_imports")]

    operations = [migrations.RunPython(protect, unprotect)]
