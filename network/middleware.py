"""The second factor, asked of those whose function requires it; when each session was last seen."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from foundation import clock
from foundation.french import typography
from network.rules import must_use_second_factor

SEEN_EVERY = 300  # seconds
NEEDED = typography("Votre fonction demande une double authentification : choisissez-en une pour continuer.")
OPEN_NAMES = {"account_logout", "account_reauthenticate", "account_login"}


def know_person(get_response: Callable[[HttpRequest], HttpResponse]):
    """Put the person in the request, not what stands for them until they are needed: a page asks a thousand times."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = get_user(request)
        return get_response(request)

    return middleware


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
        if request.user.has_second_factor:  # network.backends brings it with the person
            return None
        messages.warning(request, NEEDED)
        return redirect("mfa_index")

    middleware.process_view = process_view
    return middleware


def note_activity(get_response: Callable[[HttpRequest], HttpResponse]):
    """Note when and from where a session was last seen, every five minutes and not at every page.

    allauth’s own middleware writes at each request, and reading a page would wait for every other writer.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            now = clock.now().timestamp()
            key, at = request.session.get("seen", ("", 0))
            if key != request.session.session_key or not 0 <= now - at < SEEN_EVERY:
                UserSession.objects.create_from_request(request)
                request.session["seen"] = [request.session.session_key, now]
        return get_response(request)

    return middleware
