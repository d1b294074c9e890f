"""What the pages of a model text show: its parts as HTML, what can be done with each, its variables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from convention import model_texts
from convention.model_texts import Edition
from convention.models import ModelVersion
from convention.text import markup
from convention.text.checks import Problem
from convention.text.editing import is_numbered_in_order, may_move
from convention.text.markup import NO_EXAMPLES
from convention.text.variables import Variable, places_of
from foundation.french import enumerate_fr, long_date, typography
from foundation.models import StoredDocument
from foundation.parts import Button

_ANCHORS = {
    "title": "texte-titre", "preamble": "texte-preambule", "closing": "texte-formule", "signature": "texte-signatures",
}  # fmt: skip
KINDS = {"text": "texte", "place": "lieu", "date": "date", "person": "personne"}


@dataclass(frozen=True)
class Remark:
    """One thing to correct or to verify in a text: where it stands, what is said of it, the words around."""

    place: str
    anchor: str
    message: str
    excerpt: SafeString


@dataclass(frozen=True)
class Section:
    """One article, or one formula, as the page shows it; `problems` are what prevents saving it."""

    anchor: str
    label: str
    title: SafeString
    body: SafeString
    level: int = 1
    index: int = -1
    buttons: list[Button] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)

    @property
    def tag(self) -> str:
        """The heading of its rank."""
        return "h4" if self.level == 2 else "h3"


# --- the text --------------------------------------------------------------------------------------------------------


def articles(
    edition: Edition,
    problems: Iterable[Problem] = (),
    *,
    are_headings: bool = True,
    examples: Mapping[str, str] = NO_EXAMPLES,
) -> list[Section]:
    """Each article in order, its variables marked; on a page where their titles are headings, or not."""
    wrong = list(problems)
    return [
        Section(
            anchor=f"texte-{index}",
            label=f"Article {article.number}",
            title=markup.line_html(article.title, edition.variables, examples),
            body=markup.html(
                article.body,
                heading_level=article.level + 3 if are_headings else 3,
                show=edition.variables,
                examples=examples,
            ),
            level=article.level,
            index=index,
            problems=remarks(edition, (one for one in wrong if one.path.startswith(f"articles.{index}."))),
        )
        for index, article in enumerate(edition.text.articles)
    ]


def frame(
    edition: Edition, problems: Iterable[Problem] = (), *, examples: Mapping[str, str] = NO_EXAMPLES
) -> dict[str, Any]:
    """What stands around the articles: title, preamble, closing formula, signatures."""
    wrong, text, variables = list(problems), edition.text, edition.variables

    def of(path: str) -> list[Remark]:
        return remarks(edition, (problem for problem in wrong if problem.path.startswith(path)))

    return {
        "title": markup.line_html(text.title, variables, examples),
        "title_problems": of("title"),
        "preamble": markup.html(text.preamble, heading_level=4, show=variables, examples=examples),
        "preamble_problems": of("preamble"),
        "closing": markup.html(text.closing, heading_level=4, show=variables, examples=examples),
        "closing_problems": of("closing"),
        "signature_problems": of("signature"),
        "signature": [
            [markup.line_html(words, variables, examples) for words in (one.party, one.capacity, one.name)]
            for one in text.signature
        ],
    }


def remarks(edition: Edition, problems: Iterable[Problem]) -> list[Remark]:
    """What is said of this text, as a list that leads to each place."""
    return [
        Remark(
            place=problem.place,
            anchor=_anchor(problem.path),
            message=problem.message,
            excerpt=markup.line_html(problem.excerpt, edition.variables),
        )
        for problem in problems
    ]


def _anchor(path: str) -> str:
    """Where the page of a version shows a part of its text."""
    name, _, rest = path.partition(".")
    if name == "articles":
        return f"texte-{rest.partition('.')[0]}" if rest else "texte-titre"
    return _ANCHORS.get(name, name)


def contents(sections: list[Section]) -> list[dict[str, Any]]:
    """The table of contents: articles, each with its sub-articles."""
    entries: list[dict[str, Any]] = []
    for section in sections:
        if section.level == 1 or not entries:
            entries.append({"section": section, "children": []})
        else:
            entries[-1]["children"].append(section)
    return entries


# --- variables -------------------------------------------------------------------------------------------------------


def variables(edition: Edition) -> list[dict[str, Any]]:
    """Each variable in the words of the page: who knows it, what it is worth, where it stands."""
    places = places_of(edition.text, edition.variables)
    return [
        {
            "variable": variable,
            "kind": KINDS[variable.kind],
            "origin": model_texts.ORIGINS[variable.source],
            "value": _shown_value(variable),
            "places": enumerate_fr(places[variable.name]),
            "place_count": len(places[variable.name]),
        }
        for variable in edition.variables
    ]


def forms_of(edition: Edition) -> list[tuple[str, str]]:
    """How each variable may be written in the text, with what it prints: for whoever writes."""
    found = []
    for variable in edition.variables:
        found.append((_call(variable.name), variable.label))
        if variable.kind == "place":
            told = f"{variable.label}, précédé de"
            found.append((_call(f"de_{variable.name}"), typography(f"{told} « de », « d’ », « du » ou « des »")))
            found.append((_call(f"a_{variable.name}"), typography(f"{told} « à », « au » ou « aux »")))
    return found


def _call(name: str) -> str:
    """A variable as the text calls it."""
    return f"{{{{ {name} }}}}"


def _shown_value(variable: Variable) -> str:
    is_day = variable.kind == "date" and variable.default
    return long_date(date.fromisoformat(variable.default)) if is_day else variable.default


# --- what can be done ------------------------------------------------------------------------------------------------


def buttons(version: ModelVersion, conventions: int) -> list[Button]:
    """What can be done with a version; what cannot, with the reason."""

    def to(name: str) -> str:
        return reverse(f"convention:{name}", args=[version.pk])

    compare = Button("Comparer avec…", f"{reverse('convention:compare_versions')}?apres={version.pk}", icon="columns-2")
    if why := model_texts.why_unchangeable(conventions):
        new = Button("Nouvelle version à partir de celle-ci", to("new_version"), primary=True, icon="copy")
        return [new, compare, Button("Modifier", refusal=why)]
    return [
        Button("Titre, préambule, formule finale", to("edit_frame"), icon="pencil"),
        Button("Signatures", to("edit_signatures"), icon="signature"),
        Button("Variables", to("edit_variables"), icon="list-checks"),
        compare,
        Button("Nouvelle version à partir de celle-ci", to("new_version"), icon="copy"),
        Button("Supprimer", to("delete_version"), icon="trash-2", danger=True),
    ]


def article_buttons(version: ModelVersion, edition: Edition, index: int) -> list[Button]:
    """What can be done with one article of a version nobody uses."""

    def to(name: str) -> str:
        return reverse(f"convention:{name}", args=[version.pk, index])

    after = reverse("convention:add_article", args=[version.pk, index + 1])
    found = [Button("Ajouter un article après", after, icon="plus")]
    for label, sense, is_up, icon in (("Monter", "haut", True, "arrow-up"), ("Descendre", "bas", False, "arrow-down")):
        if may_move(edition.text, index, up=is_up):
            found.append(Button(label, f"{to('move_article')}?sens={sense}", method="post", icon=icon))
    return [*found, Button("Supprimer", to("remove_article"), danger=True, icon="trash-2")]


def facts(version: ModelVersion, conventions: int) -> list[tuple[str, Any]]:
    """What is known of a version, beside its text."""
    rows: list[tuple[str, Any]] = [
        ("Créée le", long_date(version.created_on)),
        ("Par", version.created_by or "le logiciel"),
        ("Ce qui change", version.note or "non renseigné"),
        ("Conventions", model_texts.why_unchangeable(conventions) or "aucune n’en est faite"),
    ]
    for source in StoredDocument.objects.about(version):
        link = format_html('<a href="{}">{}</a>', source.get_absolute_url(), source)
        rows.append(("Texte d’origine", link))
    return rows


def needs_renumbering(edition: Edition) -> bool:
    """Whether the articles do not follow each other."""
    return not is_numbered_in_order(edition.text)
