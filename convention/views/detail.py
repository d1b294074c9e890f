"""The page of one convention."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from convention import cautions, reminder_sheet, rules, sheet
from convention.models import Convention
from convention.states import TONES, Situation, State, is_void
from foundation import audit, clock
from foundation.french import commune_of, enumerate_fr


def visible(request: HttpRequest, pk: int) -> Convention:
    """The convention, for whoever may read it; absent for anyone else."""
    related = ("commune", "version__model", "document", "scan")
    return get_object_or_404(Convention.objects.visible_to(request.user).select_related(*related), pk=pk)


def _ending(convention: Convention, situation: Situation) -> str:
    """What stands before its last day: one that is not notified may still never run."""
    if is_void(convention.starts_on, convention.end.date if convention.end else None):
        return "sans effet : prend fin avant sa date d’effet, le"
    if convention.state != State.NOTIFIED:
        return "dernier jour prévu le"
    return "a pris fin le" if situation is Situation.EXPIRED else "jusqu’au"


def _never_begins(convention: Convention) -> str:
    """Why it will never be in force; of a draft, also that it would be over before it is signed."""
    if convention.starts_on is None:
        return ""
    if convention.state == State.DRAFT:
        return rules.wrong_effect(convention)
    never = cautions.never_in_force(convention, convention.terminated_on)
    return never or rules.wrong_start(convention.mandate, convention.starts_on)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it is, what can be done, its dates and why, its papers, its life."""
    convention = visible(request, pk)
    situation = convention.situation(clock.today())
    end, is_to_complete = convention.end, rules.is_paper_draft(convention)
    context = {
        "convention": convention,
        "commune_name": commune_of(convention.commune.name),
        "tone": TONES[State(convention.state)],
        "situation": situation,
        "ending": _ending(convention, situation),
        "steps": sheet.steps(convention),
        "buttons": sheet.buttons(convention, request.user),
        "facts": sheet.facts(convention, request.user),
        "end": end,
        "end_reason": enumerate_fr([one.label for one in end.bites]) if end else "",
        "ends": sheet.ends(convention, request.user),
        "why_two_years": sheet.why_two_years(convention),
        "papers": sheet.papers(convention),
        "originals": sheet.originals(convention, request.user),
        "is_to_complete": is_to_complete,
        "lacks": enumerate_fr(rules.missing_to_adopt(convention)) if is_to_complete else "",
        "paper_over": rules.paper_over(convention),
        "has_aged": convention.state in (State.VALIDATED, State.SIGNING) and convention.text_changed_since_pdf(),
        "is_to_take_back": convention.state in (State.VALIDATED, State.SIGNING, State.SIGNED),
        "never_begins": _never_begins(convention),
        "retroactive": rules.retroactive(convention) if convention.state == State.DRAFT else "",
        "may_complete": rules.may_prepare(convention, request.user),
        "reminders": reminder_sheet.of(convention, clock.today()),
        "entries": [event.entry for event in audit.life(convention, request.user)],
    }
    return render(request, "convention/detail.html", context)
