"""The specimen deed: a document of about ten pages that holds everything a printed document may hold."""

from datetime import datetime
from zoneinfo import ZoneInfo

CREATED = datetime(2026, 11, 22, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
TITLE = "Convention de partage du système commun de gestion des bibliothèques"
TEMPLATE = "specimen.html"
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


def article(number: int) -> dict:
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


def context(articles: int = 9, **changes) -> dict:
    return {
        "commune": "de Saint-Rémy-lès-Beauregard-sur-Cascade",
        "signatory": "Marie-Bénédicte de La Rochefoucauld-Montgolfier d’Hautecœur",
        "articles": [article(number) for number in range(1, articles + 1)],
        "charges": [
            ("Hébergement et droits d’usage", "Communauté urbaine", "12 400 €"),
            ("Postes informatiques et consommables", "Commune", "2 150 €"),
            ("Migration des données d’une bibliothèque volontaire", "Communauté urbaine", "3 900 €"),
        ],
        **changes,
    }
