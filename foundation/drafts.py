"""Nothing typed is lost (issue: expired session in the middle of a form).

While someone types, the page keeps the form here; when it comes back, it is filled again and says so. When the
session ends before the form is sent, what was sent is held until the same person signs in again.

A view names its form and forgets the draft once the form is accepted:

    key = drafts.key_for(request)
    if form.is_valid():
        form.save()
        drafts.drop(request, key)

and its template writes `{% page_form form draft=draft_key %}`. Passwords, files and proofs are never kept.

Two tabs of one form have one draft. A page opened while there is one begins with what it holds, and may take it over;
of the pages that hold the same, the first one that writes has the draft from then on. The other is told that what is
added to it is not kept (`Elsewhere`); it neither writes over that draft nor forgets it once sent: each page has its own
name, with the version that it began with (`page_name`).

A draft fills a page that is read, never one that answers what was just sent; there, the draft follows what is shown. A
view that answers a POST with an unbound form says itself what it shows (`follow`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core import signing
from django.forms import FileField, Form, PasswordInput
from django.http import HttpRequest, QueryDict

from foundation import clock
from foundation.french import typography
from foundation.models import Draft
from foundation.workflow import Refused

LIMIT = 64 * 1024  # bytes of one draft
MOST = 50  # drafts of one person; the oldest gives way
TOKEN_FIELD = "_draft"  # noqa: S105 - the name of a hidden field
PAGE_FIELD = "_draft_page"  # of a hidden field too
HELD = "held_draft"  # the session’s name for what an expired session sent
_SALT = "foundation.drafts"
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")  # what PostgreSQL refuses in a text
_KEY = re.compile(r"/(?!/)[^\\\x00-\x1f\x7f\ud800-\udfff]{0,199}")  # browsers read \ as / and skip tabs
_PAGE = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{0,16})")
_NEVER = re.compile(r"^_|csrfmiddlewaretoken|passw|pwd|mot_?de_?passe", re.IGNORECASE)

Content = dict[str, list[str]]


class Elsewhere(Refused):
    """Another page of the same form has its draft: what is typed in this one is not kept."""

    def __init__(self) -> None:
        told = "Ce formulaire est aussi ouvert dans un autre onglet, dont le brouillon est gardé"
        super().__init__(typography(f"{told} : ce que vous écrivez ici ne le sera qu’une fois envoyé."))


def key_for(request: HttpRequest, suffix: object = "") -> str:
    """The name of the draft of this page’s form; a `suffix` tells two forms of one page apart."""
    return f"{request.path}#{suffix}" if suffix else request.path


def path_of(key: str) -> str:
    """The page where the form of this draft is."""
    return key.partition("#")[0]


def is_key(key: Any) -> bool:
    """Whether it names a form of this site."""
    return isinstance(key, str) and _KEY.fullmatch(key) is not None


def content_of(sent: Mapping[str, Any]) -> Content:
    """What may be kept of a form: texts by field; neither passwords nor proofs. Raises Refused beyond 64 KiB.

    A character that no database keeps (NUL, half of a surrogate pair) is left out: nobody typed it.
    """
    lists = sent.lists() if isinstance(sent, QueryDict) else sent.items()
    content = {
        _keepable(name): [_keepable(value) for value in (values if isinstance(values, list) else [values])]
        for name, values in lists
        if not _NEVER.search(str(name))
    }
    if len(json.dumps(content)) > LIMIT:
        raise Refused("Ce brouillon est trop long pour être gardé (64 Kio au plus).")
    return content


def _keepable(value: Any) -> str:
    return _UNKEEPABLE.sub("", str(value))


def keep(person: Any, key: str, content: Content, *, page: str = "") -> Draft | None:
    """Keep this content under this key, in place of the former one; an empty content forgets it.

    What names no form of this site is not kept. Raises Elsewhere when another page than this one has the draft.
    """
    if not is_key(key):
        return None
    if page and _is_of_another(find(person, key), page):
        raise Elsewhere
    if not content:
        Draft.objects.filter(person=person, key=key).delete()
        return None
    fresh = {"data": content, "saved_at": clock.now(), "page": _own_name(page)[0]}
    draft, is_new = Draft.objects.update_or_create(person=person, key=key, defaults=fresh)
    if is_new:
        oldest = Draft.objects.filter(person=person).order_by("-saved_at", "-pk").values("pk")[MOST:]
        Draft.objects.filter(pk__in=[row["pk"] for row in oldest]).delete()
    return draft


def drop(request: HttpRequest, key: str) -> None:
    """Forget the draft: its form is accepted. That of another page stays, whose form is not."""
    page = _sent_by(request, key)
    if not (page and _is_of_another(find(request.user, key), page)):
        keep(request.user, key, {})


def find(person: Any, key: str) -> Draft | None:
    """This person’s draft of this form."""
    return Draft.objects.filter(person=person, key=key).first() if is_key(key) else None


def of_page(request: HttpRequest, key: str) -> Draft | None:
    """The draft that this page gives back: one page read afresh has one, the answer to what was sent has none."""
    return _kept(request, key) if request.method in ("GET", "HEAD") else None


def _kept(request: HttpRequest, key: str) -> Draft | None:
    """The draft of this form, read once for the page that shows it."""
    read = request.__dict__.setdefault("_drafts", {})
    if key not in read:
        read[key] = find(request.user, key)
    return read[key]


def page_name(request: HttpRequest, key: str) -> str:
    """The name of a page of this form, with the version of the draft that it takes over, if any."""
    draft = _kept(request, key)
    is_taken_over = draft is not None and not _is_of_another(draft, _sent_by(request, key))
    return f"{uuid4().hex}.{_version(draft) if draft and is_taken_over else ''}"


def _sent_by(request: HttpRequest, key: str) -> str:
    """The name of the page of this very form that is sent, or ""."""
    page = request.POST.get(PAGE_FIELD, "")
    return page if page and proven(request)[1] == key else ""


def _own_name(page: str) -> tuple[str, str]:
    """The two halves of the name that a page sends: itself, the version that it took over; ("", "") for no name."""
    match = _PAGE.fullmatch(page)
    return (match[1], match[2]) if match else ("", "")


def _is_of_another(draft: Draft | None, page: str) -> bool:
    """Whether it was written by another page, since this one took it over; one without a name is asked nothing."""
    name, seen = _own_name(page)
    return bool(name) and draft is not None and draft.page != name and _version(draft) != seen


def _version(draft: Draft) -> str:
    written = json.dumps([draft.saved_at.timestamp(), draft.page, draft.data], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def fill(request: HttpRequest, form: Form, key: str) -> Draft | None:
    """Give the draft of this page back to its form; the draft, when something of it is shown."""
    draft = None if form.is_bound else of_page(request, key)
    return draft if draft and restore(form, draft, asked=request.GET) else None


def follow(request: HttpRequest, key: str, shown: Mapping[str, Any]) -> None:
    """Bring the draft kept, if any, up to date with what the page now shows; too long to be kept, it is forgotten.

    That of another page stays as it is.
    """
    page, draft = _sent_by(request, key), _kept(request, key)
    if draft is None or _is_of_another(draft, page):
        return
    try:
        kept = keep(request.user, key, content_of(shown), page=page)
    except Refused:
        kept = keep(request.user, key, {})
    request.__dict__["_drafts"][key] = kept


def restore(form: Form, draft: Draft, asked: QueryDict | None = None) -> bool:
    """Fill a form that is not yet sent with what was typed; whether any of it was given back.

    Each widget reads it as if it had been sent. What the address asks for (`asked`) wins over the draft. A form with a
    version keeps that of the draft: what someone else saved since then is not overwritten unseen.
    """
    is_given_back = False
    sent = QueryDict(mutable=True)
    for name, values in draft.data.items():
        sent.setlist(name, values)
    for name, field in form.fields.items():
        widget, html_name = field.widget, form.add_prefix(name)
        if field.disabled or isinstance(field, FileField) or isinstance(widget, PasswordInput):
            continue
        if asked and _is_asked(form.initial.get(name), asked):
            continue
        if html_name in sent or not widget.value_omitted_from_data(sent, {}, html_name):
            form.initial[name] = widget.value_from_datadict(sent, {}, html_name)
            is_given_back = True
    return is_given_back


def _is_asked(initial: Any, asked: QueryDict) -> bool:
    """Whether what a field begins with comes from the address, whatever the name it has there."""
    values = initial if isinstance(initial, list) else [initial]
    written = {value for _, given in asked.lists() for value in given if value}
    return bool(values) and all(isinstance(value, str) and value in written for value in values)


# --- when the session ended before the form was sent -----------------------------------------------------------------


def token(person: Any, key: str) -> str:
    """The proof, in the form, that this page was given to this person."""
    return signing.dumps([person.pk, key], salt=_SALT)


def hold(request: HttpRequest) -> bool:
    """Hold what an expired session sends until its author signs in; whether there was something to hold.

    Only a form that carries our proof is held, so that nobody can put words into another’s form. Raises Refused when
    it is too long to be kept.
    """
    author, key = proven(request)
    content = content_of(request.POST) if key else {}
    if not content:
        return False
    if request.user.is_authenticated:
        return request.user.pk == author and keep(request.user, key, content) is not None
    request.session[HELD] = {"person": author, "key": key, "content": content}
    return True


def take_back(request: HttpRequest) -> str | None:
    """Turn what was held into a draft of its author, now signed in; the page to go to. Another’s is forgotten.

    It is tried once: what fails to be kept must not come again on each page.
    """
    held = request.session.pop(HELD, None)
    request.session.save()
    if held is None or held["person"] != request.user.pk:
        return None
    return path_of(held["key"]) if keep(request.user, held["key"], held["content"]) else None


def page_of(request: HttpRequest) -> str:
    """The page of the form that is sent, when the form proves it; else empty."""
    return path_of(proven(request)[1])


def proven(request: HttpRequest, lasts: timedelta | None = None) -> tuple[Any, str]:
    """To whom the page that sends this was given, and its key: (None, "") without our proof, or once it is too old."""
    try:
        author, key = signing.loads(request.POST.get(TOKEN_FIELD, ""), salt=_SALT, max_age=lasts)
    except signing.BadSignature:
        return None, ""
    return (author, key) if is_key(key) else (None, "")
