"""What the tests of the model texts’ screens share: a small text, and how a browser gives it and sends its forms."""

import re

from django.urls import reverse

from convention.models import ModelVersion
from foundation.versions import version_of

SMALL = """CONVENTION DE PRÊT AVEC LA COMMUNE DE XXX

Article 1 : But

La Communauté prête un outil à la commune XXX, hébergé par Ondine.

Article 2 : Règles

Chacun suit l’article 3.

Article 3 : Durée

Elle prend effet le ...

Fait en 2 exemplaires, à Pau, le

Pour la commune de XXX, Le Maire,\tPour la Communauté, Le Président, Ada VERNE
"""


def words(response) -> str:
    """The page without its tags, spaces alike."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()).replace("\u00a0", " "))


def give(client, text=SMALL) -> str:
    """Paste a text; the address of its review."""
    response = client.post(reverse("convention:import_text"), {"pasted": text})
    assert response.status_code == 302, words(response)
    return response.url


def ticks(client, url, **typed) -> dict[str, str]:
    """What the browser would send of the review: each tick and value, changed as told; None unticks."""
    form = client.get(url).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    sent = {name: "on" if value is True else value for name, value in sent.items()} | typed
    return {name: value for name, value in sent.items() if value is not None}


def page_of(version: ModelVersion, name: str, *args) -> str:
    return reverse(f"convention:{name}", args=[version.pk, *args])


ARTICLE = {"level": "1", "title": "But", "body": "La commune {{ de_commune }} partage."}


def sent(version, **typed) -> dict[str, str]:
    """What the browser would send of a part of this version."""
    return {"form_version": version_of(version), **typed}


def variables_sent(client, version, **typed) -> dict[str, str]:
    """What the browser would send of the variables, changed as told; None unticks."""
    form = client.get(page_of(version, "edit_variables")).context["form"]
    shown = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    filled = {name: "on" if value is True else value for name, value in shown.items()} | typed
    return {name: value for name, value in filled.items() if value is not None}
