"""What the full-text search knows, and what it searches in: an index on PostgreSQL, a table of words on SQLite."""

import django.db.models.deletion
from django.db import migrations, models

import foundation.fulltext.fields

# Tokens are written by foundation.fulltext, split at spaces: « ascii » leaves every other letter whole.
SQLITE = """
CREATE VIRTUAL TABLE foundation_searchwords USING fts5(
    kind, a, b, c, d, a_forms, b_forms, c_forms, d_forms, tokenize = 'ascii', prefix = '3'
)
"""
# Without the list of what is not yet indexed, the time of a search does not depend on what was just written.
POSTGRESQL = """
CREATE INDEX foundation_searchwords ON foundation_searchentry USING gin (words) WITH (fastupdate = off)
"""


def make(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def remove(apps, schema_editor):
    kind = "INDEX" if schema_editor.connection.vendor == "postgresql" else "TABLE"
    schema_editor.execute(f"DROP {kind} foundation_searchwords", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("foundation", "0013_messages_keep_quiet_hours"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about_id", models.BigIntegerField(verbose_name="identifiant de l’objet")),
                ("part", models.CharField(blank=True, max_length=30, verbose_name="partie")),
                ("leads_to", models.BigIntegerField(verbose_name="identifiant de l’objet trouvé")),
                ("words", foundation.fulltext.fields.WordsField(editable=False, verbose_name="mots indexés")),
                (
                    "about_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contenttypes.contenttype"
                    ),
                ),
            ],
            options={
                "verbose_name": "entrée de recherche",
                "verbose_name_plural": "entrées de recherche",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["leads_to", "about_type"], name="search_entry_leads_to")],
                "constraints": [
                    models.UniqueConstraint(fields=("about_type", "about_id", "part"), name="search_entry_once")
                ],
            },
        ),
        migrations.RunPython(make, remove),
    ]
