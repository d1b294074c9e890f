"""What the vendor brings is said with each of its messages: until now each was read as an answer; a question waits."""

import django_fsm
from django.db import migrations, models

MEANINGS = [
    ("ANSWER", "une réponse ou une correction, à vérifier par la Communauté urbaine"),
    ("NEWS", "une nouvelle : l’éditeur continue"),
    ("QUESTION", "une question : l’éditeur attend la Communauté urbaine"),
]
RECEIPTS = [
    ("SIGNED_IN", "l’éditeur en a accusé réception en se connectant"),
    ("MAIL", "accusé de réception par e-mail"),
    ("PHONE", "confirmé par téléphone"),
    ("POST", "lettre recommandée avec avis de réception"),
]
STATES = [
    ("SENT", "envoyé"),
    ("RECEIVED", "reçu par l’éditeur"),
    ("ASKED", "l’éditeur pose une question"),
    ("ANSWERED", "l’éditeur a répondu"),
    ("CLOSED", "clos"),
]


def read_as_answers(apps, schema_editor):
    apps.get_model("tickets", "VendorMessage").objects.filter(direction="IN").update(meaning="ANSWER")


def receipt():
    return models.CharField("preuve de réception", max_length=10, choices=RECEIPTS, blank=True)


def state():
    return django_fsm.FSMField("état", max_length=10, choices=STATES, default="SENT", protected=True)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_longest_delay_first")]

    operations = [
        migrations.AddField(
            "vendormessage", "meaning", models.CharField("ce qu’il apporte", max_length=8, choices=MEANINGS, blank=True)
        ),
        migrations.RunPython(read_as_answers, migrations.RunPython.noop),
        migrations.AddConstraint(
            "vendormessage",
            models.CheckConstraint(
                condition=models.Q(direction="OUT", meaning="")
                | models.Q(direction="IN", meaning__in=["ANSWER", "NEWS", "QUESTION"]),
                name="vendor_message_has_meaning",
            ),
        ),
        migrations.RemoveConstraint("vendorcase", "vendor_case_one_open"),
        migrations.AlterField("vendorcase", "receipt", receipt()),
        migrations.AlterField("historicalvendorcase", "receipt", receipt()),
        migrations.AlterField("vendorcase", "state", state()),
        migrations.AlterField("historicalvendorcase", "state", state()),
        migrations.AddConstraint(
            "vendorcase",
            models.UniqueConstraint(
                fields=["ticket"],
                condition=models.Q(state__in=("SENT", "RECEIVED", "ASKED", "ANSWERED")),
                name="vendor_case_one_open",
                violation_error_message="Un dossier est déjà ouvert chez l’éditeur pour ce ticket.",
            ),
        ),
    ]
