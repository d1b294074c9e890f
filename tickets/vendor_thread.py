"""The thread of a vendor case: what was written to the vendor and what it answered, nothing of the ticket’s own."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from foundation.articles import of_institution
from foundation.french import NBSP, count, typography
from foundation.models import StoredDocument, Transition
from foundation.parts import Entry
from foundation.workflow import told_as
from network.models import Assignment
from tickets import rules
from tickets.models import VendorCase, VendorMessage
from tickets.states import Direction, Meaning
from tickets.thread import Told

SAID = {Meaning.ANSWER: "répondu", Meaning.NEWS: "donné des nouvelles", Meaning.QUESTION: "posé une question"}
RECORDED = {Meaning.ANSWER: "la réponse", Meaning.NEWS: "des nouvelles", Meaning.QUESTION: "une question"}
SAID_BY_MESSAGES = frozenset({"answer", "ask", "ask_again"})


def thread_of(case: VendorCase, person: Any) -> list[Told]:
    """What this person may read of what happened, the oldest first, in five queries.

    The services also read why it was closed, and what the sender answered for; the vendor reads what was said to it.
    """
    is_vendor = rules.is_of_vendor(case, person)
    messages = list(VendorMessage.objects.visible_to(person).filter(case=case).select_related("author"))
    files = _files(messages)
    of_vendor = set(Assignment.objects.filter(vendor=case.vendor_id).values_list("person", flat=True))
    found = [_said(one, case, person, files.get(one.pk, []), of_vendor, is_vendor=is_vendor) for one in messages]
    done = Transition.objects.about(case).select_related("by").exclude(name__in=SAID_BY_MESSAGES)
    found += [_done(one, case, person, of_vendor, is_vendor=is_vendor) for one in done]
    return sorted(found, key=lambda one: (one.at, one.rank))


def _files(messages: list[VendorMessage]) -> dict[int, list[tuple[str, str]]]:
    files: dict[int, list[tuple[str, str]]] = {}
    about = ContentType.objects.get_for_model(VendorMessage)
    rows = StoredDocument.objects.filter(about_type=about, about_id__in=[one.pk for one in messages])
    for row in rows.order_by("pk"):
        files.setdefault(row.about_id or 0, []).append((str(row), reverse("foundation:document", args=[row.key])))
    return files


def _said(
    message: VendorMessage,
    case: VendorCase,
    person: Any,
    links: list[tuple[str, str]],
    of_vendor: set[int],
    *,
    is_vendor: bool,
) -> Told:
    is_own = message.author_id == person.pk
    who, has = ("Vous", "avez") if is_own else (str(message.author), "a")
    if message.severity:
        before, after = message.get_severity_before_display(), message.get_severity_display()
        what = typography(f"{has} changé la gravité : {before} → {after}")
    elif message.direction == Direction.OUT:
        what = f"{has} écrit à {case.vendor}"
    elif message.author_id in of_vendor:
        what = f"{has} {SAID[Meaning(message.meaning)]}"
    else:
        what = f"{has} saisi {RECORDED[Meaning(message.meaning)]} {of_institution(str(case.vendor))}"
    badge = count(message.masked, "donnée masquée", "données masquées") if message.masked else ""
    aside = "" if is_vendor else _vouched(message)
    entry = Entry(who, what, message.at, message.body, badge=badge, links=links, aside=aside)
    return Told(message.at, 1, entry, f"message-{message.pk}")


def _vouched(message: VendorMessage) -> str:
    """What the sender answered for, which the vendor has not read."""
    if not message.vouched:
        return ""
    told = f"{NBSP}; ".join(f"{sort} «{NBSP}{what}{NBSP}»" for sort, what in message.vouched)
    return f"{typography('Vérifié avant l’envoi, aucune donnée de lecteur :')} {told}."


def _done(done: Transition, case: VendorCase, person: Any, of_vendor: set[int], *, is_vendor: bool) -> Told:
    is_own = done.by_id == person.pk
    who = "Vous" if is_own else str(done.by or "Maillage")
    told = _received(done, of_vendor, is_vendor=is_vendor) if done.name == "receive" else told_as(case, done)
    what = f"avez {told.removeprefix('a ')}" if is_own else told
    return Told(done.at, 0, Entry(who, what, done.at, "" if is_vendor else done.reason))


def _received(done: Transition, of_vendor: set[int], *, is_vendor: bool) -> str:
    """The receipt, as the vendor or the services say it: the vendor’s own word, or what the services noted of it."""
    if done.by_id in of_vendor:
        return "a accusé réception"
    return "a noté que vous l’avez reçu" if is_vendor else "a noté que l’éditeur l’a reçu"
