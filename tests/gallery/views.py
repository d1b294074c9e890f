"""The specimen page, filled with facts of nowhere."""

from datetime import date, datetime
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines

from foundation.clock import PARIS
from foundation.parts import Button, Entry, Step
from foundation.registry import Figure, NavigationEntry, ToDo
from tests.gallery.forms import SpecimenForm

HERE = Path(__file__).parent


def facts() -> dict:
    """What the parts are given to show."""
    return {
        "figures": [
            Figure("61", "conventions en vigueur", "/", "73"),
            Figure("9", "échéances sous 90 jours", "/"),
            Figure("92 %", "tickets pris dans le délai", "/"),
            Figure("214", "agents habilités", "/", "262"),
        ],
        "waiting": [
            ToDo(
                "late", "en retard", "Convention d’Exempleville : signature attendue depuis 12 jours", "Relancer", "/"
            ),
            ToDo("warn", "mardi", "Comité technique : 3 points sans rapporteur, convocation à envoyer", "Voir", "/"),
            ToDo("info", "8 déc.", "5 agents perdront l’accès au catalogage", "Prévenir", "/"),
            ToDo("ok", "prêt", "Convention de Modèle-sur-Seine : les deux originaux sont là", "Notifier", "/"),
        ],
        "buttons": [
            Button("Valider", "/", method="post", primary=True, confirm="Figer le texte de cette convention ?"),
            Button("Modifier", "/", icon="pencil"),
            Button("Supprimer", "/", method="post", danger=True),
            Button("Notifier", refusal="le Maire n’a pas encore signé"),
        ],
        "facts": [("Commune", "Exempleville"), ("Effet", "1er janvier 2026"), ("Fin", "31 décembre 2027")],
        "entries": [
            Entry("Amina Demo", "a déclaré", datetime(2026, 11, 20, 9, 12, tzinfo=PARIS), "Depuis ce matin, rien."),
            Entry("Vous", "avez noté", date(2026, 11, 21), "À confirmer.", "internal", "note interne"),
            Entry("Le Maire", "devait signer", date(2026, 11, 22), kind="late", links=[("convention.pdf", "/")]),
            Entry("Le Président", "signera", None, kind="planned"),
        ],
        "steps": [
            Step("Brouillon", "done", "2 mars 2026"),
            Step("Validée", "done", "9 mars 2026"),
            Step("En signature", "current", "depuis 12 jours"),
            Step("Signée", "todo"),
            Step("Notifiée", "todo"),
        ],
    }


def navigation() -> list[NavigationEntry]:
    icons = {"Accueil": "house", "Conventions": "file-text", "Tickets": "life-buoy", "Formations": "graduation-cap"}
    entries = [NavigationEntry(label, f"/{label.lower()}/", icon, 6) for label, icon in icons.items()]
    return [*entries, NavigationEntry("Galerie", "/galerie/", "layers")]


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part, in one page; POST shows the form refused."""
    messages.success(request, "La convention est validée.")
    messages.warning(request, "Le mandat du Président finit avant la convention.")
    messages.error(request, "Le fichier n’est pas un PDF.")
    context = facts() | {"form": SpecimenForm(request.POST or None), "nav": navigation()}
    context["signed_in_as"] = {"name": "Claire Demo", "function": "Coordinatrice", "place": "SCLP"}
    page = engines["django"].from_string((HERE / "page.html").read_text(encoding="utf-8"))
    return HttpResponse(page.render(context, request))
