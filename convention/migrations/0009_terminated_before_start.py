"""A convention may be ended before its first day (art. 6: « à tout moment »).

SQLite rebuilds the table, which the trigger that reads it would prevent: it is made again at the end (0003).
"""

from importlib import import_module

from django.db import migrations, models

versions = import_module("convention.migrations.0003_versions_in_use_never_change")


class Migration(migrations.Migration):
    dependencies = [
        ("convention", "0008_reasons_kept_whole"),
    ]

    operations = [
        migrations.RunPython(versions.unprotect, versions.protect),
        migrations.RemoveConstraint(model_name="convention", name="convention_terminated_after_start"),
        migrations.AddConstraint(
            model_name="convention",
            constraint=models.CheckConstraint(
                condition=models.Q(("terminated_on__isnull", True), ("starts_on__isnull", False), _connector="OR"),
                name="convention_terminated_has_start",
                violation_error_message="Une convention dénoncée a une date d’effet.",
            ),
        ),
        migrations.RunPython(versions.protect, versions.unprotect),
    ]
