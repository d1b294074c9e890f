"""How an address is shown: a link, which may break before its @ and nowhere inside a word."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.cells import breakable


def mail_link(address: str | None) -> SafeString | str:
    """A link that writes to this address; « aucun » when there is none."""
    if not address:
        return "aucun"
    return format_html('<a href="mailto:{}">{}</a>', address, breakable(address))


def site_link(address: str) -> SafeString | str:
    """A link to a site, without its scheme; « non renseigné » when there is none."""
    if not address:
        return "non renseigné"
    return format_html('<a href="{}" rel="noreferrer">{}</a>', address, address.partition("://")[2].rstrip("/"))
