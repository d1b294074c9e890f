"""The page of one convention."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from convention import rules, sheet
from convention.models import Convention
from convention.states import TONES, Situation, State
from foundation import audit, clock
from foundation.french import commune_of, enumerate_fr


def visible(request: HttpRequest, pk: int) -> Convention:
    """The convention, for whoever may read it; absent for anyone else."""
    related = ("commune", "version__model", "document", "scan")
    return get_object_or_404(Convention.objects.visible_to(request.user).select_related(*related), pk=pk)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, even if nothing is filled; None when the page is only read."""
    return request.POST if request.method == "POST" else None


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it is, what can be done, its dates and why, its papers, its life."""
    convention = visible(request, pk)
    situation = convention.situation(clock.today())
    end = convention.end
    context = {
        "convention": convention,
        "commune_name": commune_of(convention.commune.name),
        "tone": TONES[State(convention.state)],
        "situation": situation,
        "ending": "a pris fin le" if situation is Situation.EXPIRED else "jusqu’au",
        "steps": sheet.steps(convention),
        "buttons": sheet.buttons(convention, request.user),
        "facts": sheet.facts(convention, request.user),
        "end": end,
        "end_reason": enumerate_fr([one.label for one in end.bites]) if end else "",
        "ends": sheet.ends(convention, request.user),
        "never_begins": rules.wrong_start(convention.mandate, convention.starts_on) if convention.starts_on else "",
        "why_two_years": sheet.why_two_years(convention),
        "papers": sheet.papers(convention),
        "originals": convention.originals.all(),
        "may_prepare": rules.may_prepare(convention, request.user),
        "entries": [event.entry for event in audit.life(convention)],
    }
    return render(request, "convention/detail.html", context)
