"""The 73 communes by their real names, in the shipped text and in the user’s own: no XXX left, each well agreed."""

import io
import re
import subprocess
from datetime import date

import page
import pikepdf
import pytest

from convention import generation, model_texts
from convention.models import Convention, ModelVersion
from convention.values import asked_of_user, fingerprint
from foundation import documents, job_runs
from network.models import Commune
from network.roles import Role
from network.territory import load_communes, load_institutions
from tests.convention.model_screens import give, ticks
from tests.factories import PresidentMandateFactory, person_as
from tests.foundation.test_french_places import COMMUNES

pytestmark = pytest.mark.django_db
OF = {name: of for name, of, _ in COMMUNES}


@pytest.fixture
def coordinator(client):
    load_institutions()
    load_communes()
    PresidentMandateFactory()
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


def conventions_of(version: ModelVersion) -> list[Convention]:
    """What each commune would get, in the words that are printed."""
    given = {
        variable.name: variable.default or "Nacelle" for variable in asked_of_user(version.text, version.variables)
    }
    made = []
    for commune in Commune.objects.order_by("insee"):
        convention = Convention(commune=commune, version=version, given_values=given)
        convention.set_start(date(2027, 1, 1))
        made.append(convention)
    return made


def wrong(convention: Convention) -> list[str]:
    """What is left to replace, or not agreed, in the text of this commune."""
    text = convention.rendered().text
    words = " ".join(part.content for part in text.parts()).replace("\u00a0", " ")
    name, of = convention.commune.name, OF[convention.commune.name]
    found = re.findall(r"XXX|\{\{|\}\}", words)
    if f"commune {of}".lower() not in words.lower():
        found.append(f"« commune {of} » is nowhere")
    # Wherever the commune is « de », it is so in this form and no other.
    others = {f"de {name}", f"d’{name}", f"du {name}", f"des {name}", f"de l’{name}"} - {of}
    found += [other for other in others if f"commune {other}".lower() in words.lower()]
    return [f"{name}: {one}" for one in found]


def test_all_are_well_named_in_the_shipped_text(coordinator):
    made = conventions_of(model_texts.from_shipped(by=coordinator))

    assert sorted(one.commune.name for one in made) == sorted(OF)
    assert [problem for one in made for problem in wrong(one)] == []


def test_all_are_well_named_in_the_text_of_the_user_given_through_the_screens(client, coordinator, shared):
    url = give(client, (shared / "convention" / "convention-sigb.txt").read_text(encoding="utf-8"))
    answer = client.post(url, ticks(client, url, name="Le nôtre"))

    assert answer.status_code == 302
    made = conventions_of(ModelVersion.objects.get())
    assert len(made) == 73
    assert [problem for one in made for problem in wrong(one)] == []


# --- printed ---------------------------------------------------------------------------------------------------------


def pages_of(content: bytes) -> list[str]:
    """The words of each page, as one copies them out."""
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True).stdout
    return [re.sub(r"\s+", " ", text) for text in out.decode().replace("\u00a0", " ").split("\f")[:-1]]


def bookmarks(items) -> list[str]:
    """The titles of an outline, those within others included."""
    return [title for one in items for title in (one.title, *bookmarks(one.children))]


def wrong_in_print(convention: Convention) -> list[str]:
    """What this commune’s PDF lacks of what every convention has."""
    with documents.open_document(convention.document) as file:  # raises Altered unless it is what its hash says
        content = file.read()
    pdf, pages = pikepdf.open(io.BytesIO(content)), pages_of(content)
    words, last = " ".join(pages), " ".join(pages[-2:])
    whole, of = (
        re.sub(r"[- ]", "", words).lower(),
        re.sub(r"[- ]", "", f"commune {OF[convention.commune.name]}").lower(),
    )
    expected = {
        "frozen": convention.document.is_frozen,
        "its own text": convention.text_hash == fingerprint(convention.rendered()),
        "a page number on every page but the title": all(
            f"{number}/{len(pages)}" in text for number, text in enumerate(pages[1:], start=2)
        ),
        "about ten pages": 9 <= len(pages) <= 13,
        "bookmarks of its articles": sum("Article" in title for title in bookmarks(pdf.open_outline().root)) > 5,
        "a table of contents": "Sommaire" in words or "Table des" in words,
        "its name agreed": of in whole,
        "nothing to replace": not re.search(r"XXX|\{\{|\}\}", words),
        "two originals": re.search(r"2 exemplaires|deux exemplaires", words) is not None,
        "a block of signatures": convention.commune.mayor.split()[-1].lower() in last.lower(),
    }
    return [f"{convention.commune}: without {what}" for what, is_so in expected.items() if not is_so]


@pytest.mark.long
def test_all_are_made_as_one_job_and_each_pdf_is_whole(coordinator):
    Commune.objects.update(mayor="Sacha Exemple")
    version = model_texts.from_shipped(by=coordinator)
    asked = asked_of_user(version.text, version.variables)
    given = {variable.name: variable.default or "Nacelle" for variable in asked}

    job = generation.launch(
        generation.Wish(version, date(2027, 1, 1), given),
        Commune.objects.order_by("insee"),
        by=coordinator,
        once_key="73",
    )
    job_runs.run(job.pk)

    job.refresh_from_db()
    made = list(Convention.objects.select_related("commune", "document", "version").order_by("number"))
    assert (job.outcome, len(made)) == ("DONE", 73)
    assert [one.number[-4:] for one in made] == [f"{number:04}" for number in range(1, 74)]
    assert [problem for one in made for problem in wrong_in_print(one)] == []
    for convention in made[::12]:  # the validator takes seconds for each, and they differ by names alone
        with documents.open_document(convention.document) as file:
            content = file.read()
        for profile in ("2a", "ua1"):
            verdict = page.validate_pdf_bytes(content, profile=profile)
            assert [failure.message for failure in verdict.failures] == [], convention
