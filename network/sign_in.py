"""What allauth may do here: sign in people the network knows, and nobody else; its mails leave by the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from network import account_mails
from network.models import Person


class AccountAdapter(DefaultAccountAdapter):
    """People enter by invitation; a sign-up form does not exist."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **facts: Any) -> HttpResponse | None:
        """Who has no address any more cannot sign in, by whatever door (design: layers)."""
        if not user.email:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **facts)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        account_mails.write(template_prefix, context["user"], email, context)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person, at the address they still read, what has changed in the security of their account."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect recognises a person by an address that its provider vouches for; it creates none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Only an address whose provider says `true` that it has verified it; the text "false" is not nothing."""
        vouched = any(one.verified is True and one.email.lower() == email.lower() for one in login.email_addresses)
        return vouched and super().can_authenticate_by_email(login, email)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse, in French, whoever the network does not know."""
        if sociallogin.is_existing:
            return
        given = [address for address in sociallogin.email_addresses if address.email]
        context = {
            "provider": sociallogin.account.get_provider().name,
            "address": given[0].email if given else "",
            "is_verified": any(address.verified is True for address in given),
        }
        raise ImmediateHttpResponse(render(request, "network/unknown_account.html", context, status=403))


def enter(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign in someone who has just proved who they are, a second factor being asked where there is one."""
    return perform_login(request, person)
