"""What accesses bring to the side bar, to the homes, to a person’s page and to the end of a convention."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from foundation import clock
from foundation.french import count, long_date
from foundation.registry import Alike, NavigationEntry, Panel, ToDo
from ils import access, door, rules
from ils.losses import losses
from ils.models import Grant
from ils.states import GrantState
from network.modules import Module


def navigation(person: Any) -> NavigationEntry | None:
    """« SIGB », with how many requests wait for the answer of the SCLP."""
    if not rules.may_use(person):
        return None
    waiting = Grant.objects.filter(state=GrantState.REQUESTED).count() if rules.may_grant(person) else 0
    return NavigationEntry("SIGB", reverse("ils:home"), "library", waiting, "à accorder")


def person_panel(subject: Any, person: Any) -> Panel | None:
    """The accesses of someone, asked for or given, as far as one may read."""
    grants = Grant.objects.visible_to(person).alive().filter(person=subject).with_all()
    return Panel("Accès au SIGB", "ils/_of_person.html", {"grants": grants}) if grants else None


def on_termination(convention: Any, on: date) -> list[str]:
    """Who loses which access when a convention ends on that day."""
    there = access.workplaces().filter(library__commune=convention.commune_id)
    after = on + timedelta(days=1)
    if (
        type(convention)
        .objects.in_force(after)
        .filter(commune=convention.commune_id)
        .exclude(pk=convention.pk)
        .exists()
    ):
        return []
    lost = {(row.person_id, row.library_id, module) for module in Module for row in access.opening(there, module, on)}
    people = {person for person, _, _ in lost}
    if not people:
        return []
    lose = "perd" if len(people) == 1 else "perdent"
    opened = count(len(lost), "accès", "accès")
    return [f"{count(len(people), 'personne')} {lose} {opened} au SIGB après ce jour."]


def todo(person: Any) -> list[ToDo]:
    """The requests that this person answers; one’s own accesses that will close."""
    if not rules.may_use(person):
        return []
    found = [_to_lose(loss) for loss in losses(access.workplaces().filter(person=person), clock.today())]
    if rules.may_grant(person):
        asked = (
            Grant.objects.visible_to(person).filter(state=GrantState.REQUESTED).with_all().order_by("asked_on", "pk")
        )
        found += [_to_answer(grant) for grant in asked]
    return found


def _to_lose(loss: Any) -> ToDo:
    left = (loss.on - clock.today()).days
    text = f"Votre accès « {loss.module.label} » se ferme le {long_date(loss.on)}"
    url = reverse("ils:module", args=[door.slug_of(loss.module)])
    return ToDo("warn", f"dans {count(left, 'jour')}", text, "Voir ce qui manque", url, left)


def _to_answer(grant: Grant) -> ToDo:
    url = f"{reverse('ils:grants')}?state={GrantState.REQUESTED}"
    alike = Alike("grant to answer", "accès au SIGB", "à accorder", str(grant.person), url)
    text = f"{grant.person} : accès « {grant.get_module_display()} » demandé"
    return ToDo("info", "à accorder", text, "Répondre", grant.get_absolute_url(), alike=alike)
