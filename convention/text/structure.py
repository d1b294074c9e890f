"""What a convention's text is made of, whatever commune signs it: articles, closing formula, signature block."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal[1, 2]


class InvalidText(ValueError):
    """Stored data that does not describe a convention's text."""


@dataclass(frozen=True)
class Article:
    """One numbered article ("4") or sub-article ("4.1"); its body is written in the small markup of `markup`."""

    number: str
    level: Level
    title: str
    body: str = ""

    @property
    def label(self) -> str:
        """How one refers to it: « article 4.1 »."""
        return f"article {self.number}"

    @property
    def anchor(self) -> str:
        """Its address inside a page or a PDF."""
        return "article-" + self.number.replace(".", "-")


@dataclass(frozen=True)
class Signatory:
    """One cell of the signature block: for whom, in what capacity, under what name (R45)."""

    party: str
    capacity: str
    name: str = ""


@dataclass(frozen=True)
class Part:
    """One stretch of the text that can hold variables; `path` is its stable address within the text."""

    path: str
    label: str
    content: str
    article: str = ""
    is_markup: bool = False


@dataclass(frozen=True)
class Text:
    """A whole convention, ready to be stored as JSON, checked, rendered or compared."""

    title: str
    articles: tuple[Article, ...] = ()
    closing: str = ""
    signature: tuple[Signatory, ...] = ()
    preamble: str = ""

    def parts(self) -> Iterator[Part]:
        """Every stretch of text, in reading order."""
        yield Part("title", "le titre", self.title)
        yield Part("preamble", "le préambule", self.preamble, is_markup=True)
        for index, article in enumerate(self.articles):
            path = f"articles.{index}"
            yield Part(f"{path}.title", f"l’intitulé de l’{article.label}", article.title, article.number)
            yield Part(f"{path}.body", f"l’{article.label}", article.body, article.number, is_markup=True)
        yield Part("closing", "la formule finale", self.closing, is_markup=True)
        for index, signatory in enumerate(self.signature):
            path, place = f"signature.{index}", f"la signature n° {index + 1}"
            yield Part(f"{path}.party", f"la partie de {place}", signatory.party)
            yield Part(f"{path}.capacity", f"la qualité de {place}", signatory.capacity)
            yield Part(f"{path}.name", f"le nom de {place}", signatory.name)

    def map(self, change: Callable[[Part], str]) -> Text:
        """The same structure, each part's content being replaced by what `change` makes of it."""
        new = {part.path: change(part) for part in self.parts()}
        articles = tuple(
            dataclasses.replace(article, title=new[f"articles.{i}.title"], body=new[f"articles.{i}.body"])
            for i, article in enumerate(self.articles)
        )
        signature = tuple(
            Signatory(new[f"signature.{i}.party"], new[f"signature.{i}.capacity"], new[f"signature.{i}.name"])
            for i in range(len(self.signature))
        )
        return Text(new["title"], articles, new["closing"], signature, new["preamble"])

    def article(self, number: str) -> Article:
        """The article of that number; KeyError when there is none."""
        for article in self.articles:
            if article.number == number:
                return article
        raise KeyError(number)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for a JSON column; `from_dict` reads it back."""
        data = dataclasses.asdict(self)
        return data | {"articles": list(data["articles"]), "signature": list(data["signature"])}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Text:
        """Read what `as_dict` wrote; raises InvalidText on anything else."""
        try:
            articles = tuple(Article(**article) for article in data["articles"])
            signature = tuple(Signatory(**signatory) for signatory in data["signature"])
            text = cls(data["title"], articles, data["closing"], signature, data["preamble"])
        except (KeyError, TypeError) as error:
            raise InvalidText(f"Ce n’est pas le texte d’une convention : {error}") from error
        if not all(isinstance(part.content, str) for part in text.parts()):
            raise InvalidText("Ce n’est pas le texte d’une convention : chaque partie doit être du texte.")
        if not all(isinstance(article.number, str) and article.level in (1, 2) for article in articles):
            raise InvalidText("Ce n’est pas le texte d’une convention : article sans numéro ou de niveau inconnu.")
        return text
