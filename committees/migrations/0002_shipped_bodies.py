"""The three bodies of the convention (art. 4.1 to 4.4), with rules to begin with.

The convention gives their purpose, who sits in the first two and the rhythm of the first (12 h a year: 2 h every
2 months). Quorum, majority, proxies and delays are starting values, marked as not confirmed: the coordination sets
them once the comité technique has decided.
"""

from datetime import UTC, date, datetime

from django.db import migrations

FIRST = date(2020, 1, 1)
BODIES = [
    {
        "code": "CT",
        "name": "Comité technique",
        "kind": "TECHNICAL",
        "article": "art. 4.1",
        "purpose": "Anime le projet : suivi, aide au pilotage, évaluation annuelle du SIGB et du portail, évolutions "
        "à prévoir. Chaque commune y participe 12 h par an.",
        "quorum": "SHARE",
        "quorum_numerator": 1,
        "quorum_denominator": 2,
        "counts_hours": True,
        "meetings_a_year": 6,
    },
    {
        "code": "ECG",
        "name": "Équipe de coordination générale",
        "kind": "COORDINATION",
        "article": "art. 4.2",
        "purpose": "Instruit les décisions du comité technique et s’assure de la bonne évolution du projet.",
        "meetings_a_year": 12,
        "summons_days": 7,
        "substitutes_per_seat": 1,
    },
    {
        "code": "CS",
        "name": "Comité stratégique",
        "kind": "STRATEGIC",
        "article": "art. 4.4",
        "purpose": "Valide les services complémentaires à l’offre du marché.",
        "quorum": "SHARE",
        "quorum_numerator": 1,
        "quorum_denominator": 2,
        "tie": "CHAIR",
        "meetings_a_year": 2,
    },
]


def ship(apps, schema_editor):
    """Each with the first row of its history: what its rules were to begin with is told by the first change of them."""
    Committee = apps.get_model("committees", "Committee")
    History = apps.get_model("committees", "HistoricalCommittee")
    for facts in BODIES:
        body, _ = Committee.objects.get_or_create(code=facts["code"], defaults={**facts, "opened_on": FIRST})
        if not History.objects.filter(id=body.pk).exists():
            row = {field.attname: getattr(body, field.attname) for field in Committee._meta.concrete_fields}
            History.objects.create(**row, history_type="+", history_date=datetime(2020, 1, 1, tzinfo=UTC))


def unship(apps, schema_editor):
    codes = [facts["code"] for facts in BODIES]
    for name in ("HistoricalCommittee", "Committee"):
        apps.get_model("committees", name).objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("committees", "0001_bodies_seats_designations")]

    operations = [migrations.RunPython(ship, unship)]
