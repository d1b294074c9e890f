"""How an address is shown: a link, which may break after its @ and nowhere inside a word."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def mail_link(address: str | None) -> SafeString | str:
    """A link that writes to this address; « aucun » when there is none."""
    if not address:
        return "aucun"
    name, _, host = address.partition("@")
    return format_html('<a href="mailto:{}">{}<wbr>@{}</a>', address, name, host)


def site_link(address: str) -> SafeString | str:
    """A link to a site, without its scheme; « non renseigné » when there is none."""
    if not address:
        return "non renseigné"
    return format_html('<a href="{}" rel="noreferrer">{}</a>', address, address.partition("://")[2].rstrip("/"))
