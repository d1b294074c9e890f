"""Papers to read, their versions and who acknowledged which; the database itself refuses to change a published version.

A trigger of the table, the same on both databases but for its grammar. SQLite loses the triggers of a table that a
later migration rebuilds: such a migration ends with `protect` again, and a test says so when it does not.
"""

import django.db.models.deletion
import django_fsm
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import foundation.models.reading

REFUSAL = "A published version never changes."
TABLE = "foundation_paperversion"

SQLITE = f"""
CREATE TRIGGER published_paper_version BEFORE UPDATE ON {TABLE}
FOR EACH ROW WHEN OLD.state = 'PUBLISHED'
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""

POSTGRESQL = f"""
CREATE FUNCTION refuse_published_paper_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER published_paper_version BEFORE UPDATE ON {TABLE}
FOR EACH ROW WHEN (OLD.state = 'PUBLISHED') EXECUTE FUNCTION refuse_published_paper_version();
"""


def protect(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER published_paper_version ON {TABLE}", params=None)
        schema_editor.execute("DROP FUNCTION refuse_published_paper_version()", params=None)
    else:
        schema_editor.execute("DROP TRIGGER published_paper_version", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0011_verifiable_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPaper",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        db_index=True,
                        default=foundation.models.reading.fresh_key,
                        editable=False,
                        error_messages={"unique": "Ce document existe déjà."},
                        max_length=60,
                        verbose_name="clé",
                    ),
                ),
                ("shelf", models.CharField(editable=False, max_length=40, verbose_name="rayon")),
                ("title", models.CharField(max_length=120, verbose_name="titre")),
                ("asks_acceptance", models.BooleanField(default=False, verbose_name="demande une acceptation")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="retiré le")),
                ("is_fictional", models.BooleanField(default=False, verbose_name="fictif")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical document à lire",
                "verbose_name_plural": "historical documents à lire",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=foundation.models.reading.fresh_key,
                        editable=False,
                        error_messages={"unique": "Ce document existe déjà."},
                        max_length=60,
                        unique=True,
                        verbose_name="clé",
                    ),
                ),
                ("shelf", models.CharField(editable=False, max_length=40, verbose_name="rayon")),
                ("title", models.CharField(max_length=120, verbose_name="titre")),
                ("asks_acceptance", models.BooleanField(default=False, verbose_name="demande une acceptation")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="retiré le")),
                ("is_fictional", models.BooleanField(default=False, verbose_name="fictif")),
            ],
            options={
                "verbose_name": "document à lire",
                "verbose_name_plural": "documents à lire",
                "ordering": ["title", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shelf", "title"),
                        name="paper_title_once",
                        violation_error_message="Un document porte déjà ce titre.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPaperVersion",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("DRAFT", "Brouillon"), ("PUBLISHED", "Publiée")],
                        default="DRAFT",
                        max_length=10,
                        protected=True,
                        verbose_name="état",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=30000, verbose_name="texte")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="ce qui change")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="publiée le")),
                ("required_on", models.DateField(blank=True, null=True, verbose_name="compte à partir du")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="foundation.storeddocument",
                        verbose_name="fichier PDF",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="foundation.paper",
                        verbose_name="document à lire",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical version d’un document à lire",
                "verbose_name_plural": "historical versions des documents à lire",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PaperVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("DRAFT", "Brouillon"), ("PUBLISHED", "Publiée")],
                        default="DRAFT",
                        max_length=10,
                        protected=True,
                        verbose_name="état",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=30000, verbose_name="texte")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="ce qui change")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="publiée le")),
                ("required_on", models.DateField(blank=True, null=True, verbose_name="compte à partir du")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.storeddocument",
                        verbose_name="fichier PDF",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="foundation.paper",
                        verbose_name="document à lire",
                    ),
                ),
            ],
            options={
                "verbose_name": "version d’un document à lire",
                "verbose_name_plural": "versions des documents à lire",
                "ordering": ["paper", "-number"],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="lue le")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to="foundation.paperversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "lecture",
                "verbose_name_plural": "lectures",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.UniqueConstraint(
                fields=("paper", "number"),
                name="paper_version_number_once",
                violation_error_message="Cette version existe déjà.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "DRAFT")),
                fields=("paper",),
                name="paper_version_one_draft",
                violation_error_message="Une version de ce document est déjà en préparation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document__isnull", False), ("text", "")),
                    models.Q(models.Q(("text", ""), _negated=True), ("document", None)),
                    _connector="OR",
                ),
                name="paper_version_text_or_file",
                violation_error_message="Une version est un texte ou un fichier PDF, l’un des deux.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_on", None), ("required_on", None), ("state", "DRAFT")),
                    models.Q(("published_on__isnull", False), ("required_on__isnull", False), ("state", "PUBLISHED")),
                    _connector="OR",
                ),
                name="paper_version_published_has_dates",
                violation_error_message="Une version publiée a ses deux dates, un brouillon n’en a pas.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("required_on", None), ("required_on__gte", models.F("published_on")), _connector="OR"
                ),
                name="paper_version_counts_once_published",
                violation_error_message="Une version ne compte pas avant le jour de sa publication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="acknowledgement",
            constraint=models.UniqueConstraint(
                fields=("version", "person"),
                name="acknowledgement_once",
                violation_error_message="Cette personne a déjà lu cette version.",
            ),
        ),
        migrations.RunPython(protect, unprotect),
    ]
