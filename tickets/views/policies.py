"""The delays that are promised, version after version: what has begun never changes (R35)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.french import enumerate_fr, long_date, typography
from foundation.parts import Button
from foundation.workflow import Refused
from network.views.pages import edit_page, insist, sent
from tickets import durations
from tickets.clocks.defaults import usual_day
from tickets.delays import Promises
from tickets.forms.settings import PolicyForm
from tickets.models import PolicyVersion
from tickets.rules import may_keep_desk, missing_to_change_policy
from tickets.states import Kind, Level, Target, WaitingReason
from tickets.views.pages import settings_tabs

FORM = ["GET", "HEAD", "POST"]
TO_KEEP = "fixer les délais"
Party = PolicyVersion.Party
# As addresses name them.
PARTIES_AT = {"communaute": Party.COMMUNITY, "niveaux": Party.LEVEL, "editeur": Party.VENDOR}
KINDS_AT = {"incidents": Kind.INCIDENT, "demandes": Kind.REQUEST}


@dataclass(frozen=True)
class Shown:
    """One version as the page shows it: since when, its table of delays, what pauses it, what may be done."""

    title: str
    badge: str
    tone: str
    axis: str  # « Priorité »: what its rows are
    rows: list[tuple[str, list[tuple[str, str]]]]
    pauses: str
    buttons: list[Button]


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """What each party promises for each kind of ticket: in force, to come, and before."""
    insist(may_keep_desk(request.user), TO_KEEP)
    days = {party: _usual_day(party) for party in Party}
    versions = list(PolicyVersion.objects.visible_to(request.user))
    groups = []
    for whose, party in PARTIES_AT.items():
        for of, kind in KINDS_AT.items():
            own = [one for one in versions if (one.party, one.kind) == (party, kind)]
            own.sort(key=lambda one: one.applies_from, reverse=True)
            new = Button("Nouveaux délais", reverse("tickets:new_policy", args=[whose, of]), icon="plus")
            shown, past = _shown(own, days[party])
            group = {"key": f"{party}-{kind}", "title": _title(party, kind), "shown": shown, "past": past}
            groups.append(group | {"day": durations.written(days[party], days[party] + 1), "buttons": [new]})
    context = {
        "groups": groups,
        "targets": _targets(),
        "tabs": settings_tabs(request.user),
    }
    return render(request, "tickets/policies.html", context)


@require_http_methods(FORM)
def new_policy(request: HttpRequest, whose: str, of: str) -> HttpResponse:
    """Promise otherwise, from a day to come."""
    insist(may_keep_desk(request.user), TO_KEEP)
    if whose not in PARTIES_AT or of not in KINDS_AT:
        raise Http404
    party, kind = PARTIES_AT[whose], KINDS_AT[of]
    return _form(request, PolicyVersion(party=party, kind=kind), f"Nouveaux délais, {_title(party, kind)}")


@require_http_methods(FORM)
def edit_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct delays that do not apply yet."""
    found = _to_change(request, pk)
    return _form(request, found, f"Modifier les délais à venir, {_title(Party(found.party), Kind(found.kind))}")


@require_POST
def withdraw_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up delays that do not apply yet: those before them go on."""
    found = _to_change(request, pk)
    found.delete()
    messages.success(request, "Les délais à venir sont retirés : ceux d’avant continuent.")
    return redirect(found)


def _to_change(request: HttpRequest, pk: int) -> PolicyVersion:
    """A version that does not apply yet. Raises Refused for one that does."""
    insist(may_keep_desk(request.user), TO_KEEP)
    found = get_object_or_404(PolicyVersion.objects.visible_to(request.user), pk=pk)
    if missing := missing_to_change_policy(found):
        raise Refused(typography(f"Ces délais ne changent plus : il faut {enumerate_fr(missing)}."), about=found)
    return found


def _form(request: HttpRequest, instance: PolicyVersion, title: str) -> HttpResponse:
    day = _usual_day(Party(instance.party))
    form = PolicyForm(sent(request), instance=instance, party=instance.party, kind=instance.kind, day=day)
    back = reverse("tickets:policies")
    saved = "Les délais sont enregistrés."
    return edit_page(request, form, title=title, back=back, saved=saved, trail=("Délais promis", back))


def _usual_day(party: Party) -> int:
    """The working minutes of a day of who promises: of the market for the vendor, else of who assists the libraries."""
    promises, now = Promises(), clock.now()
    if party == Party.VENDOR:
        return usual_day(promises.hours_of_market(now))
    return usual_day(promises.hours_of_level(Level.SCLP, now))


def _title(party: Party, kind: Kind) -> str:
    names = {
        Party.COMMUNITY: "la Communauté urbaine envers la bibliothèque",
        Party.LEVEL: "chaque niveau, à chaque passage",
        Party.VENDOR: "l’éditeur, depuis la preuve de réception",
    }
    return f"{kind.label}s : {names[party]}"


def _shown(versions: list[PolicyVersion], day: int) -> tuple[list[Shown], list[Shown]]:
    """Those to come and the one in force; then those before, the latest first."""
    now = clock.now()
    begun = [one for one in versions if one.has_begun(now)]
    coming = [_version(one, day, "à venir", "info") for one in versions if not one.has_begun(now)]
    current = [_version(one, day, "en vigueur", "ok") for one in begun[:1]]
    return [*coming, *current], [_version(one, day, "remplacée", "neutral") for one in begun[1:]]


def _version(one: PolicyVersion, day: int, badge: str, tone: str) -> Shown:
    reasons = [str(WaitingReason(reason).label) for reason in one.pauses.get(one.clock, [])]
    buttons = []
    if not one.has_begun(clock.now()):
        edit, withdraw = (reverse(f"tickets:{name}_policy", args=[one.pk]) for name in ("edit", "withdraw"))
        buttons = [Button("Modifier", edit, icon="pencil"), Button("Retirer", withdraw, method="post", icon="x")]
    since = long_date(one.applies_from.astimezone(clock.PARIS).date())
    return Shown(
        title=f"Version {one.number}, à partir du {since}",
        badge=badge,
        tone=tone,
        axis=one.axis.name.capitalize(),
        rows=[(str(code.label), _delays(one.targets.get(code, {}), day)) for code in one.axis.codes],
        pauses=enumerate_fr(reasons) if reasons else "rien",
        buttons=buttons,
    )


def _delays(promised: dict[str, Any], day: int) -> list[tuple[str, str]]:
    """What is promised, and the delay; a dash for what is not."""
    told = [durations.written(promised[target], day) if target in promised else "–" for target in Target]
    return list(zip(_targets(), told, strict=True))


def _targets() -> list[str]:
    return [str(one.label).capitalize() for one in Target]
