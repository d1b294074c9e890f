"""The list of conventions."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from convention.batches import BATCHES
from convention.filters import ConventionFilter
from convention.models import Convention
from convention.rules import may_manage, may_read_conventions, sees_all_conventions
from convention.tables import ConventionTable
from foundation import clock
from foundation.lists import list_page
from foundation.parts import Button
from foundation.selections import Bar
from network.views.pages import insist


@require_safe
def conventions(request: HttpRequest) -> HttpResponseBase:
    """The conventions this person may read, with what each is worth today; several can be chosen and moved on."""
    insist(may_read_conventions(request.user), "lire les conventions")
    manages = may_manage(request.user)
    new = Button("Générer des conventions", reverse("convention:generate"), primary=True, icon="file-plus")
    return list_page(
        request,
        name="conventions",
        title="Conventions" if sees_all_conventions(request.user) else "Vos conventions",
        noun="convention",
        queryset=Convention.objects.visible_to(request.user)
        .with_next(clock.today())
        .with_president()
        .select_related("commune"),
        filterset_class=ConventionFilter,
        table_class=ConventionTable,
        template="convention/list.html",
        partial="foundation/_chosen_results.html",
        primary_action=new if manages else None,
        empty="Aucune convention pour l’instant."
        if manages
        else "Aucune convention pour l’instant. Quand le SCLP en prépare une, elle est ici.",
        first_step=new if manages else None,
        exclude=() if manages else ("chosen",),
        bar=_bar() if manages else None,
    )


def _bar() -> Bar:
    return Bar(
        reverse("convention:batch"),
        "conventions",
        words=("Aucune convention cochée", "1 convention cochée", "{} conventions cochées"),
        all_of_list="toutes celles de la liste",
        before="Pour les conventions cochées",
        actions=list(BATCHES.values()),
    )
