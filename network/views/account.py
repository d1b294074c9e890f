"""One’s own account: who one is here, how one signs in, and where from (design: /compte/)."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from network.forms.account import OwnForm, ThemeForm
from network.models import Person
from network.rules import must_use_second_factor
from network.views.pages import edit_page

YEAR = 31_536_000  # seconds


@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    """Name, address, functions, second factor, sessions and colours, on one page."""
    on = clock.today()
    context = {
        "person": request.user,
        "assignments": request.user.current_assignments(on),
        "factors": _factors(request.user),
        "is_factor_needed": settings.SECOND_FACTOR_REQUIRED and must_use_second_factor(request.user, on),
        "sessions": _sessions(request.user),
        "theme_form": ThemeForm(initial={"theme": request.COOKIES.get("theme") or "auto"}),
    }
    return render(request, "network/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_own_account(request: HttpRequest) -> HttpResponse:
    """Correct one’s own name or telephone (RGPD, art. 16; R10)."""
    back = reverse("own_account")
    person = Person.objects.get(pk=request.user.pk)
    return edit_page(
        request,
        OwnForm(request.POST or None, instance=person),
        title="Modifier mes coordonnées",
        back=back,
        saved="Vos coordonnées sont enregistrées.",
        trail=("Mon compte", back),
    )


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one of one’s own sessions; closing this one is signing out."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    is_this_one = session.session_key == request.session.session_key
    session.end()
    if is_this_one:
        get_adapter().logout(request)
        return redirect("account_login")
    messages.success(request, "La session est fermée.")
    return redirect("usersessions_list")


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the colours chosen in this browser, as the account menu does with JavaScript."""
    form = ThemeForm(request.POST)
    response = redirect("own_account")
    if form.is_valid():
        chosen = form.cleaned_data["theme"].removeprefix("auto")
        response.set_cookie(
            "theme", chosen, max_age=YEAR if chosen else 0, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def _factors(person: Person) -> list[tuple[str, bool, str]]:
    """Each way to prove oneself beside the password: label, whether it is set up, its page."""
    active = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    listed = [
        ("Application de codes", Authenticator.Type.TOTP, "mfa_index"),
        ("Clés d’accès", Authenticator.Type.WEBAUTHN, "mfa_list_webauthn"),
        ("Codes de secours", Authenticator.Type.RECOVERY_CODES, "mfa_index"),
    ]
    return [(label, kind in active, reverse(name)) for label, kind, name in listed]


def _sessions(person: Person) -> list[Any]:
    """Where one is signed in now, the latest first; what has ended is left out without being written."""
    known = UserSession.objects.filter(user=person).order_by("-last_seen_at")
    return [session for session in known if session.exists()]
