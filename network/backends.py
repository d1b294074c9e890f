"""Who signs in, brought with what every page asks of them, in the one query that every page makes."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from network.models import Person


class Backend(AuthenticationBackend):
    """allauth’s own, whose people know whether they have a second factor: `has_second_factor`."""

    def get_user(self, user_id: Any) -> Person | None:
        """The person of a session, unless their account is closed."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        found = Person._default_manager.filter(pk=user_id).annotate(has_second_factor=Exists(factors)).first()
        return found if found is not None and self.user_can_authenticate(found) else None
