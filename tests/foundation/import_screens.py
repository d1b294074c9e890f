"""What the tests of the screens of an import do again and again."""

import re
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import strip_tags

from foundation.models import ImportBatch

NBSP = "\u00a0"
REFUSED = ["B2", "Annexe", "Nulle-Part", "", "b2@demo.example", "31/02/2026", ""]


def words(response) -> str:
    """What a reader sees of a page: one space between words, non-breaking ones as they are."""
    text = unescape(strip_tags(re.sub(r"<(script|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)))
    return re.sub(r"[ \t\r\n]+", " ", text)


def upload(client, url, content, name="bib.csv", **more):
    return client.post(url, {"file": SimpleUploadedFile(name, content), **more})


def columns_of(client, url, **changes):
    """Accept the proposed columns as the page gives them, but for these changes."""
    form = client.get(url).context["form"]
    chosen = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in {**chosen, **changes}.items() if value is not None}
    return client.post(url, data)


def previewed(client, url, content, name="bib.csv"):
    """From the file to the preview; the batch and the page."""
    step = upload(client, url, content, name)
    step = client.get(step.url)
    page = columns_of(client, step.url)
    return ImportBatch.objects.get(), client.get(page.url)
