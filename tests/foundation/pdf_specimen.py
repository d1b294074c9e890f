"""The specimens: a deed of ten pages or so and a report, which hold all that a printed document may hold."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import override_settings

from foundation.pdf import Document, typeset

CREATED = datetime(2026, 11, 22, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
TITLE = "Convention de partage du système commun de gestion des bibliothèques"
COMMUNE = "de Saint-Rémy-lès-Beauregard-sur-Cascade"
SIGNATORY = "Marie-Bénédicte de La Rochefoucauld-Montgolfier d’Hautecœur"
SENTENCES = (
    "La Communauté urbaine met ses outils à la disposition des bibliothèques volontaires, qu’elles soient municipales "
    "ou associatives ; chacune garde la maîtrise de ses acquisitions, de ses horaires et de ses animations.",
    "Les équipes sont formées avant l’ouverture de leurs accès : nul ne catalogue, ne prête ni ne modifie un "
    "paramètre sans avoir suivi la session correspondante, attestation à l’appui.",
    "Le suivi s’organise à trois niveaux, du correspondant de la bibliothèque jusqu’au titulaire du marché ; chaque "
    "niveau répond dans les heures d’ouverture du service et rend compte de ce qu’il transmet.",
    "Les décisions sont prises en séance, consignées au relevé, puis suivies jusqu’à leur exécution ; la commune y "
    "consacre douze heures par an, réparties en réunions d’environ deux heures tous les deux mois.",
)


def article(number: int) -> dict[str, Any]:
    paragraphs = [" ".join(SENTENCES[i % 4] for i in range(n, n + 3)) for n in range(number, number + 3)]
    children = [
        {
            "anchor": f"article-{number}-{part}",
            "label": f"Article {number}.{part} – Conditions particulières de l’intercommunalité",
            "paragraphs": paragraphs[:2],
        }
        for part in (1, 2)
    ]
    return {
        "anchor": f"article-{number}",
        "label": f"Article {number} – Obligations réciproques des parties",
        "paragraphs": paragraphs,
        "children": children,
    }


def deed_context(articles: int, commune: str = COMMUNE) -> dict[str, Any]:
    return {
        "commune": commune,
        "signatory": SIGNATORY,
        "articles": [article(number) for number in range(1, articles + 1)],
        "charges": [
            ("Hébergement et droits d’usage", "Communauté urbaine", "12 400 €"),
            ("Postes informatiques et consommables", "Commune", "2 150 €"),
            ("Migration des données d’une bibliothèque volontaire", "Communauté urbaine", "3 900 €"),
        ],
    }


@cache
def deed(articles: int = 2) -> Document:
    """The specimen deed, printed once for all the tests: about two pages an article, and five around them."""
    return printed("specimen.html", deed_context(articles))


@cache
def report() -> Document:
    """The specimen report: one table of 73 rows over several pages."""
    states = ("En vigueur", "À renouveler", "Brouillon")
    rows = [(n, f"Commune {COMMUNE} et Montgolfier n° {n}", states[n % 3], 12) for n in range(1, 74)]
    return printed("report.html", {"rows": rows})


def printed(template: str, context: Mapping[str, Any]) -> Document:
    """A document printed from a template of `tests/templates`."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).resolve().parent.parent / "templates"]
    with override_settings(TEMPLATES=templates):
        return typeset(template, context, title=TITLE, created=CREATED, author="Communauté urbaine", subject="Spécimen")


def printed_content(html: str) -> Document:
    """A document that holds nothing but this, below its title."""
    templates = deepcopy(settings.TEMPLATES)
    source = f'{{% extends "pdf/base.html" %}}{{% block content %}}{html}{{% endblock %}}'
    loaders = [
        ("django.template.loaders.locmem.Loader", {"content.html": source}),
        "django.template.loaders.filesystem.Loader",
    ]
    templates[0]["APP_DIRS"] = False
    templates[0]["OPTIONS"] = {**templates[0]["OPTIONS"], "loaders": loaders}
    with override_settings(TEMPLATES=templates):
        return typeset("content.html", {}, title=TITLE, created=CREATED)
