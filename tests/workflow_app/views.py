"""Screens over the demands, written as an app author writes them."""

import django_filters
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock, drafts
from foundation.lists import list_page
from foundation.tables import Column, StateColumn, Table
from foundation.versions import VersionedForm, save_unless_stale
from foundation.workflow import perform
from tests.workflow_app.models import Demand, State, Urgency


class DemandFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label="Titre")
    state = django_filters.ChoiceFilter(choices=State.choices, label="État")
    since = django_filters.DateFilter(field_name="starts_on", lookup_expr="gte", label="À partir du")

    class Meta:
        model = Demand
        fields = ["q", "state", "since"]


class DemandTable(Table):
    title = Column()
    owner = Column(accessor="owner__last_name", verbose_name="demandée par")
    urgency = Column()
    state = StateColumn(tones={State.SENT: "ok"})
    starts_on = Column(initial_sort_descending=True)
    hours = Column()
    length = Column(accessor="title", verbose_name="longueur", order_by="title", orderable=False)
    is_secret = Column(exclude_from_export=True)

    def render_urgency(self, value, record):
        return format_html("<strong>{}</strong>", value) if record.urgency == Urgency.HIGH else value

    def render_length(self, value):
        return f"{len(value)} lettres"

    def value_length(self, value):
        return len(value)

    def order_urgency(self, queryset, is_descending):
        return queryset.order_by("-urgency" if is_descending else "urgency"), True


class DemandForm(VersionedForm, forms.ModelForm):
    class Meta:
        model = Demand
        fields = ["title", "starts_on", "urgency", "is_secret"]


@require_safe
def demands(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        name="demandes",
        title="Demandes",
        noun="demande",
        queryset=Demand.objects.visible_to(request.user).select_related("owner"),
        filterset_class=DemandFilter,
        table_class=DemandTable,
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    demand = get_object_or_404(Demand.objects.visible_to(request.user), pk=pk)
    form = DemandForm(request.POST or None, instance=demand)
    key = drafts.key_for(request)
    if form.is_valid() and save_unless_stale(form):
        drafts.drop(request, key)
        return redirect("demands")
    context = {"form": form, "draft_key": key}
    return render(request, "workflow_app/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    demand = get_object_or_404(Demand.objects.visible_to(request.user), pk=pk)
    perform(demand.send, by=request.user, sent_on=clock.today())
    return redirect("demands")
