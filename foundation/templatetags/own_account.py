"""What the pages of one’s own account show: their menu, and a browser in plain words."""

from django import template
from django.urls import NoReverseMatch, reverse

register = template.Library()

PAGES = [
    ("own_account", "Mon compte"),
    ("account_email", "Adresse e-mail"),
    ("account_change_password", "Mot de passe"),
    ("mfa_index", "Double authentification"),
    ("usersessions_list", "Sessions ouvertes"),
    ("own_calendar", "Mon agenda"),
    ("own_messages", "Mes messages"),
]
# The first name found wins: Edge also calls itself Chrome, and Chrome also calls itself Safari.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def _address(name):
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("components/account_pages.html", takes_context=True)
def account_pages(context):
    """The pages of one’s own account that this installation has, the current one marked."""
    path = context["request"].path
    found = [(label, url) for name, label in PAGES if (url := _address(name))]
    current = max((url for _, url in found if path.startswith(url)), key=len, default="")
    return {"pages": [(label, url, url == current) for label, url in found]}


@register.filter
def browser(user_agent):
    """« Firefox sur Windows », out of what the browser says of itself."""
    name = next((label for mark, label in BROWSERS.items() if mark in user_agent), "Navigateur inconnu")
    system = next((label for mark, label in SYSTEMS.items() if mark in user_agent), "")
    return f"{name} sur {system}" if system else name
