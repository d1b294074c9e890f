"""The categories and the delays that a desk begins with; the coordination keeps them afterwards (R17, R28, R29, R35)."""

from datetime import UTC, datetime

from django.db import migrations

ACCESS = ("art. 4.4", "La Communauté urbaine résout les problèmes d’interfaçage ou d’accès au logiciel.")
SOFTWARE = ("art. 4.4", "La Communauté urbaine pilote l’éditeur, qui maintient et exploite le SIGB et le portail.")
FUNCTIONAL = (
    "art. 4.5",
    "La Communauté urbaine assure l’administration fonctionnelle : paramétrage, procédures communes, droits d’accès.",
)
HELP = ("art. 4.5", "La Communauté urbaine aide à utiliser le SIGB, aux heures d’ouverture du service.")
CATALOGUE = ("art. 4.5", "La Communauté urbaine coordonne la base catalographique, avec les bibliothécaires désignés.")
PROPOSAL = ("art. 4.3", "Les évolutions des logiciels partagés sont proposées, débattues, puis validées en comité.")
HARDWARE = ("art. 7", "La commune prend en charge la maintenance de son matériel : ordinateurs, plaques, douchettes.")
SUPPLIES = ("art. 4.1", "La commune acquiert et entretient son matériel informatique et ses consommables.")
LINE = ("art. 5.2", "La commune fournit à ses bibliothèques une connexion à internet à très haut débit.")

POSTE = ("poste", "Quel poste ?", "LINE", "", "Son nom ou son numéro, s’il en a un.", False)
MESSAGE = ("message", "Message affiché", "LINE", "", "Recopiez-le, même en partie.", False)
BARCODE = (
    "code-barres",
    "Code-barres du document",
    "LINE",
    "",
    "Celui de l’exemplaire, jamais celui d’un lecteur.",
    False,
)
SCREEN = ("ecran", "Quel écran ?", "CHOICE", "Prêt\nRetour\nLecteurs\nCatalogue\nPortail\nAutre", "", True)

CATEGORIES = [
    ("sigb-panne", "SIGB en panne ou très lent", "SIGB", "Rien ne s’ouvre, ou tout le monde attend.",
     "INCIDENT", "VENDOR", "DSINUM", SOFTWARE, "LIBRARY", [SCREEN, MESSAGE]),
    ("sigb-anomalie", "Une fonction du SIGB ne marche pas", "SIGB", "Le reste marche : prêt, retour, réservation…",
     "INCIDENT", "VENDOR", "DSINUM", SOFTWARE, "LIBRARY", [SCREEN, MESSAGE, BARCODE]),
    ("sigb-acces", "Connexion ou droit d’accès", "SIGB", "Mot de passe, module fermé, compte bloqué.",
     "INCIDENT", "DSINUM", "DSINUM", ACCESS, "DESK", [MESSAGE]),
    ("sigb-parametrage", "Paramétrage du SIGB", "SIGB", "Une règle de prêt, un courrier, un calendrier à changer.",
     "REQUEST", "SCLP", "SCLP", FUNCTIONAL, "LIBRARY", []),
    ("portail-panne", "Portail en panne", "Portail", "Le public ne peut pas chercher ou se connecter.",
     "INCIDENT", "VENDOR", "DSINUM", SOFTWARE, "NETWORK", [MESSAGE]),
    ("portail-contenu", "Contenu du portail", "Portail", "Un article, une page, des horaires à publier ou à corriger.",
     "REQUEST", "SCLP", "SCLP", FUNCTIONAL, "DESK", []),
    ("catalogue", "Notice ou exemplaire à corriger", "Catalogue", "Doublon, erreur de notice, code-barres.",
     "REQUEST", "SCLP", "SCLP", CATALOGUE, "DESK", [BARCODE]),
    ("usage", "Question sur l’utilisation", "Aide", "Comment faire ? Où trouver ?",
     "REQUEST", "CORRESPONDENT", "SCLP", HELP, "DESK", [SCREEN]),
    ("evolution", "Idée d’amélioration", "Aide", "Ce que le SIGB ou le portail devrait savoir faire.",
     "REQUEST", "SCLP", "SCLP", PROPOSAL, "NETWORK", []),
    ("materiel", "Ordinateur, douchette ou imprimante", "Matériel de la commune",
     "Un appareil ne marche plus : la commune s’en charge.",
     "INCIDENT", "COMMUNE", "DSINUM", HARDWARE, "DESK", [POSTE]),
    ("consommables", "Consommables", "Matériel de la commune", "Codes-barres, puces, cartes, rouleaux.",
     "REQUEST", "COMMUNE", "DSINUM", SUPPLIES, "DESK", []),
    ("internet", "Internet coupé ou lent", "Matériel de la commune", "Aucun site ne s’ouvre, pas seulement le SIGB.",
     "INCIDENT", "COMMUNE", "DSINUM", LINE, "LIBRARY", [POSTE]),
]  # fmt: skip

# Working minutes of TAKE, NEXT_UPDATE and RESOLVE for a day of seven hours; to confirm with the convention and market.
DAY = 420
TARGETS = {
    "P1": (60, 120, DAY),
    "P2": (120, DAY, 2 * DAY),
    "P3": (240, 2 * DAY, 5 * DAY),
    "P4": (DAY, 5 * DAY, 10 * DAY),
    "P5": (2 * DAY, 10 * DAY, 20 * DAY),
}
PAUSES = {"SLA": ["COMMUNE", "PLANNED_DATE", "REQUESTER"], "OLA": ["COMMUNE", "REQUESTER", "VENDOR"], "UC": ["BUYER"]}
FIRST = datetime(2020, 1, 1, tzinfo=UTC)


def targets(share=1):
    """The minutes of each priority; `share` divides the time to solve."""
    return {
        priority: {"TAKE": take, "NEXT_UPDATE": update, "RESOLVE": solve // share}
        for priority, (take, update, solve) in TARGETS.items()
    }


def pauses(kind):
    """What pauses each clock: the approval of a request too, but never the vendor."""
    return {clock: sorted([*reasons, "APPROVAL"]) if kind == "REQUEST" and clock != "UC" else reasons
            for clock, reasons in PAUSES.items()}  # fmt: skip


def ship(apps, schema_editor):
    Category = apps.get_model("tickets", "Category")
    CategoryField = apps.get_model("tickets", "CategoryField")
    PolicyVersion = apps.get_model("tickets", "PolicyVersion")
    for rank, (code, name, family, help_text, kind, responsible, level, source, impact, fields) in enumerate(
        CATEGORIES
    ):
        category = Category.objects.create(
            code=code, name=name, family=family, help_text=help_text, kind=kind, responsible=responsible,
            second_level=level, article=source[0], article_text=source[1], impact=impact, position=10 * (rank + 1),
        )  # fmt: skip
        for position, (key, label, kept_as, choices, hint, is_required) in enumerate(fields):
            CategoryField.objects.create(
                category=category, code=key, label=label, input=kept_as, choices=choices, help_text=hint,
                is_required=is_required, position=position,
            )  # fmt: skip
    for kind in ("INCIDENT", "REQUEST"):
        for party, share in (("COMMUNITY", 1), ("LEVEL", 2), ("VENDOR", 1)):
            PolicyVersion.objects.create(
                party=party, kind=kind, number=1, applies_from=FIRST, targets=targets(share), pauses=pauses(kind)
            )


def unship(apps, schema_editor):
    for name in ("CategoryField", "Category", "PolicyVersion"):
        apps.get_model("tickets", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_intervals_never_change")]

    operations = [migrations.RunPython(ship, unship)]
