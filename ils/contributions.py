"""What accesses bring to the side bar, to the homes, to a person’s page and to the end of a convention."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.urls import reverse

from foundation import clock
from foundation.french import count, enumerate_fr, long_date
from foundation.registry import Alike, NavigationEntry, Panel, ToDo
from ils import access, door, people, rules
from ils.losses import Loss
from ils.models import Grant
from ils.own import own_losses, places_of
from ils.states import GrantState
from network.models import Library
from network.modules import Module


def navigation(person: Any) -> NavigationEntry | None:
    """« SIGB »; without a number, that each page would pay with a query: what waits is on the home."""
    return NavigationEntry("SIGB", reverse("ils:home"), "library") if rules.may_use(person) else None


def home_panel(person: Any) -> Panel | None:
    """« Mes accès », for who works in a library: what is closed first, with what is missing."""
    on = clock.today()
    if not rules.may_use(person) or not any(one.library_id for one in person.current_assignments(on)):
        return None
    places = [one for one in places_of(person, on, asked_only=True) if isinstance(one.place, Library)]
    if not places:
        return None
    link = ("Mes accès au SIGB", reverse("ils:home"))
    if people.may_ask(person, on):
        link = ("Accès de l’équipe", reverse("ils:team"))
    return Panel("Mes accès", "ils/_own.html", {"places": places}, link)


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
    found = [_to_lose(day, list(same)) for day, same in groupby(own_losses(person, clock.today()), lambda one: one.on)]
    if rules.may_grant(person):
        asked = (
            Grant.objects.visible_to(person).filter(state=GrantState.REQUESTED).with_all().order_by("asked_on", "pk")
        )
        found += [_to_answer(grant) for grant in asked]
    return found


def _to_lose(on: date, lost: list[Loss]) -> ToDo:
    """What closes on one day is one line; in two libraries, a module is told once."""
    left = (on - clock.today()).days
    modules = list(dict.fromkeys(loss.module for loss in lost))
    names = enumerate_fr([f"« {one.label} »" for one in modules])
    text = f"Votre accès {names} se ferme le {long_date(on)}"
    url = reverse("ils:module", args=[door.slug_of(modules[0])])
    if len(modules) > 1:
        text, url = f"Vos accès {names} se ferment le {long_date(on)}", reverse("ils:home")
    return ToDo("warn", f"dans {count(left, 'jour')}", text, "Voir ce qui manque", url, left)


def _to_answer(grant: Grant) -> ToDo:
    url = f"{reverse('ils:grants')}?state={GrantState.REQUESTED}"
    alike = Alike("grant to answer", "accès au SIGB", "à accorder", str(grant.person), url)
    text = f"{grant.person} : accès « {grant.get_module_display()} » demandé"
    return ToDo("info", "à accorder", text, "Répondre", grant.get_absolute_url(), alike=alike)
