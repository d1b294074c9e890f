"""Drafts given up keep their row: a state, a day, and a commune that is free for another convention (ADR 0008).

The tables of conventions are rebuilt on SQLite, which a trigger that reads them would prevent: it is made again at
the end (0003).
"""

from importlib import import_module

import django_fsm
from django.conf import settings
from django.db import migrations, models

versions = import_module("convention.migrations.0003_versions_in_use_never_change")


class Migration(migrations.Migration):
    dependencies = [
        ("convention", "0004_created_by_word"),
        ("foundation", "0008_numbers_are_never_given_back"),
        ("network", "0003_fill_sort_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(versions.unprotect, versions.protect),
        migrations.RemoveConstraint(
            model_name="convention",
            name="convention_once_per_commune_and_start",
        ),
        migrations.RemoveConstraint(
            model_name="convention",
            name="convention_beyond_draft_has_start",
        ),
        migrations.AddField(
            model_name="convention",
            name="discarded_on",
            field=models.DateField(blank=True, null=True, verbose_name="abandonnée le"),
        ),
        migrations.AddField(
            model_name="historicalconvention",
            name="discarded_on",
            field=models.DateField(blank=True, null=True, verbose_name="abandonnée le"),
        ),
        migrations.AlterField(
            model_name="convention",
            name="state",
            field=django_fsm.FSMField(
                choices=[
                    ("DRAFT", "Brouillon"),
                    ("VALIDATED", "Validée"),
                    ("SIGNING", "En signature"),
                    ("SIGNED", "Signée"),
                    ("NOTIFIED", "Notifiée"),
                    ("DISCARDED", "Abandonnée"),
                ],
                default="DRAFT",
                max_length=10,
                protected=True,
                verbose_name="état",
            ),
        ),
        migrations.AlterField(
            model_name="historicalconvention",
            name="state",
            field=django_fsm.FSMField(
                choices=[
                    ("DRAFT", "Brouillon"),
                    ("VALIDATED", "Validée"),
                    ("SIGNING", "En signature"),
                    ("SIGNED", "Signée"),
                    ("NOTIFIED", "Notifiée"),
                    ("DISCARDED", "Abandonnée"),
                ],
                default="DRAFT",
                max_length=10,
                protected=True,
                verbose_name="état",
            ),
        ),
        migrations.AddConstraint(
            model_name="convention",
            constraint=models.UniqueConstraint(
                condition=models.Q(("discarded_on__isnull", True)),
                fields=("commune", "starts_on"),
                name="convention_once_per_commune_and_start",
                violation_error_message="Cette commune a déjà une convention à cette date d’effet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="convention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["DRAFT", "DISCARDED"]), ("starts_on__isnull", False), _connector="OR"
                ),
                name="convention_beyond_draft_has_start",
                violation_error_message="Une convention validée a une date d’effet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="convention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("discarded_on__isnull", False), ("state", "DISCARDED")),
                    models.Q(models.Q(("state", "DISCARDED"), _negated=True), ("discarded_on__isnull", True)),
                    _connector="OR",
                ),
                name="convention_discarded_on_a_day",
                violation_error_message="Une convention abandonnée l’est un jour donné, et elle seule.",
            ),
        ),
        migrations.RunPython(versions.protect, versions.unprotect),
    ]
