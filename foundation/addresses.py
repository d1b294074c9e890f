"""Where a request came from, as far as it may be trusted."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_before(request: HttpRequest) -> str:
    """The page of this site that the browser says it was on, as a path; empty for another site, or for none."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    address = urlsplit(came_from)
    return address._replace(scheme="", netloc="", fragment="").geturl() if is_ours and address.path else ""
