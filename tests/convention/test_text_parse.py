"""A convention is read from plain text: structure, repairs told, and not one word lost."""

import re
import textwrap
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convention.text.difference import compare
from convention.text.parse import Parsed, parse
from convention.text.structure import Signatory
from tests.convention.text_specimen import SPECIMEN

REAL = "convention/convention-sigb.txt"
HOLE = re.compile(r"(?:\b(?:de |d['’]|à ))?(?:\*\*)?\bXXX\b(?:\*\*)?|\{\{ \w*commune \}\}", re.IGNORECASE)


def words(text: str) -> list[str]:
    """The words of a text; the word « article » of headings and the commune's place count for nothing special."""
    found = re.findall(r"[^\W_]+", HOLE.sub(" @ ", unicodedata.normalize("NFC", text)))
    return [word for word in found if word.casefold() not in {"article", "art"}]


def words_of(parsed: Parsed) -> list[str]:
    text = parsed.text
    pieces = [text.title, text.preamble]
    for article in text.articles:
        pieces += [article.number, article.title, article.body]
    pieces.append(text.closing)
    for signatory in text.signature:
        pieces += [signatory.party, signatory.capacity, signatory.name]
    return words("\n".join([*pieces, *(line.content for line in parsed.set_aside)]))


def test_articles_are_found_with_number_level_and_title() -> None:
    articles = parse(SPECIMEN).text.articles

    assert [(article.number, article.level, article.title) for article in articles] == [
        ("1", 1, "BUT"),
        ("2", 1, "LES REGLES"),
        ("2.1", 2, "Pour tous"),
        ("2.2", 2, "Le service & les « outils »"),
        ("3", 1, "ARGENT"),
        ("4", 1, "DUREE"),
        ("5", 1, "LITIGES"),
    ]


def test_the_title_keeps_its_capitals_and_its_variable_too() -> None:
    title = parse(SPECIMEN).text.title

    assert title.startswith("CONVENTION POUR LE PRET D'UN CATALOGUE")
    assert title.endswith("ET LA COMMUNE {{ DE_COMMUNE }}")


def test_every_xxx_becomes_the_commune_with_its_preposition() -> None:
    text = parse(SPECIMEN).text

    assert text.article("1").body == (
        "La Communauté urbaine prête un catalogue à la commune **{{ de_commune }}**. "
        "La commune {{ de_commune }} s'en sert."
    )
    assert all("XXX" not in part.content for part in text.parts())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("la commune de XXX paie", "la commune {{ de_commune }} paie"),
        ("la commune d'XXX paie", "la commune {{ de_commune }} paie"),
        ("la Commune **XXX** paie", "la Commune **{{ de_commune }}** paie"),
        ("la commune de **XXX** paie", "la commune **{{ de_commune }}** paie"),
        ("la commune **de XXX** paie", "la commune **{{ de_commune }}** paie"),
        ("la commune de xxx paie", "la commune {{ de_commune }} paie"),
        ("on paie xxx euros", "on paie xxx euros"),
        ("**la commune de XXX et les autres** paient", "**la commune {{ de_commune }} et les autres** paient"),
        ("la commune de **XXX et des autres**", "la commune **{{ de_commune }} et des autres**"),
        ("à XXX, on paie", "{{ a_commune }}, on paie"),
        ("la ville de XXX paie", "la ville {{ de_commune }} paie"),
        ("XXX paie", "{{ commune }} paie"),
        ("la commune de ... paie", "la commune {{ de_commune }} paie"),
        ("la commune [nom de la commune] paie", "la commune {{ de_commune }} paie"),
        ("CELUI DE LA COMMUNE XXX", "CELUI DE LA COMMUNE {{ DE_COMMUNE }}"),
    ],
)
def test_each_way_of_leaving_the_commune_blank_is_read(written: str, expected: str) -> None:
    assert parse(f"Article 1 : But\n\n{written}").text.article("1").body == expected


def test_a_list_broken_by_a_blank_line_stays_one_list() -> None:
    body = parse(SPECIMEN).text.article("2.1").body

    assert body == (
        "Chacun veille à :\n\n- tenir les notices à jour,\n- prévenir les autres,\n"
        "- rendre compte (courriels, appels...) ;\n- suivre la charte en annexe"
    )


def test_a_sentence_cut_by_a_page_break_is_joined_and_told_with_its_line() -> None:
    parsed = parse(SPECIMEN)

    assert "tient les registres et les comptes du réseau." in parsed.text.article("2.2").body
    joined = [found for found in parsed.findings if "recollée" in found.message]
    assert [SPECIMEN.split("\n")[found.line - 1] for found in joined] == ["comptes du réseau. Il répond aux questions."]


def test_short_lines_ending_in_a_colon_are_sub_headings_where_the_article_has_several() -> None:
    text = parse(SPECIMEN).text

    assert re.findall(r"(?m)^### (.*)$", text.article("3").body) == [
        "Partage des frais :",
        "Reprise des notices :",
        "Ligne internet :",
    ]
    assert "###" not in text.article("2.1").body


def test_the_closing_and_the_signatures_are_read_apart() -> None:
    text = parse(SPECIMEN).text

    assert text.closing == "Fait en 2 exemplaires, à Brumeville, le"
    assert text.signature == (
        Signatory("Pour la commune {{ de_commune }}", "Le Maire"),
        Signatory("Pour la Communauté urbaine Val de Brume & Aune", "La Présidente", "Ada VERNE-HOULE"),
    )


SIGNATORIES = (
    Signatory("Pour la commune", "Le Maire", "Jo BRUN"),
    Signatory("Pour l’État", "La Directrice", "Al GRIS"),
)


@pytest.mark.parametrize(
    "block",
    [
        "Pour la commune Le Maire, Jo BRUN\tPour l’État, La Directrice, Al GRIS",
        "Pour la commune,\tPour l’État,\nLe Maire\tLa Directrice\nJo BRUN\tAl GRIS",
        "Pour la commune          Pour l’État\nLe Maire          La Directrice\nJo BRUN          Al GRIS",
        "Pour la commune\nLe Maire\nJo BRUN\n\nPour l’État\nLa Directrice\nAl GRIS",
        "| Pour la commune Le Maire Jo BRUN | Pour l’État La Directrice Al GRIS |\n| --- | --- |",
        "**Pour la commune**, Le Maire, Jo BRUN\n\n**Pour l’État**, La Directrice, Al GRIS",
    ],
)
def test_signatures_are_read_however_they_are_laid_out(block: str) -> None:
    assert parse(f"Article 1 : But\n\nOn signe.\n\nFait à Pau, le\n\n{block}\n").text.signature == SIGNATORIES


def test_a_name_alone_under_the_second_column_belongs_to_the_second_party() -> None:
    block = "Pour la commune\tPour l’État\nLe Maire\tLa Directrice\n\tAl GRIS"

    signature = parse(f"Article 1 : But\n\nFait à Pau, le\n\n{block}").text.signature

    assert [signatory.name for signatory in signature] == ["", "Al GRIS"]


def replaced(pattern: str, by: str) -> str:
    return re.sub(pattern, by, SPECIMEN)


def wrapped(width: int, hanging: str) -> str:
    lines = []
    for line in SPECIMEN.split("\n"):
        is_item = line.startswith("- ")
        cut = textwrap.wrap(line, width, subsequent_indent=hanging if is_item else "", break_on_hyphens=False)
        lines += [line] if "\t" in line else cut or [""]
    return "\n".join(lines)


VARIANTS = {
    "Windows line ends": SPECIMEN.replace("\n", "\r\n"),
    "old Mac line ends": SPECIMEN.replace("\n", "\r"),
    "byte order mark": "\ufeff" + SPECIMEN,
    "decomposed accents": unicodedata.normalize("NFD", SPECIMEN),
    "round bullets": replaced(r"(?m)^- ", "• "),
    "dash bullets and a tab": replaced(r"(?m)^- ", "–\t"),
    "indented bullets": replaced(r"(?m)^- ", "   - "),
    "abbreviated headings": replaced(r"(?mi)^article ([\d.]+) : ", r"Art. \1 – "),
    "headings with a dot": replaced(r"(?mi)^article ([\d.]+) : ", r"Article \1. "),
    "headings without separator": replaced(r"(?mi)^article ([\d.]+) : ", r"Article \1 "),
    "headings without the word": replaced(r"(?mi)^article ([\d.]+) : ", r"\1. "),
    "headings marked up": replaced(r"(?mi)^(article .*)$", r"## \1"),
    "headings in bold": replaced(r"(?mi)^(article .*)$", r"**\1**"),
    "titles on the next line": replaced(r"(?mi)^(article [\d.]+) : ", "\\1\n\n"),
    "no blank lines": replaced(r"\n\n+", "\n"),
    "many blank lines": SPECIMEN.replace("\n\n", "\n\n\n\n"),
    "wrapped at 70": wrapped(70, "  "),
    "wrapped at 50 without hanging indent": wrapped(50, ""),
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS.keys())
def test_the_same_convention_written_otherwise_gives_the_same_text(variant: str) -> None:
    assert parse(variant).text == parse(SPECIMEN).text


def test_headings_may_be_lower_case_roman_or_ordinal() -> None:
    parsed = parse("Article premier\nBut\n\nUn.\n\narticle II – Règles\n\nDeux.\n\nArticle 3-1 : Suite\n\nTrois.")

    assert [(article.number, article.title) for article in parsed.text.articles] == [
        ("1", "But"),
        ("2", "Règles"),
        ("3.1", "Suite"),
    ]
    assert [found.line for found in parsed.findings if "vérifiez les renvois" in found.message] == [1, 6, 10]


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("", 1, "Le texte est vide."),
        ("\n \n", 1, "Le texte est vide."),
        ("Bonjour à tous.", 1, "Aucun article reconnu"),
        ("Article 1 : But\n\nUn.", 1, "Le titre de la convention n’a pas été trouvé"),
        ("CONVENTION\n\nArticle 1 : But\n\nUn.\n\nArticle 3 : Fin\n\nTrois.", 7, "L’article 3 suit l’article 1."),
        ("CONVENTION\n\nArticle 1 : But\n\nArticle 1 : Fin", 5, "Il y a deux articles 1"),
        ("CONVENTION\n\nArticle 1 : But\n\nArticle 3.1 : Fin", 5, "Le sous-article 3.1 n’est pas dans l’article 3."),
        ("CONVENTION\n\nArticle 2 : But", 3, "Le premier article porte le numéro 2."),
        ("CONVENTION\n\nArticle 1\n\nLa commune paie.", 3, "L’article 1 n’a pas d’intitulé"),
        ("CONVENTION\n\nArticle 1 : But\n\nArticle 6 de la loi du 6 janvier.", 5, "ressemble à un intitulé"),
        ("CONVENTION\n\nArticle 1 : But\n\nArticle 1.1.2 : Trop", 5, "a plus de deux niveaux"),
        ("CONVENTION\n\nArticle 1 : But\n\nposte\tprix", 5, "ressemble à une ligne de tableau"),
        ("CONVENTION\n\nArticle 1 : But\n\nUn.", 5, "La formule « Fait en"),
        ("CONVENTION\n\nArticle 1 : But\n\nUn.", 1, "La place du nom de la commune"),
        ("CONVENTION\n\nArticle 1 : But\n\nFait à Pau, le\n\nPour la commune, Le Maire", 7, "Signatures trouvées : 1"),
        ("CONVENTION\n\nArticle 1 : But\n\nFait à Pau, le\n\nPour la commune\tPour l’État", 7, "La qualité du sign"),
        ("CONVENTION\n\nArticle 1 : But\n\nUn.\n\nPage 2/9\n\nDeux.", 7, "Numéro de page"),
        ("CONVENTION\n\nArticle 1 : But\n\n- \n\nDeux.", 5, "Puce sans texte"),
        ("CONVENTION\n\nArticle 1 : But\n\nla biblio-\nthèque ouvre.", 6, "Mot coupé en fin de ligne"),
        ("Accord de prêt\n\nArticle 1 : But", 1, "Première ligne prise pour titre"),
    ],
)
def test_what_is_not_understood_is_told_in_french_with_its_line(source: str, line: int, message: str) -> None:
    found = {(finding.line, finding.message.replace("\u00a0", " ")) for finding in parse(source).findings}

    assert any(at == line and said.startswith(message) or at == line and message in said for at, said in found), found


def test_a_clean_text_gives_no_finding_but_the_joined_sentence() -> None:
    assert [found.severity for found in parse(SPECIMEN).findings] == ["note"]


def test_nested_lists_keep_their_levels_by_indent_or_by_bullet() -> None:
    by_indent = parse("Article 1 : But\n\n- un\n    - un bis\n    - un ter\n- deux").text.article("1").body
    by_bullet = parse("Article 1 : But\n\n- un :\n• un bis\n• un ter\n- deux").text.article("1").body

    assert by_indent == "- un\n   - un bis\n   - un ter\n- deux"
    assert by_bullet == "- un :\n   - un bis\n   - un ter\n- deux"


def test_numbered_and_lettered_items_keep_their_marks() -> None:
    body = parse("Article 1 : But\n\n1. un\n2. deux\n\nPuis\n\na) trois\nb) quatre").text.article("1").body

    assert body == "1. un\n2. deux\n\nPuis\n\n- a) trois\n- b) quatre"


def test_a_preamble_stands_between_title_and_first_article() -> None:
    text = parse("Convention de prêt\n\nEntre :\n\n- la ville ;\n- le club.\n\nArticle 1 : But\n\nUn.").text

    assert (text.title, text.preamble) == ("Convention de prêt", "Entre :\n\n- la ville ;\n- le club.")


def test_a_text_on_the_line_of_its_number_is_the_body_of_the_article() -> None:
    sentence = "La commune s’engage à tenir son catalogue à jour, à répondre aux lecteurs, à former ses agents et à "
    sentence += "rendre compte chaque année au conseil de ce qu’elle a fait."

    article = parse(f"CONVENTION\n\nArticle 1 : {sentence}").text.article("1")

    assert (article.title, article.body) == ("", sentence)


def test_what_follows_the_signatures_is_set_aside_and_told() -> None:
    parsed = parse(SPECIMEN + "\nANNEXE 1 : la charte\n\nÉcrire lisiblement.\n")

    assert [line.content for line in parsed.set_aside] == ["ANNEXE 1 : la charte", "Écrire lisiblement."]
    assert "joignez-le comme annexe" in parsed.findings[-1].message


# --- nothing is lost -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", [SPECIMEN, *VARIANTS.values()])
def test_no_word_of_the_specimen_is_lost_or_moved(variant: str) -> None:
    assert words_of(parse(variant)) == words(variant.removeprefix("\ufeff"))


def test_no_word_of_the_real_convention_is_lost_or_moved(shared) -> None:
    source = (shared / REAL).read_text(encoding="utf-8")

    assert words_of(parse(source)) == words(source)


def test_the_real_convention_has_its_twenty_two_articles_and_two_signatories(shared) -> None:
    parsed = parse((shared / REAL).read_text(encoding="utf-8"))

    assert len(parsed.text.articles) == 22
    assert [article.number for article in parsed.text.articles if article.level == 1] == list("123456789")
    assert [signatory.capacity for signatory in parsed.text.signature] == ["Le Maire", "Le Président"]
    assert [(found.line, found.severity) for found in parsed.findings] == [(69, "note")]
    assert parsed.text.article("7").body.count("### ") == 6


def test_the_real_convention_wrapped_by_a_mail_reads_the_same(shared) -> None:
    source = (shared / REAL).read_text(encoding="utf-8")
    narrow = "\n".join(
        line if "\t" in line else "\n".join(textwrap.wrap(line, 76, break_on_hyphens=False))
        for line in source.split("\n")
    )

    assert compare(parse(source).text, parse(narrow).text).changes == ()


WORD = st.text("aeéèçœltrsAÉB0179'’-&«»()*,.;:!?…", min_size=1, max_size=8)
PROSE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
NUMBER = st.tuples(st.integers(1, 12), st.sampled_from(["", ".1", ".2", ".3.4"])).map(
    lambda pair: f"{pair[0]}{pair[1]}"
)
HEADING = st.tuples(st.sampled_from(["ARTICLE", "Article", "Art.", "## Article"]), NUMBER, PROSE).map(
    lambda parts: f"{parts[0]} {parts[1]} : {parts[2]}"
)
ITEM = st.tuples(st.sampled_from(["- ", "• ", "–\t", "  - ", "    * ", "1. ", "a) ", "-"]), PROSE).map("".join)
ENDING = st.sampled_from(
    ["Fait en 2 exemplaires, à Pau, le", "Pour la commune, Le Maire,\tPour la ville, Le Président, Jo", "---\t---"]
)
LINE = st.one_of(PROSE, HEADING, ITEM, ENDING, st.just(""), st.just("Page 2/9"), st.just("\f"))
LINES = st.lists(LINE, max_size=30)


@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_no_word_is_lost_whatever_the_lines(lines: list[str], newline: str) -> None:
    source = newline.join(lines)

    assert Counter(words_of(parse(source))) == Counter(words(source))


@given(st.text(max_size=400))
def test_any_text_at_all_is_read_without_failing(source: str) -> None:
    parsed = parse(source)

    assert parsed.findings
    assert parse(source) == parsed
