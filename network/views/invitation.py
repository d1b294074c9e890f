"""The page an invitation opens: choose a password, and be in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from foundation import links
from foundation.workflow import Refused
from network import invitations
from network.forms.password import NewPasswordForm
from network.sign_in import enter


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link is the person it was sent to; it serves once (issue: invitation link)."""
    asker = links.address_of(request)
    try:
        person = links.find(token, invitations.PURPOSE, asker=asker).person
        form = NewPasswordForm(request.POST or None, person=person)
        if form.is_valid():
            person = invitations.accept(token, form.cleaned_data["password"], asker=asker)
            messages.success(request, f"Bienvenue, {person.get_short_name()}. Votre mot de passe est enregistré.")
            return enter(request, person)
    except Refused as refusal:
        return render(request, "network/invitation_refused.html", {"message": refusal.message}, status=410)
    status = 422 if form.is_bound else 200
    return render(request, "network/invitation.html", {"form": form, "person": person}, status=status)
