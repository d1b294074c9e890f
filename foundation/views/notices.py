"""What the law has every site say to anyone: its accessibility, who publishes it, what it does with personal data."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import operator
from foundation.retention import RETENTION
from foundation.rules import may_read_registers


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The declaration of accessibility (law of 11 February 2005, art. 47; RGAA 4.1): not audited, hence not conform."""
    return _page(request, "foundation/accessibility.html")


@login_not_required
@require_safe
def legal_notice(request: HttpRequest) -> HttpResponse:
    """Who publishes the site and who hosts it (law of 21 June 2004, art. 1-1)."""
    return _page(request, "foundation/legal_notice.html")


@login_not_required
@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why, how long, and whom to ask (GDPR, art. 13)."""
    return _page(request, "foundation/personal_data.html", retention=RETENTION.values())


def _page(request: HttpRequest, template: str, **more: Any) -> HttpResponse:
    """With who answers for the site; what is missing, and where it is written, for the administration alone."""
    is_told = request.user.is_authenticated and may_read_registers(request.user)
    context = {
        "operator": operator.operator(),
        "is_invented": operator.is_invented(),
        "missing": operator.missing() if is_told else [],
        **more,
    }
    return render(request, template, context)
