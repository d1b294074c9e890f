"""The charter and the guides, as one reads them: the list, a paper, its former versions, and who has read it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation import clock, prose, reading
from foundation.french import long_date, typography
from foundation.keys import is_key
from foundation.lists import list_page
from foundation.models import Paper, PaperVersion
from foundation.parts import Button
from foundation.workflow import Refused
from network.views.pages import insist
from training import papers
from training.filters import LibraryReadingFilter, ReaderFilter
from training.paper_mails import asked
from training.people import at_work
from training.rules import may_follow_readings, may_manage_training
from training.tables import LibraryReadingTable, ReaderTable
from training.views.pages import tabs


def visible(request: HttpRequest, pk: int) -> Paper:
    """The paper, for whoever may read it; absent for anyone else."""
    return get_object_or_404(papers.visible_to(request.user), pk=pk)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What one has to read first, then what one has read; for who keeps them, those in preparation and withdrawn."""
    on, found = clock.today(), list(papers.visible_to(request.user))
    readings = reading.readings(request.user, found, on)
    is_asked = at_work(on).filter(person=request.user.pk).exists()
    left = [one for one in readings if is_asked and one.due_on]
    can_manage = may_manage_training(request.user)
    new = Button("Nouveau document", reverse("training:new_paper"), primary=True, icon="plus")
    context = {
        "to_read": [(one, asked(one.version), one.is_late(on)) for one in left],
        "read": [one for one in readings if one not in left],
        "followed": _progress(request.user, readings) if may_follow_readings(request.user) else [],
        "drafts": PaperVersion.objects.visible_to(request.user).filter(state="DRAFT", paper__in=found),
        "empty": [one for one in found if not one.versions.exists()] if can_manage else [],
        "withdrawn": [one for one in found if one.withdrawn_on],
        "buttons": [new] if can_manage else [],
        "tabs": tabs(request.user),
    }
    return render(request, "training/papers.html", context)


def _progress(person: Any, readings: list[reading.Reading]) -> list[tuple[Paper, int, int]]:
    """How many of those whom one follows have read the newest version of each paper, and of how many."""
    counts, total = papers.progress(person, [one.version for one in readings], clock.today())
    return [(one.paper, counts.get(one.version.pk, 0), total) for one in readings]


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest version, and the button that says that one has read it."""
    found = visible(request, pk)
    newest = PaperVersion.objects.visible_to(request.user).published().filter(paper=found).first()
    return _page(request, found, newest)


@require_safe
def paper_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A version as it was published: what people read then."""
    found = visible(request, pk)
    versions = PaperVersion.objects.visible_to(request.user).published().filter(paper=found)
    return _page(request, found, get_object_or_404(versions, number=number))


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one has read the version that the page showed; when there is a newer one, the page shows it."""
    found, number = visible(request, pk), request.POST.get("version", "")
    versions = PaperVersion.objects.visible_to(request.user).filter(paper=found)
    version = versions.filter(number=number).first() if is_key(number) else None
    try:
        if version is None:
            raise Refused(reading.OVERTAKEN)
        reading.acknowledge(version, request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(found)
    what = "vous avez lu et accepté" if found.asks_acceptance else "vous avez lu"
    messages.success(request, typography(f"C’est noté : {what} « {found} »."))
    return redirect(found)


# --- who has read ----------------------------------------------------------------------------------------------------


@require_safe
def paper_readers(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who has not read the newest version yet, or has: one’s team, or everyone for who keeps the papers."""
    found, version = _followed(request, pk)
    if version is None:
        return redirect(found)
    return list_page(
        request,
        name="paper_readers",
        title=_question(found),
        noun="personne",
        queryset=papers.people_followed(request.user, version, clock.today()),
        filterset_class=ReaderFilter,
        table_class=ReaderTable,
        template="training/paper_list.html",
        paper=found,
        version=version,
        tabs=_list_tabs(found),
        empty="Tout le monde l’a lu.",
    )


@require_safe
def paper_libraries(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same, library by library: how many have read it, how many have not."""
    found, version = _followed(request, pk)
    if version is None:
        return redirect(found)
    return list_page(
        request,
        name="paper_libraries",
        title=_question(found),
        noun="bibliothèque",
        queryset=papers.libraries_followed(request.user, version, clock.today()).order_by("sort_name", "pk"),
        filterset_class=LibraryReadingFilter,
        table_class=LibraryReadingTable,
        template="training/paper_list.html",
        paper=found,
        version=version,
        tabs=_list_tabs(found),
        empty="Aucune bibliothèque pour l’instant.",
    )


def _followed(request: HttpRequest, pk: int) -> tuple[Paper, PaperVersion | None]:
    """The paper and its newest version, for who follows its readings; None, told, while nothing is published."""
    found = visible(request, pk)
    insist(may_follow_readings(request.user), "suivre les lectures")
    newest = PaperVersion.objects.visible_to(request.user).published().filter(paper=found).first()
    if newest is None:
        messages.info(request, "Rien n’est encore publié : il n’y a rien à lire.")
    return found, newest


def _question(found: Paper) -> str:
    return typography(f"« {found} » : qui ne l’a pas encore lu")


def _list_tabs(found: Paper) -> list[tuple[str, str]]:
    names = [("Par personne", "paper_readers"), ("Par bibliothèque", "paper_libraries")]
    return [(label, reverse(f"training:{name}", args=[found.pk])) for label, name in names]


# --- one page --------------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, found: Paper, version: PaperVersion | None) -> HttpResponse:
    on, person = clock.today(), request.user
    mine = next(iter(reading.readings(person, [found], on)), None)
    is_newest = bool(mine and version and mine.version.pk == version.pk)
    is_asked, is_late = at_work(on).filter(person=person.pk).exists(), bool(mine and mine.is_late(on))
    context = {
        "paper": found,
        "version": version,
        "prose": prose.read(version.text) if version and version.text else None,
        "newest": mine.version if mine and version and not is_newest else None,
        "mine": mine if is_newest else None,
        "asks": bool(is_newest and mine and is_asked and not mine.done_at),
        "is_late": is_late,
        "tone": "warn" if is_late else "info",
        "draft": reading.draft_of(found) if may_manage_training(person) else None,
        "facts": _facts(version) if version else [],
        "versions": PaperVersion.objects.visible_to(person).published().filter(paper=found),
        "buttons": _buttons(found, version, person),
    }
    return render(request, "training/paper.html", context)


def _facts(version: PaperVersion) -> list[tuple[str, str]]:
    published, counts = version.published_on, version.required_on
    rows = [("Version", str(version.number))]
    if published and counts:
        rows += [("Publiée le", long_date(published)), ("Compte à partir du", long_date(counts))]
    return rows + ([("Ce qui change", version.note)] if version.note else [])


def _buttons(found: Paper, version: PaperVersion | None, person: Any) -> list[Button]:
    follow = Button("Qui ne l’a pas lu", reverse("training:paper_readers", args=[found.pk]), icon="list-checks")
    followed = [follow] if version and may_follow_readings(person) else []
    if not may_manage_training(person):
        return followed
    has_draft = reading.draft_of(found) is not None
    label = "Reprendre le brouillon" if has_draft else "Nouvelle version" if version else "Écrire le texte"
    address = reverse("training:paper_draft" if has_draft else "training:edit_draft", args=[found.pk])
    return [
        Button(label, address, icon="pencil", primary=not version),
        *followed,
        Button("Modifier le titre", reverse("training:edit_paper", args=[found.pk]), icon="settings"),
        _withdraw_button(found),
        Button("Historique", reverse("foundation:life", args=["foundation", "paper", found.pk]), icon="history"),
    ]


def _withdraw_button(found: Paper) -> Button:
    label = "Demander de nouveau" if found.withdrawn_on else "Retirer"
    address = reverse("training:withdraw_paper", args=[found.pk])
    return Button(label, address, method="post", icon="archive", refusal=papers.refusal_to_withdraw(found))
