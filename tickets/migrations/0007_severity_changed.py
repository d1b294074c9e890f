"""A message to the vendor may change how grave its case is: it bears both severities, its words say why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_vendor_promises_by_severity")]

    operations = [
        migrations.AddField(
            model_name="vendormessage",
            name="severity",
            field=models.CharField(
                blank=True,
                choices=[("BLOCKING", "bloquante"), ("MAJOR", "majeure"), ("MINOR", "mineure")],
                max_length=10,
                verbose_name="nouvelle gravité",
            ),
        ),
        migrations.AddField(
            model_name="vendormessage",
            name="severity_before",
            field=models.CharField(
                blank=True,
                choices=[("BLOCKING", "bloquante"), ("MAJOR", "majeure"), ("MINOR", "mineure")],
                max_length=10,
                verbose_name="gravité d’avant",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendormessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("severity", ""), ("severity_before", "")),
                    models.Q(
                        models.Q(("direction", "OUT")),
                        models.Q(
                            ("severity__in", ["BLOCKING", "MAJOR", "MINOR"]),
                            ("severity_before__in", ["BLOCKING", "MAJOR", "MINOR"]),
                        ),
                        models.Q(("severity_before", models.F("severity")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="vendor_message_severity_changes",
                violation_error_message="Un changement de gravité dit celle d’avant et la nouvelle.",
            ),
        ),
    ]
