"""A name as lists sort it and searches find it, kept beside the name itself."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db import models

from foundation.french import ABBREVIATED, SPELLED_OUT, fold


def containing(words: str, *fields: str) -> models.Q:
    """Each word of a text, folded, somewhere in one of these folded fields; no word, no condition.

    The rule of `french.holds_words`, for the database: « st » finds « saint », and « saint » finds « st ».
    """
    found = models.Q()
    for word in fold(words).split():
        found &= reduce(or_, (_holding(word, name) for name in fields))
    return found


def _holding(word: str, name: str) -> models.Q:
    found = models.Q(**{f"{name}__contains": word})
    if full := SPELLED_OUT.get(word):
        found |= models.Q(**{f"{name}__contains": full})
    if short := ABBREVIATED.get(word):
        ends = {"": short, "__startswith": f"{short} ", "__contains": f" {short} ", "__endswith": f" {short}"}
        found |= reduce(or_, (models.Q(**{f"{name}{lookup}": text}) for lookup, text in ends.items()))
    return found


class FoldedField(models.CharField):
    """The folded form of other fields of the row (« Épône » is « epone »), computed again whenever the row is saved.

    Neither database compares French names without accents in the same way; both sort and search this text alike.
    `queryset.update()` of a name leaves it behind: names are changed by saving.
    """

    def __init__(self, *args: Any, of: tuple[str, ...] = (), key: Callable[[str], str] = fold, **kwargs: Any) -> None:
        self.of, self.key = of, key
        super().__init__(*args, **{"editable": False, "blank": True, "default": "", "db_index": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """What a migration must know, the fields it comes from included."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "key": self.key}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The folded text of now, also put on the instance."""
        text = " ".join(str(getattr(model_instance, name)) for name in self.of).strip()
        folded = (self.key(text) if text else "")[: self.max_length]
        setattr(model_instance, self.attname, folded)
        return folded
