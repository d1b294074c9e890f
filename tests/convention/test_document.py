"""The printed convention: nothing left to fill in but the day of signature, names agreed, archivable, accessible."""

import html
import re
import subprocess
import unicodedata
from datetime import date
from io import BytesIO

import page
import pikepdf
import pytest

from convention.document import keep_pdf, print_convention, sections
from convention.document import unbroken as for_the_press
from convention.models import Convention
from convention.text.parse import parse
from convention.text.proposals import accept, name_the_commune, propose
from convention.text.render import Incomplete
from convention.text.structure import Article
from convention.values import KNOWN, fingerprint, missing_values, values_of
from foundation import documents
from foundation.models import StoredDocument
from network.models import Vendor
from tests.convention.factories import CREATED, TEXT, ConventionFactory, ModelVersionFactory, kept_pdf, territory
from tests.factories import CommuneFactory, PresidentMandateFactory, VendorFactory

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def _territory(db) -> None:
    territory()


def words_of(content: bytes) -> str:
    """The text of a PDF, as one copies it out, on one line."""
    out = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout
    return " ".join(out.decode().replace(NBSP, " ").split())


def unbroken(words: str) -> str:
    """Without what the end of a line may have changed."""
    return words.replace("-", "").replace(" ", "")


@pytest.fixture
def of_the_real_text(shared) -> Convention:
    """A convention of Achères made from the user’s own file, every proposal accepted."""
    source = (shared / "convention" / "convention-sigb.txt").read_text(encoding="utf-8")
    text = name_the_commune(parse(source).text)
    text, variables = accept(text, propose(text))
    version = ModelVersionFactory(content=text.as_dict(), variable_list=[v.as_dict() for v in variables])
    commune = CommuneFactory(name="Achères", mayor="Sacha Exemple", mayor_title="La Maire")
    return ConventionFactory(commune=commune, version=version, given_values={})


def test_no_line_ends_within_a_figure_nor_within_the_name_of_the_commune():
    convention = ConventionFactory(commune=CommuneFactory(name="Mantes-la-Jolie", mayor="Sacha Exemple"))

    printed = print_convention(convention)

    laid_out = for_the_press(convention.rendered(), "Mantes-la-Jolie").plain()
    assert f"1er{NBSP}janvier 2027" in laid_out
    assert "Mantes\u2011la\u2011Jolie" in laid_out
    out = subprocess.run(
        ["pdftotext", "-", "-"], input=printed.content, capture_output=True, check=True
    ).stdout.decode()
    assert len(re.findall(r"Mantes-la-Jolie", out)) >= 2
    assert not re.search(r"Mantes-?\n|Mantes-la-?\n|\b\d+\n(ans|janvier)\b", out)
    assert printed.text_hash == fingerprint(convention.rendered())


# --- what it says ----------------------------------------------------------------------------------------------------


def test_the_real_text_is_printed_whole_with_nothing_left_to_replace(of_the_real_text):
    words = words_of(print_convention(of_the_real_text).content)

    assert not re.search(r"XXX|\{\{|\}\}|\.{4,}", words)
    assert "la commune d’Achères" in words
    assert "LA COMMUNE D’ACHÈRES" in words
    assert "prend effet le 1er janvier 2027. Elle est conclue pour une durée de 2 ans" in words
    assert re.search(r"Fait en 2 exemplaires, à Aubergenville, le …+", words)
    assert "La Maire, Le Président, Sacha Exemple Dominique Exemple" in words


def test_what_the_real_text_has_in_bold_is_printed_in_bold(of_the_real_text):
    first = next(iter(sections(of_the_real_text.rendered())))

    assert first.body.count("<strong>d’Achères</strong>") == 2


def test_what_is_bold_changes_the_letters_and_no_word():
    bodies = ("la commune {{ de_commune }}", "la commune **{{ de_commune }}**")
    commune = CommuneFactory()
    conventions = [Convention(commune=commune, version=bold_version(body), created_at=CREATED) for body in bodies]
    for convention in conventions:
        convention.set_start(date(2027, 1, 1))

    plain, bold = (print_convention(convention) for convention in conventions)

    assert words_of(plain.content) == words_of(bold.content)
    assert plain.text_hash == bold.text_hash
    assert plain.content != bold.content


def bold_version(body: str):
    return ModelVersionFactory(content={**TEXT.as_dict(), "articles": [vars(Article("1", 1, "But", body))]})


@pytest.mark.parametrize("name", ["<b>*Ville*</b>", "**Ville", "La_Ville_"])
def test_a_value_brings_no_mark_of_its_own_inside_what_is_bold(name):
    convention = ConventionFactory(version=bold_version("**{{ commune }}** et"), commune=CommuneFactory(name=name))

    [section] = sections(convention.rendered())

    assert section.body == f"<p><strong>{html.escape(name)}</strong> et</p>\n"


def test_an_accent_typed_apart_from_its_letter_is_printed_with_it():
    decomposed = unicodedata.normalize("NFD", "Hôtel de Conflans")
    convention = ConventionFactory(given_values={"hebergeur": decomposed}, commune__name=decomposed)

    assert "hébergés par Hôtel de Conflans" in words_of(print_convention(convention).content)


def test_the_real_text_keeps_its_articles_its_contents_and_its_pages(of_the_real_text):
    printed = print_convention(of_the_real_text)
    words = words_of(printed.content)
    pages = len(re.findall(r"Page \d+/(\d+)", words))

    assert 8 <= pages <= 12
    assert [f"Page {n}/{pages}" in words for n in range(1, pages + 1)] == [True] * pages
    assert words.index("Sommaire") < words.index("Article 1 – OBJET")
    for label in ("Article 4.1 – Un comité technique", "Article 7 – DISPOSITIONS FINANCIERES", "Article 9 – LITIGES"):
        assert words.count(label) == 2  # once in the contents, once at its place


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_a_real_convention_is_archivable_and_accessible(of_the_real_text, profile):
    printed = print_convention(of_the_real_text)

    assert printed.number == of_the_real_text.number
    assert page.validate_pdf_bytes(printed.content, profile=profile).is_compliant


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Achères", "la commune d’Achères"),
        ("Mantes-la-Jolie", "la commune de Mantes-la-Jolie"),
        ("Les Mureaux", "la commune des Mureaux"),
        ("Le Tertre-Saint-Denis", "la commune du Tertre-Saint-Denis"),
        ("La Falaise", "la commune de La Falaise"),
        ("Hardricourt", "la commune d’Hardricourt"),
    ],
)
def test_each_name_is_agreed_wherever_it_stands(name, expected):
    convention = ConventionFactory(commune=CommuneFactory(name=name))

    words = words_of(print_convention(convention).content)

    for sentence in (f"Convention de partage des outils avec {expected}", f"Pour {expected}"):
        assert unbroken(sentence) in unbroken(words)
    assert f"Convention avec {expected}" in words


def test_a_long_name_fits_in_its_page():
    name = "Saint-Rémy-lès-Beauregard-sur-Cascade-en-Montagne-de-Reims-et-d’Ailleurs"
    convention = ConventionFactory(commune=CommuneFactory(name=name, mayor="Marie-Bénédicte d’Hautecœur-Montgolfier"))

    words = unbroken(words_of(print_convention(convention).content))

    assert words.count(unbroken(name)) >= 4
    assert unbroken("Marie-Bénédicte d’Hautecœur-Montgolfier") in words


def info_of(content: bytes) -> str:
    return subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout.decode()


def test_the_metadata_name_the_convention_the_commune_and_the_community():
    convention = ConventionFactory(number="CONV-2026-0007", commune__name="Poissy")

    info = info_of(print_convention(convention).content)

    assert "Convention CONV-2026-0007 avec la commune de Poissy, à compter du 1er janvier 2027" in info
    assert "Communauté urbaine d’Exemple" in info


def pages_of(content: bytes) -> list[str]:
    out = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout
    return out.decode().split("\f")[:-1]


def test_the_number_stands_at_the_foot_of_each_page_and_in_the_title():
    convention = ConventionFactory(number="CONV-2026-0007")

    content = print_convention(convention).content

    pages = pages_of(content)
    assert len(pages) > 2
    assert [text.count("CONV-2026-0007") for text in pages] == [1] * len(pages)
    with pikepdf.open(BytesIO(content)) as opened:
        assert str(opened.docinfo["/Title"]).startswith("Convention CONV-2026-0007 avec la commune")
        assert b"Convention CONV-2026-0007 avec la commune" in opened.Root.Metadata.read_bytes()


def test_before_it_has_a_number_none_is_printed():
    draft = Convention(commune=CommuneFactory(), version=ModelVersionFactory(), given_values={"hebergeur": "Nacelle"})
    draft.set_start(date(2027, 1, 1))

    printed = print_convention(draft)

    assert printed.number == ""
    assert "CONV" not in words_of(printed.content)
    assert re.search(r"Title: +Convention avec la commune", info_of(printed.content))


def test_a_number_given_after_printing_gives_the_bytes_that_it_would_have_given_before():
    convention = ConventionFactory(number="CONV-2026-0007")
    before = print_convention(convention)
    convention.number = ""
    unnumbered = print_convention(convention)
    convention.number = "CONV-2026-0007"

    document = keep_pdf(convention, unnumbered, by=None)

    with documents.open_document(document) as file:
        assert file.read() == before.content


def test_the_same_convention_gives_the_same_bytes():
    convention = ConventionFactory()

    assert print_convention(convention) == print_convention(Convention.objects.get())


# --- where its values come from --------------------------------------------------------------------------------------


def test_each_source_says_what_it_knows():
    values = values_of(ConventionFactory(commune__name="Poissy", commune__mayor_title="La Maire"))

    assert values == {
        "commune": "Poissy",
        "maire": "Sacha Exemple",
        "qualite_maire": "La Maire",
        "president": "Dominique Exemple",
        "qualite_president": "Le Président",
        "lieu_signature": "Exempleville",
        "date_effet": date(2027, 1, 1),
        "duree": "deux ans",
        "hebergeur": "Nacelle",
    }


def version_with(*variables: tuple[str, str]):
    """A version whose text calls for these variables, by name and source."""
    body = " ".join(f"{{{{ {name} }}}}" for name, _ in variables)
    declared = [{"name": n, "label": n, "kind": "text", "source": s} for n, s in variables]
    content = {**TEXT.as_dict(), "title": "Convention", "closing": "", "signature": []}
    content["articles"] = [{"number": "1", "level": 1, "title": "Objet", "body": body}]
    return ModelVersionFactory(content=content, variable_list=declared)


@pytest.mark.parametrize("source", KNOWN)
def test_every_name_that_a_source_claims_has_a_value_or_is_left_to_the_pen(source):
    VendorFactory(name="Nacelle")
    names = [name for name in KNOWN[source] if name != "date_signature"]
    convention = ConventionFactory(version=version_with(*((name, source) for name in names)))

    assert set(values_of(convention)) == set(names)


def test_the_president_is_the_one_of_the_mandate_of_the_effect_date():
    PresidentMandateFactory(starts_on=date(2032, 4, 10), estimated_end=date(2038, 4, 9), president="Alix Suivant")

    assert values_of(ConventionFactory(starts_on=date(2032, 4, 9)))["president"] == "Dominique Exemple"
    assert values_of(ConventionFactory(starts_on=date(2032, 4, 10)))["president"] == "Alix Suivant"


def test_between_two_vendors_nobody_but_the_user_can_choose():
    convention = ConventionFactory(version=version_with(("hebergeur", "network")))
    assert "hebergeur" not in values_of(convention)

    VendorFactory(name="Ondine")
    assert values_of(convention)["hebergeur"] == "Ondine"

    VendorFactory(name="Nacelle")
    assert "hebergeur" not in values_of(convention)
    assert Vendor.objects.count() == 2


def test_what_is_typed_for_a_variable_that_is_not_asked_is_ignored():
    convention = ConventionFactory(given_values={"hebergeur": "Nacelle", "maire": "Quelqu’un d’autre"})

    assert values_of(convention)["maire"] == "Sacha Exemple"


def test_a_missing_value_names_its_label_and_its_article():
    convention = ConventionFactory(given_values={}, commune__mayor="")

    assert missing_values(convention) == ["« Hébergeur », attendu dans l’article 1"]
    with pytest.raises(Incomplete) as refusal:
        print_convention(convention)
    assert str(refusal.value).replace(NBSP, " ") == "l’article 1 : « Hébergeur » n’a pas de valeur."


def test_a_mayor_not_known_yet_leaves_the_place_to_the_pen():
    words = words_of(print_convention(ConventionFactory(commune__mayor="")).content)

    assert re.search(r"Le Maire, Le Président, …{5,} Dominique Exemple", words)


def test_without_a_mandate_the_president_is_missing():
    convention = ConventionFactory(starts_on=date(2020, 1, 1))

    assert missing_values(convention) == [
        "« Titre du Président », attendu dans la qualité de la signature n° 2",
        "« Nom du Président », attendu dans le nom de la signature n° 2",
    ]


# --- how it is laid out and kept -------------------------------------------------------------------------------------


def test_sub_articles_stand_under_their_article():
    rendered = ConventionFactory().rendered()

    assert [(s.label, [c.label for c in s.children]) for s in sections(rendered)] == [
        ("Article 1 – Objet", []),
        ("Article 2 – Durée", ["Article 2.1 – Prise d’effet"]),
    ]


def test_a_sub_article_without_an_article_before_it_stands_alone():
    content = {**TEXT.as_dict(), "articles": [vars(Article("1.1", 2, "Seul", "Corps."))]}
    convention = ConventionFactory(version=ModelVersionFactory(content=content))

    assert [section.label for section in sections(convention.rendered())] == ["Article 1.1 – Seul"]


def test_the_pdf_is_kept_frozen_and_an_earlier_one_stays():
    convention = ConventionFactory(number="CONV-2026-0007", commune__name="Les Mureaux")
    earlier = kept_pdf(convention)
    printed = print_convention(convention)

    document = keep_pdf(convention, printed, by=None)
    convention.save()

    assert (document.name, document.is_frozen, document.about) == (
        "CONV-2026-0007 les-mureaux.pdf",
        True,
        convention,
    )
    assert not Convention.objects.get().text_changed_since_pdf()
    assert StoredDocument.objects.about(convention).filter(pk=earlier.pk).exists()
    with documents.open_document(document) as file:
        assert file.read() == printed.content
