"""Incidents of the network, links between tickets, many at once (see tests.browser.scenes)."""

from network.models import Assignment, Library
from tests.browser.stage import Scenes
from tickets import declaring, incidents, linking, moves
from tickets.declaring import Asked
from tickets.models import CannedAnswer, Category, Ticket
from tickets.priorities import Urgency
from tickets.states import Cause


def network_incidents(scenes: Scenes) -> None:
    """One that lasts, with a library that says « moi aussi » and a ticket gathered; one that is solved."""
    libraries = list(Library.objects.order_by("pk")[:2])
    lasting, part, alone, solved = (_declared(scenes, libraries[rank % 2]) for rank in range(4))
    facts = {"by": scenes.by, "told_to_all": "Depuis 8 h, le portail ne répond plus. Le prêt et le retour marchent."}
    incident = incidents.declare(lasting, title="Le portail ne répond plus", **facts)
    incidents.say_me_too(incident, library=libraries[1], by=scenes.by, detail="Erreur 502")
    linking.attach(part, parent=lasting, by=scenes.by)
    linking.relate(part, alone, by=scenes.by)
    CannedAnswer.objects.create(title="Scène", body="Bonjour {demandeur}, videz le cache ({ticket}).")
    for name in ("incident", "broadcast", "end_incident", "edit_incident"):
        scenes.show(f"tickets:{name}", incident.pk)
    scenes.show("tickets:incident", incident.pk, account="agent")
    for name in ("declare_incident", "attach", "relate", "merge"):
        scenes.show(f"tickets:{name}", alone.pk)
    scenes.show("tickets:detail", part.pk)
    scenes.show("tickets:edit_canned", CannedAnswer.objects.latest("pk").pk)
    over = incidents.declare(moves.take(solved, by=scenes.by), title="Connexion coupée", **facts)
    linking.attach(_declared(scenes, libraries[0]), parent=Ticket.objects.get(pk=solved.pk), by=scenes.by)
    moves.resolve(solved, by=scenes.by, solution="Certificat renouvelé.", cause=Cause.HOSTING)
    scenes.show("tickets:resolve_children", over.pk)
    _of_the_agent(scenes, facts)


def _of_the_agent(scenes: Scenes, facts: dict[str, object]) -> None:
    """One that stands on a ticket of the agent’s library, and one to which a ticket of it is gathered."""
    place = Assignment.objects.filter(person__email="agent@demo.example").exclude(library=None).earliest("pk")
    own, gathered = (_declared(scenes, place.library) for _ in range(2))
    other = _declared(scenes, Library.objects.exclude(pk=place.library_id).earliest("pk"))
    for ticket in (own, other):
        incident = incidents.declare(ticket, title="Les prêts sont lents", **facts)
        scenes.show("tickets:incident", incident.pk, account="agent")
    linking.attach(gathered, parent=Ticket.objects.get(pk=other.pk), by=scenes.by)


def _declared(scenes: Scenes, library: Library) -> Ticket:
    """A ticket that the SCLP holds."""
    category = Category.objects.get(code="sigb-parametrage")
    facts = {"subject": "Le portail ne répond plus", "description": "Erreur 502.", "urgency": Urgency.STOPPED}
    return declaring.declare(Asked(library=library, category=category, **facts), by=scenes.by)
