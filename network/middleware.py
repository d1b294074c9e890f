"""The second factor, asked of those whose function requires it."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from foundation import clock
from network.rules import must_use_second_factor

OPEN_NAMES = {"account_logout", "account_reauthenticate", "account_login"}


def require_second_factor(get_response: Callable[[HttpRequest], HttpResponse]):
    """Send a coordinator or the DSINum without a second factor to the page that sets one up (design: functions)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request, view, args, kwargs):
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name or ""
        if name in OPEN_NAMES or name.startswith("mfa_") or not must_use_second_factor(request.user, clock.today()):
            return None
        if is_mfa_enabled(request.user):
            return None
        messages.warning(
            request, "Votre fonction demande une double authentification : choisissez-en une pour continuer."
        )
        return redirect("mfa_index")

    middleware.process_view = process_view
    return middleware
