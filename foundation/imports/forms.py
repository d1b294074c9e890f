"""What a person gives to an import: a file, and which column is what."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from foundation.files.archive import open_zip
from foundation.files.kinds import Kind
from foundation.files.refusals import UnacceptableFile
from foundation.french import typography
from foundation.imports import inspection
from foundation.imports.kinds import ImportKind
from foundation.tabular.columns import Column
from foundation.tabular.reader import TABLES
from foundation.tabular.sheet import Limits, column_letter
from foundation.uploads import DocumentField, KeepsUploads


class UploadForm(KeepsUploads, forms.Form):
    """The table, and the archive of its files when this sort of import takes one."""

    def __init__(self, *args: Any, kind: ImportKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = min(settings.MAX_UPLOAD_BYTES, Limits().max_bytes)
        self.fields["file"] = DocumentField(label="Fichier à importer", kinds=TABLES, max_bytes=limit)
        if rules := kind.attachments:
            self.fields["attachments"] = DocumentField(
                label="Archive des fichiers joints",
                kinds={Kind.ZIP},
                max_bytes=settings.MAX_ARCHIVE_BYTES,
                required=False,
                help_text=rules.help,
            )

    def clean_attachments(self) -> Any:
        """The archive, once every name and size in it is known to be harmless."""
        archive = self.cleaned_data["attachments"]
        if archive:
            try:
                with open_zip(archive):
                    pass
            except UnacceptableFile as refusal:
                raise ValidationError(refusal.message_fr) from refusal
        return archive


class SheetForm(forms.Form):
    """Which sheet, and which of its lines holds the titles; asked only when the guess is wrong."""

    def __init__(self, *args: Any, sheets: list[dict[str, Any]], sheet_index: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = list(enumerate(sheet["name"] for sheet in sheets))
        lines = [(line, _told(line, cells)) for line, cells in sheets[sheet_index]["head"]]
        widget = forms.HiddenInput if len(sheets) == 1 else forms.Select
        self.fields["feuille"] = forms.TypedChoiceField(label="Feuille", coerce=int, choices=names, widget=widget)
        self.fields["titres"] = forms.TypedChoiceField(label="Ligne des titres", coerce=int, choices=lines)


def _told(line: int, cells: list[str]) -> str:
    """A line by its number and what it begins with."""
    first = ", ".join(cell for cell in cells if cell)
    return typography(f"{line} : {first[:60]}{'…' if len(first) > 60 else ''}")


class MappingForm(forms.Form):
    """For each expected field, the column of the file that holds it."""

    def __init__(self, *args: Any, kind: ImportKind, sheet: dict[str, Any], line: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        names = inspection.header_of(sheet, line).names
        width = max(len(cells) for _, cells in sheet["head"])
        titled = [(str(index), _title(sheet, line, index, names)) for index in range(width)]
        filled = [(index, title) for index, title in titled if title]
        for column in kind.columns:
            self.fields[column.field] = _choice(column, filled)

    def clean(self) -> dict[str, Any]:
        """One column of the file is one field."""
        used: dict[str, Column] = {}
        for column in self.kind.columns:
            index = self.cleaned_data.get(column.field)
            if not index:
                continue
            if index in used:
                message = f"La colonne {column_letter(int(index))} sert déjà à « {used[index].label} »."
                self.add_error(column.field, typography(message))
            used[index] = column
        return self.cleaned_data

    @property
    def mapping(self) -> dict[str, int]:
        """Field → column of the file, from 0; what is not read is left out."""
        return {name: int(index) for name, index in self.cleaned_data.items() if index}


def _choice(column: Column, titled: list[tuple[str, str]]) -> forms.ChoiceField:
    empty = "Choisir une colonne…" if column.required else "Ne pas lire"
    return forms.ChoiceField(
        label=column.label,
        help_text=typography(column.help),
        required=column.required,
        choices=[("", empty), *titled],
        error_messages={"required": "Il faut dire quelle colonne contient cette information."},
    )


def _title(sheet: dict[str, Any], line: int, index: int, names: tuple[str, ...]) -> str:
    """A column by its letter, its title and its first values: « B · Commune (Achères, Poissy) »; "" when empty."""
    examples = inspection.samples(sheet, line, index)
    name = names[index] if index < len(names) else ""
    if not name and not examples:
        return ""
    shown = f" ({', '.join(examples)})" if examples else ""
    return f"{column_letter(index)} · {name or 'sans titre'}{shown}"
