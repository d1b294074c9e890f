"""Changing one’s own address: asked here, proved by the link that the new one receives."""

from allauth.account.decorators import reauthentication_required
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.workflow import Refused
from network import addresses
from network.forms.account import AddressForm


@reauthentication_required
@rate_limit(action="manage_email")
@require_http_methods(["GET", "HEAD", "POST"])
def own_address(request: HttpRequest) -> HttpResponse:
    """Give a new address; nothing changes before it is proved."""
    form = AddressForm(request.POST or None, person=request.user)
    if form.is_valid():
        address = form.cleaned_data["email"]
        addresses.ask_to_prove(request.user, address)
        messages.success(request, f"Un lien de confirmation part à l’adresse {address}.")
        return redirect("own_account")
    return render(request, "network/address.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, key: str) -> HttpResponse:
    """Whoever holds the link reads the new address: it becomes that of the account."""
    try:
        person, address = addresses.proved(key)
        if request.method == "POST":
            addresses.change(key)
            messages.success(request, f"{address} est maintenant l’adresse de votre compte.")
            return redirect("own_account")
    except Refused as refusal:
        return render(request, "network/address_refused.html", {"message": refusal.message}, status=410)
    return render(request, "network/address_proved.html", {"person": person, "address": address})
