"""What is missing for an access, said to whoever reads it, with what they can do about it at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from convention.models import Convention
from convention.states import State
from foundation import clock
from foundation.french import commune_of, enumerate_fr, long_date
from foundation.models import Paper
from foundation.parts import Button
from ils import people
from ils.access import Access, requirement, why_nothing_to_accept
from ils.models import Grant
from ils.states import GrantState
from network.models import Commune
from training import equivalence, refreshers
from training.mails import heads_of
from training.models import Booking, Certification
from training.papers import USAGE_CHARTER
from training.people import within_reach


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, why in French, its article, and the buttons that mend it."""

    code: str
    text: str
    source: str
    buttons: tuple[Button, ...] = ()

    @property
    def title(self) -> str:
        """« Une formation attestée »."""
        label = requirement(self.code).label
        return f"{label[:1].upper()}{label[1:]}"


def lacks(access: Access, reader: Any) -> list[Lack]:
    """What this access lacks, in the order of the chain, with the remedies that this reader can use."""
    return [_OF[one.code](access, reader) for one in access.missing]


def met(access: Access) -> list[tuple[str, str]]:
    """What does not lack, each with its icon; nobody is said to have accepted a charter that is not published."""
    found = [("circle-check", one.label) for one in access.met if one.code != "charter"]
    if len(found) < len(access.met):
        why = why_nothing_to_accept(access.on)
        found.append(("info", why) if why else ("circle-check", requirement("charter").label))
    return found


def _held(access: Access) -> Any:
    """The function that everything but the function itself is asked of."""
    return access.assignment


def _function(access: Access, reader: Any) -> Lack:
    held = access.assignment
    if held is None:
        text = "Aucune fonction dans une bibliothèque ni dans un service de la Communauté urbaine n’est enregistrée."
    elif held.starts_on > access.on:
        text = f"La fonction « {held} » ne commence que le {long_date(held.starts_on)}."
    elif held.ends_on and held.ends_on < access.on:
        text = f"La fonction « {held} » a pris fin le {long_date(held.ends_on)}."
    elif not held.person.is_active:
        text = "Cette personne ne peut plus se connecter."
    else:
        text = f"{held.place} est fermée."
    mine = Button("Voir la fiche", access.person.get_absolute_url(), icon="id-card")
    return Lack("function", text, "art. 2.2", (mine,))


def _convention(access: Access, reader: Any) -> Lack:
    commune = _held(access).library.commune
    known = Convention.objects.with_end().filter(commune=commune, state=State.NOTIFIED).order_by("-starts_on", "-pk")
    past = next((one for one in known if one.ends_on < access.on), None)
    text = f"Aucune convention de {commune_of(commune.name)} n’est en vigueur."
    if past is not None:
        text = f"La convention de {commune_of(commune.name)} a pris fin le {long_date(past.ends_on)}."
    if not Commune.objects.with_conventions_visible_to(reader).filter(pk=commune.pk).exists():
        return Lack("convention", f"{text} {_who_knows(access)}", "art. 6")
    button = Button("Voir la commune", commune.get_absolute_url(), icon="landmark")
    readable = Convention.objects.visible_to(reader).filter(commune=commune).not_discarded()
    if seen := readable.order_by("starts_on", "pk").last():
        button = Button("Voir la convention", seen.get_absolute_url(), icon="handshake")
    return Lack("convention", text, "art. 6", (button,))


def _who_knows(access: Access) -> str:
    """Whom to ask about the convention, for who may not read it: the heads of the library, else the SCLP."""
    names = _names(heads_of(_held(access))) or _names(people.granters(clock.today()))
    return f"Demandez où elle en est à {enumerate_fr(names, 'ou à') or 'la coordination du SCLP'}."


def _names(found: Iterable[Any]) -> list[str]:
    return [str(one) for one in found]


def _grant(access: Access, reader: Any) -> Lack:
    held = _held(access)
    place = {"library": held.library, "service": held.service}
    last = Grant.objects.filter(person=access.person, module=access.module, **place).order_by("-pk").first()
    if last is not None and last.state == GrantState.REQUESTED:
        text = f"L’accès a été demandé le {long_date(last.asked_on)}. Le SCLP n’a pas encore répondu."
        return Lack("grant", text, "art. 2.2", (_see(last, reader),) if _sees(last, reader) else ())
    text = "Cet accès n’a pas été demandé."
    if last is not None and last.state == GrantState.REFUSED:
        text = "Le SCLP n’a pas accordé cet accès."
    if last is not None and last.revoked_on is not None:
        text = f"Le SCLP a retiré cet accès le {long_date(last.revoked_on)}."
    return Lack("grant", f"{text} {_who_asks(access, reader)}".strip(), "art. 2.2", _to_ask(access, reader))


def _sees(grant: Grant, reader: Any) -> bool:
    return Grant.objects.visible_to(reader).filter(pk=grant.pk).exists()


def _see(grant: Grant, reader: Any) -> Button:
    return Button("Voir la demande", grant.get_absolute_url(), icon="eye")


def _to_ask(access: Access, reader: Any) -> tuple[Button, ...]:
    held = access.assignment
    if held is None or not people.team_of(reader, clock.today()).filter(pk=held.pk).exists():
        return ()
    url = f"{reverse('ils:ask')}?person={held.pk}&module={access.module}"
    return (Button("Demander cet accès", url, icon="key-round"),)


def _who_asks(access: Access, reader: Any) -> str:
    held, today = access.assignment, clock.today()
    if held is None or _to_ask(access, reader):
        return ""
    asking = people.askers_in(held.library, today) if held.library else people.granters(today)
    names = _names(asking.exclude(pk=access.person.pk))
    return f"Demandez-le à {enumerate_fr(names, 'ou à')}." if names else "Demandez-le au SCLP."


def _certification(access: Access, reader: Any) -> Lack:
    held = Certification.objects.filter(person=access.person, modules__module=access.module).order_by("-issued_on")
    last = next((one for one in held if one.expires_on and one.expires_on < access.on), None)
    text = f"Le module « {access.module.label} » s’ouvre après une formation."
    if last is not None and last.expires_on:
        text = f"L’attestation « {last.title} » n’est plus valable depuis le {long_date(last.expires_on)}."
    courses = refreshers.courses_for(reader, [access.module])
    step = refreshers.next_step(courses, access.person, clock.now())
    if step is not None and (step.is_before or step.booking or step.session is None):
        text += f" {step.told}"
    buttons: tuple[Button, ...] = (_to_follow(step, access, reader),) if step is not None else ()
    awaited = equivalence.awaited(access.person, access.module)
    if awaited is not None:
        text += f" {equivalence.told(awaited)}"
    buttons += _to_declare(access, reader, awaited)
    return Lack("certification", text, "art. 2.2", buttons)


def _to_declare(access: Access, reader: Any, awaited: Certification | None) -> tuple[Button, ...]:
    """Have a training followed elsewhere count; or see what was declared."""
    if awaited is not None:
        sees = Certification.objects.visible_to(reader).filter(pk=awaited.pk).exists()
        return (Button("Voir l’équivalence", awaited.get_absolute_url(), icon="eye"),) if sees else ()
    if not within_reach(reader, clock.today()).filter(person=access.person).exists():
        return ()
    url = f"{reverse('training:declare_equivalence')}?person={access.person.pk}&module={access.module}"
    return (Button("Déclarer une équivalence", url, icon="file-plus"),)


def _to_follow(step: refreshers.Step, access: Access, reader: Any) -> Button:
    """The booking, the session or the course that brings nearer; of another than one’s own team, the course alone."""
    books = within_reach(reader, clock.today()).filter(person=access.person).exists()
    if step.booking is not None:
        books = Booking.objects.visible_to(reader).filter(pk=step.booking.pk).exists()
    return step.button(access.person, reader) if books else step.look()


def _charter(access: Access, reader: Any) -> Lack:
    charter = Paper.objects.get(key=USAGE_CHARTER)
    text = "La version en vigueur de la charte d’usage n’a pas été acceptée."
    reads = Paper.objects.visible_to(reader).filter(pk=charter.pk).exists()
    read = Button("Lire la charte", charter.get_absolute_url(), icon="book-open")
    return Lack("charter", text, "art. 2.2", (read,) if reads else ())


_OF = {
    "function": _function,
    "convention": _convention,
    "grant": _grant,
    "certification": _certification,
    "charter": _charter,
}
