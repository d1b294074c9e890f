"""What allauth may do here: sign in people the network knows, and nobody else."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """People enter by invitation; a sign-up form does not exist."""

    def is_open_for_signup(self, request) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect recognises a person by e-mail; it creates none."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False
