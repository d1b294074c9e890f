"""Which mails one receives: at each fact, in one digest a working day, or none."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from foundation import mail_preferences
from network.forms.messages import OwnMessagesForm
from network.views.pages import sent


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose for each family of mails that concerns oneself; what was kept for a digest follows at once."""
    families = mail_preferences.families_of(request.user)
    modes = mail_preferences.modes_of(request.user)
    form = OwnMessagesForm(sent(request), families=families, modes=modes)
    if form.is_valid():
        mail_preferences.choose(request.user, form.chosen)
        messages.success(request, "Votre choix est enregistré.")
        return redirect("own_messages")
    return render(request, "network/own_messages.html", {"form": form}, status=422 if form.is_bound else 200)
