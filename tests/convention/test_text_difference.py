"""Two texts compared: what became of each article, and each word taken out or put in."""

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convention.text.difference import Span, compare, word_spans
from convention.text.parse import parse
from convention.text.structure import Article, Signatory, Text
from convention.text.variables import Variable
from tests.convention.text_specimen import SPECIMEN

RULES = Article("1", 1, "Règles", "Chacun tient ses notices à jour et prévient les autres de ce qu’il change.")
MONEY = Article("2", 1, "Argent", "La commune paie sa ligne ; la Communauté paie le reste, hébergement compris.")
END = Article("3", 1, "Fin", "On peut se quitter par lettre recommandée, moyennant un mois de préavis.")
OLD = Text("Convention", (RULES, MONEY, END), "Fait à Pau")


def renumbered(article: Article, number: str, **changes: str) -> Article:
    return dataclasses.replace(article, number=number, **changes)


def statuses(old: Text, new: Text) -> list[tuple[str, str]]:
    return [(change.label, change.status) for change in compare(old, new).changes]


def test_the_same_text_twice_has_no_change() -> None:
    specimen = parse(SPECIMEN).text

    assert compare(specimen, specimen).changes == ()
    assert "identiques" in compare(specimen, specimen).html()


def test_a_changed_word_is_shown_within_its_sentence() -> None:
    changed = renumbered(END, "3", body=END.body.replace("un mois", "deux mois"))

    change = compare(OLD, dataclasses.replace(OLD, articles=(RULES, MONEY, changed))).changes[0]

    assert (change.label, change.status) == ("Article 3", "Modifié")
    assert change.body[0].spans == (
        Span("same", "On peut se quitter par lettre recommandée, moyennant "),
        Span("removed", "un"),
        Span("added", "deux"),
        Span("same", " mois de préavis."),
    )


def test_an_added_article_renumbers_those_after_it() -> None:
    added = Article("2", 1, "Données", "Un délégué veille sur les fichiers.")
    new = dataclasses.replace(OLD, articles=(RULES, added, renumbered(MONEY, "3"), renumbered(END, "4")))

    assert statuses(OLD, new) == [
        ("Article 2", "Ajouté"),
        ("Article 3", "Inchangé, ancien article 2"),
        ("Article 4", "Inchangé, ancien article 3"),
    ]


def test_a_removed_article_stands_where_it_was() -> None:
    new = dataclasses.replace(OLD, articles=(RULES, renumbered(END, "2")))

    assert statuses(OLD, new) == [("Article 2", "Supprimé"), ("Article 2", "Inchangé, ancien article 3")]
    assert [change.old for change in compare(OLD, new).articles if change.old] == ["1", "2", "3"]


def test_a_moved_and_rewritten_article_is_recognised() -> None:
    moved = renumbered(MONEY, "1", body=MONEY.body.replace("le reste", "tout le reste"))
    new = dataclasses.replace(OLD, articles=(moved, renumbered(RULES, "2"), END))

    assert statuses(OLD, new) == [
        ("Article 1", "Modifié, ancien article 2"),
        ("Article 2", "Inchangé, ancien article 1"),
    ]


def test_another_article_under_the_same_number_is_one_removed_and_one_added() -> None:
    other = Article("3", 1, "Langue", "Ces pages font foi en français.")

    assert sorted(statuses(OLD, dataclasses.replace(OLD, articles=(RULES, MONEY, other)))) == [
        ("Article 3", "Ajouté"),
        ("Article 3", "Supprimé"),
    ]


def test_a_new_title_alone_is_a_change_of_the_article() -> None:
    new = dataclasses.replace(OLD, articles=(renumbered(RULES, "1", title="Règles communes"), MONEY, END))

    change = compare(OLD, new).changes[0]

    assert (change.kind, change.title) == ("changed", (Span("same", "Règles"), Span("added", " communes")))


def test_a_body_written_where_there_was_none_changes_the_article() -> None:
    empty = Text("", (Article("1", 1, "", ""),))
    written = Text("", (Article("1", 1, "", "Du texte."),))

    assert [change.kind for change in compare(empty, written).changes] == ["changed"]


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({"title": "Autre convention"}, "Titre"),
        ({"preamble": "Vu la loi"}, "Préambule"),
        ({"closing": "Fait à Dax"}, "Formule finale"),
        ({"signature": (Signatory("Pour nous", "Le Maire", "Jo"),)}, "Signatures"),
    ],
)
def test_what_is_not_an_article_is_compared_too(change: dict[str, object], label: str) -> None:
    assert [changed.label for changed in compare(OLD, dataclasses.replace(OLD, **change)).changes] == [label]  # type: ignore[arg-type]


def test_items_added_and_removed_are_whole_lines() -> None:
    old = Text("", (Article("1", 1, "But", "Buts :\n\n- lire le soir\n- écrire des lettres\n- compter"),))
    new = Text("", (Article("1", 1, "But", "Buts :\n\n- lire le soir\n- compter\n- chanter en chœur"),))

    body = compare(old, new).changes[0].body

    assert [(block.kind, block.block.content) for block in body] == [
        ("same", "Buts :"),
        ("same", "lire le soir"),
        ("removed", "écrire des lettres"),
        ("same", "compter"),
        ("added", "chanter en chœur"),
    ]


def test_a_scrap_between_two_changes_goes_with_them() -> None:
    assert word_spans("payé par la ville", "réglé pour la commune") == (
        Span("removed", "payé par la ville"),
        Span("added", "réglé pour la commune"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Produire des rapports écrits sur les études réalisées ;", "rendre compte par écrit des études qu’il mène ;"),
        ("Apporter un soutien aux utilisateurs ;", "de l’aide apportée aux utilisateurs ;"),
        ("La commune verse 100 euros par an.", "La commune paie chaque année la somme de 120 euros."),
    ],
)
def test_a_paragraph_rewritten_is_still_the_same_one(before: str, after: str) -> None:
    old, new = (Text("", (Article("1", 1, "But", f"Avant\n\n{body}\n\nAprès"),)) for body in (before, after))

    assert [block.kind for block in compare(old, new).changes[0].body] == ["same", "changed", "same"]


def test_a_paragraph_that_says_something_else_is_another_one() -> None:
    before = "Les bibliothèques de la commune paient leur ligne sur le budget de la commune."
    after = "Le comité de la lecture se réunit tous les deux mois dans la salle de la mairie."
    old, new = (Text("", (Article("1", 1, "But", f"Avant\n\n{body}\n\nAprès"),)) for body in (before, after))

    assert [block.kind for block in compare(old, new).changes[0].body] == ["same", "removed", "added", "same"]


def test_a_variable_changes_whole_and_is_said_in_words() -> None:
    place = Variable("lieu", "Lieu du dépôt", "place", "asked")
    other = Variable("lieu_bis", "Lieu de signature", "place", "asked")
    old, new = (Text("", (Article("1", 1, "But", f"Fait {{{{ {name} }}}}."),)) for name in ("a_lieu", "a_lieu_bis"))

    shown = compare(old, new, show=[place, other]).changes[0].body_html()

    assert shown.count("<mark") == 2
    assert ">au lieu du dépôt</mark>" in shown
    assert ">au lieu de signature</mark>" in shown
    assert "{{" not in shown


def test_html_says_changes_in_words_and_tags_never_by_colour_alone() -> None:
    changed = renumbered(END, "3", body=END.body.replace("un mois", "deux mois") + "\n\nFin & <fin>.")

    shown = compare(OLD, dataclasses.replace(OLD, articles=(RULES, MONEY, changed))).html(heading_level=4)

    assert "<h4>Article 3 – Fin</h4>" in shown
    assert ">Modifié</p>" in shown
    assert (
        '<del><span class="visually-hidden">[supprimé\u00a0: </span>un<span class="visually-hidden">] </span></del>'
        in shown
    )
    assert '<ins><span class="visually-hidden">[ajouté\u00a0: </span>deux<' in shown
    assert "Fin &amp; &lt;fin&gt;." in shown


def test_html_lists_are_closed_and_numbers_written() -> None:
    old = Text("", (Article("1", 1, "But", "Intro\n\n- un"),))
    new = Text("", (Article("1", 1, "But", "Intro\n\n- un\n  - deux\n\nSuite\n\n3. trois"),))

    shown = compare(old, new).changes[0].body_html()

    assert shown.count("<ul>") == shown.count("</ul>") == 2
    assert '<li class="depth-2"><ins>' in shown
    assert '<li class="depth-1">3. <ins>' in shown


WORDS = st.text("aé .,’-\n", max_size=40)


@given(WORDS, WORDS)
def test_spans_give_both_texts_back(old: str, new: str) -> None:
    spans = word_spans(old, new)

    assert "".join(span.words for span in spans if span.kind != "added") == old
    assert "".join(span.words for span in spans if span.kind != "removed") == new


ARTICLES = st.lists(
    st.tuples(st.sampled_from(["Un", "Deux", "Trois"]), st.sampled_from(["", "a b c", "a b d", "- x\n- y", "x z"])),
    max_size=5,
).map(lambda pairs: tuple(Article(str(i), 1, title, body) for i, (title, body) in enumerate(pairs, 1)))


@given(ARTICLES, ARTICLES)
def test_every_article_of_both_texts_is_accounted_for_once(old: tuple[Article, ...], new: tuple[Article, ...]) -> None:
    changes = compare(Text("T", old), Text("T", new)).articles

    assert sorted(change.old for change in changes if change.old) == [article.number for article in old]
    assert [change.new for change in changes if change.new] == [article.number for article in new]


def test_the_real_convention_against_itself_without_an_article(shared) -> None:
    old = parse((shared / "convention/convention-sigb.txt").read_text(encoding="utf-8")).text
    new = dataclasses.replace(old, articles=tuple(article for article in old.articles if article.number != "4.3"))

    difference = compare(old, new)

    assert [(change.label, change.kind) for change in difference.changes] == [("Article 4.3", "removed")]
    assert len(re.findall("<section", difference.html())) == 1
