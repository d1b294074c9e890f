"""Files in forms: checked by their content, and kept while their author corrects the rest of the form.

A browser cannot give a file back: a form that was refused for another field would ask for it again. So:

    class ScanForm(KeepsUploads, forms.Form):
        scan = DocumentField(label="convention signée", kinds={Kind.PDF})

    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        documents.keep(form.cleaned_data["scan"], name=form.cleaned_data["scan"].name, about=…, by=request.user)
    else:
        form.keep_uploads(by=request.user)  # what was good is there when the page comes back
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files import File

from foundation import documents
from foundation.documents import KeptUpload
from foundation.files.kinds import Kind
from foundation.files.refusals import UnacceptableFile, megabytes
from foundation.files.uploads import check_upload
from foundation.french import enumerate_fr, typography
from foundation.models import StoredDocument
from foundation.workflow import Refused

SALT = "foundation.uploads"
KEPT_FOR = 6 * 24 * 3600  # seconds; `foundation.retention` forgets the file a day later

GONE = "Le fichier que vous aviez déposé n’est plus disponible. Choisissez-le de nouveau."


class DocumentInput(forms.FileInput):
    """A file to choose, and the name of the one already received."""

    template_name = "foundation/document_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        self.kept: StoredDocument | None = None
        super().__init__(attrs)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The file sent, else the proof of the one kept."""
        return super().value_from_datadict(data, files, name) or data.get(f"{name}-kept") or None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return super().value_omitted_from_data(data, files, name) and f"{name}-kept" not in data

    def use_required_attribute(self, initial: Any) -> bool:
        """A file that was kept need not be chosen again."""
        return super().use_required_attribute(initial) and self.kept is None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.kept is not None:
            proof = signing.dumps(str(self.kept.key), salt=SALT)
            context["widget"]["kept"] = {"name": self.kept.name, "field": f"{name}-kept", "proof": proof}
        return context


class DocumentField(forms.FileField):
    """An upload of one of these kinds, up to a size in bytes; its cleaned value is what `documents.keep` takes."""

    widget = DocumentInput

    def __init__(self, *, kinds: Iterable[Kind], max_bytes: int | None = None, **kwargs: Any) -> None:
        self.kinds = frozenset(kinds)
        self.max_bytes = max_bytes or settings.MAX_UPLOAD_BYTES
        kwargs.setdefault("help_text", self._expected())
        super().__init__(allow_empty_file=True, **kwargs)  # `check_upload` says it better
        self.error_messages["required"] = "Choisissez un fichier."

    def _expected(self) -> str:
        expected = enumerate_fr([kind.label for kind in Kind if kind in self.kinds], last="ou")
        return f"{expected[0].upper()}{expected[1:]}, {megabytes(self.max_bytes)} au plus."

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        accepted = ",".join(extension for kind in Kind if kind in self.kinds for extension in kind.extensions)
        return {"accept": accepted, "data-max-bytes": str(self.max_bytes)}

    def clean(self, data: Any, initial: Any = None) -> File | None:
        file = super().clean(_received(data) if isinstance(data, str) else data, initial)
        if file:
            try:
                check_upload(file, accepted=self.kinds, max_bytes=self.max_bytes)
            except UnacceptableFile as refusal:
                raise ValidationError(refusal.message_fr, code="unacceptable") from refusal
        return file


class DocumentsInput(DocumentInput):
    """Several files to choose at once, and the names of those already received."""

    template_name = "foundation/documents_input.html"
    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.all_kept: list[StoredDocument] = []

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The files sent, and the proofs of those kept."""
        proofs = data.getlist(f"{name}-kept") if hasattr(data, "getlist") else []
        sent = files.getlist(name) if hasattr(files, "getlist") else []
        return [*proofs, *sent] or None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"]["all_kept"] = [
            {"name": one.name, "field": f"{name}-kept", "proof": signing.dumps(str(one.key), salt=SALT)}
            for one in self.all_kept
        ]
        return context


class DocumentsField(DocumentField):
    """Several uploads, each as in `DocumentField`; its cleaned value is a list, and each refusal names its file."""

    widget = DocumentsInput

    def __init__(self, *, most: int = 10, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)
        self.good: list[File] = []

    def _expected(self) -> str:
        return f"{super()._expected().removesuffix('.')} chacun, {self.most} fichiers en tout."

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Every file that is good, in the order given; the good ones are kept even when another is refused."""
        self.good, refusals = [], []
        given = data or []
        if len(given) > self.most:
            told = f"{len(given)} fichiers : joignez-en {self.most} au plus, ou réunissez-les dans une archive ZIP."
            raise ValidationError(typography(told), code="too_many")
        for one in given:
            try:
                self.good.append(cast(File, super().clean(one, initial)))
            except ValidationError as refusal:
                name = getattr(one, "name", "")
                refusals += [f"« {name} » : {told}" if name else told for told in refusal.messages]
        if refusals:
            raise ValidationError(refusals, code="unacceptable")
        if self.required and not self.good:
            raise ValidationError(self.error_messages["required"], code="required")
        return self.good


class KeepsUploads:
    """For a form with files: what was received and is good waits for the rest."""

    def keep_uploads(self, *, by: Any) -> None:
        """Keep the good files of a refused form, so that its page can name them instead of asking again."""
        for name, field in self.fields.items():  # type: ignore[attr-defined]  # a mixin of forms
            if isinstance(field, DocumentsField):
                kept = [one.document if isinstance(one, KeptUpload) else _waiting(one, by) for one in field.good]
                field.widget.all_kept = kept
                continue
            file = self.cleaned_data.get(name)  # type: ignore[attr-defined]  # a mixin of forms
            if isinstance(field, DocumentField) and file:
                field.widget.kept = file.document if isinstance(file, KeptUpload) else _waiting(file, by)


def _waiting(file: File, by: Any) -> StoredDocument:
    return documents.keep(file, name=file.name or "", by=by, origin=StoredDocument.Origin.WAITING)


def _received(proof: str) -> KeptUpload:
    """The file that this proof stands for; it was given only to whoever sent the file."""
    try:
        key = signing.loads(proof, salt=SALT, max_age=KEPT_FOR)
        return KeptUpload(StoredDocument.objects.get(key=key, origin=StoredDocument.Origin.WAITING))
    except (signing.BadSignature, StoredDocument.DoesNotExist, Refused) as gone:
        raise ValidationError(GONE, code="gone") from gone
