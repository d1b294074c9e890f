"""The database itself refuses to change the text of a version from which a convention was made (R01).

A trigger of the table, the same on both databases but for its grammar. SQLite loses the triggers of a table that a
later migration rebuilds: such a migration ends with this one again, and a test says so when it does not.
"""

from django.db import migrations

REFUSAL = "A model version in use never changes."
TABLE = "convention_modelversion"
IS_USED = "EXISTS (SELECT 1 FROM convention_convention WHERE version_id = OLD.id)"

SQLITE = f"""
CREATE TRIGGER model_version_in_use BEFORE UPDATE OF content, variable_list ON {TABLE}
FOR EACH ROW WHEN (OLD.content IS NOT NEW.content OR OLD.variable_list IS NOT NEW.variable_list) AND {IS_USED}
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""

POSTGRESQL = f"""
CREATE FUNCTION refuse_model_version_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {IS_USED} THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER model_version_in_use BEFORE UPDATE OF content, variable_list ON {TABLE} FOR EACH ROW
WHEN (OLD.content IS DISTINCT FROM NEW.content OR OLD.variable_list IS DISTINCT FROM NEW.variable_list)
EXECUTE FUNCTION refuse_model_version_in_use();
"""


def protect(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER model_version_in_use ON {TABLE}", params=None)
        schema_editor.execute("DROP FUNCTION refuse_model_version_in_use()", params=None)
    else:
        schema_editor.execute("DROP TRIGGER model_version_in_use", params=None)


class Migration(migrations.Migration):
    dependencies = [("convention", "0002_reminder_rungs")]

    operations = [migrations.RunPython(protect, unprotect)]
