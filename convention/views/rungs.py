"""The rungs of the reminder ladder, set by the coordination."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convention.models import ReminderRung
from convention.reminder_sample import Sample, sample
from convention.rules import may_manage
from foundation import clock, drafts
from foundation.french import full_date
from foundation.versions import save_unless_taken
from network.views.pages import insist


class RungForm(forms.ModelForm):
    """One more rung."""

    class Meta:
        model = ReminderRung
        fields = ["days"]
        help_texts = {"days": "90 : trois mois avant la fin ; 0 : le jour même ; −15 : quinze jours après."}


@require_http_methods(["GET", "HEAD", "POST"])
def rungs(request: HttpRequest) -> HttpResponse:
    """Which reminders leave, and one more."""
    insist(may_manage(request.user), "régler les rappels")
    form, key = RungForm(request.POST or None), drafts.key_for(request)
    if form.is_valid() and save_unless_taken(form):
        drafts.drop(request, key)
        messages.success(request, "Le rappel est ajouté. Il vaut pour toutes les conventions.")
        return redirect("convention:rungs")
    context = {"rungs": ReminderRung.objects.all(), "form": form, "draft": key}
    return render(request, "convention/rungs.html", context, status=422 if form.is_bound else 200)


@require_safe
def rung_message(request: HttpRequest, pk: int) -> HttpResponse:
    """The message of a rung as it will leave; reading it sends nothing."""
    insist(may_manage(request.user), "régler les rappels")
    rung = get_object_or_404(ReminderRung, pk=pk)
    found = sample(rung.days, clock.today())
    return render(request, "convention/rung_message.html", {"rung": rung, "sample": found, "rows": _rows(found)})


def _rows(found: Sample) -> list[tuple[str, str]]:
    if found.is_invented:
        return [("Objet", found.subject), ("À", "la coordination et les contacts de la commune")]
    leaving = ("Jour d’envoi", full_date(found.leaves_on))
    return [("Objet", found.subject), leaving, ("À", found.to or "personne à qui écrire pour l’instant")]


@require_POST
def delete_rung(request: HttpRequest, pk: int) -> HttpResponse:
    """One reminder less, from now on."""
    insist(may_manage(request.user), "régler les rappels")
    get_object_or_404(ReminderRung, pk=pk).delete()
    messages.success(request, "Le rappel est supprimé.")
    return redirect("convention:rungs")
