"""Conventions made from a model for one commune or many: first said, then done, each commune on its own (R01)."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse

from convention import path, rules
from convention.document import Printed, keep_pdf, print_convention
from convention.end_dates import end_of
from convention.models import Convention, ModelVersion
from convention.states import State
from convention.text.render import Incomplete
from convention.values import fingerprint
from foundation import clock, jobs, numbers, pdf
from foundation.french import commune_of, count, enumerate_fr, long_date
from foundation.models import Job, JobLine
from foundation.workflow import Refused
from network.models import Commune

GENERATE = "convention.generate"
PRINT = "convention.print"
NUMBER = "CONV"


# --- what would be done ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wish:
    """The same for every commune: from which text, from which day, with which values typed."""

    version: ModelVersion
    starts_on: date
    given_values: Mapping[str, str]

    def draft_for(self, commune: Commune) -> Convention:
        """The convention that a commune would get, not saved."""
        return beginning(self.starts_on, commune=commune, version=self.version, given_values=dict(self.given_values))


def beginning(starts_on: date, **facts: Any) -> Convention:
    """A convention that would take effect that day, not saved."""
    draft = Convention(**facts)
    draft.set_start(starts_on)
    return draft


@dataclass(frozen=True)
class Planned:
    """What would become of one commune: a new convention, or why not."""

    commune: Commune
    existing: Convention | None = None  # one to complete, of a follow-up, is told apart, with how to go on
    missing: tuple[str, ...] = ()
    days_uncovered: int = 0  # between the last day of what the commune had and the first of this one
    last_day: date | None = None  # of the new one
    last_day_reason: str = ""

    @property
    def is_paper(self) -> bool:
        """Whether a paper convention to complete is in the way."""
        return self.existing is not None and rules.is_paper_draft(self.existing)

    @property
    def paper_over(self) -> str:
        """That this one is over by its dates, in words."""
        return rules.paper_over(self.existing) if self.is_paper else ""

    @property
    def is_new(self) -> bool:
        return self.existing is None and not self.missing


def plan(wish: Wish, communes: Iterable[Commune]) -> list[Planned]:
    """What each commune would get, in order. Those that have a convention on one of its days keep it."""
    communes = list(communes)
    existing = {one.commune_id: one for one in in_the_way(wish, communes).order_by("starts_on")}
    covered = last_days(wish, communes)
    planned = []
    for commune in communes:
        if commune.pk in existing:
            planned.append(Planned(commune, existing[commune.pk]))
            continue
        draft = wish.draft_for(commune)
        gap = (wish.starts_on - covered[commune.pk]).days - 1 if commune.pk in covered else 0
        end = end_of(draft)
        why = enumerate_fr([one.label for one in end.bites])
        planned.append(Planned(commune, None, tuple(draft.missing_values()), gap, end.date, why))
    return planned


def by_last_day(planned: Iterable[Planned]) -> list[tuple[date, str, list[Commune]]]:
    """The new ones by the last day that they would have, and what it comes from; the earliest first (R40, art. 6)."""
    found: dict[tuple[date, str], list[Commune]] = {}
    for one in planned:
        if one.is_new and one.last_day:
            found.setdefault((one.last_day, one.last_day_reason), []).append(one.commune)
    return [(day, why, communes) for (day, why), communes in sorted(found.items(), key=lambda group: group[0])]


def last_days(wish: Wish, communes: Iterable[Commune]) -> dict[int, date]:
    """The last day covered by what these communes have, where it comes before the new one and is not past."""
    standing = Convention.objects.filter(commune__in=communes, state=State.NOTIFIED).with_end()
    ending = standing.filter(ends_on__gte=clock.today(), ends_on__lt=wish.starts_on)
    return dict(ending.order_by("ends_on").values_list("commune", "ends_on"))


def in_the_way(wish: Wish, communes: Iterable[Commune]) -> Any:
    """The conventions of these communes, drafts included, that run on a day of those to be made; not the discarded."""
    last = beginning(wish.starts_on).end_without_termination() or wish.starts_on
    standing = Convention.objects.filter(commune__in=communes).not_discarded()
    return standing.running_between(wish.starts_on, last)


def digest(wish: Wish, communes: Iterable[Commune]) -> str:
    """What was read before launching, in a few letters: another wish or another commune, another digest."""
    text = [wish.version.content, wish.version.variable_list]
    asked = [text, wish.starts_on.isoformat(), dict(wish.given_values), sorted(one.pk for one in communes)]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]


def made_since(wish: Wish, planned: Iterable[Planned], read: Iterable[str], seen: str) -> list[Planned]:
    """Those read as to be made (`read`, by key) that exist by now, when nothing else has changed; else none."""
    planned, keys = list(planned), set(read)
    as_read = [one for one in planned if str(one.commune.pk) in keys]
    beside = [one for one in planned if one.is_new and one not in as_read]
    if beside or any(one.missing for one in as_read) or digest(wish, [one.commune for one in as_read]) != seen:
        return []
    return [one for one in as_read if one.existing]


# --- doing it --------------------------------------------------------------------------------------------------------


def launch(wish: Wish, communes: list[Commune], *, by: Any, once_key: str) -> Job:
    """Ask for one convention per commune; the same `once_key` again is the same job, finished or not."""
    if already := Job.objects.filter(kind=GENERATE, once_key=jobs.once(once_key), created_by=by).first():
        return already
    what = f"Générer {count(len(communes), 'convention')}"
    if len(communes) == 1:
        what = f"Générer la convention de {commune_of(communes[0].name)}"
    return jobs.start(
        GENERATE,
        label=f"{what}, à compter du {long_date(wish.starts_on)}",
        lines=[(commune.pk, commune.name) for commune in communes],
        by=by,
        parameters={
            "version": wish.version.pk,
            "starts_on": wish.starts_on.isoformat(),
            "given_values": dict(wish.given_values),
        },
        once_key=once_key,
    )


def wish_of(job: Job) -> Wish:
    """What the job was asked. Raises Refused when its text is no more."""
    asked = job.parameters
    version = ModelVersion.objects.select_related("model").filter(pk=asked["version"]).first()
    if version is None:
        raise Refused("La version du modèle a été supprimée depuis la demande : générez de nouveau, d’une autre.")
    return Wish(version, date.fromisoformat(asked["starts_on"]), asked["given_values"])


def render_one(job: Job, line: JobLine) -> Printed | None:
    """The slow half: the PDF for one commune; nothing when it already has its convention."""
    wish, commune = wish_of(job), Commune.objects.get(pk=line.target)
    if in_the_way(wish, [commune]).exists():
        return None
    return _printed(wish.draft_for(commune))


def _printed(convention: Convention) -> Printed:
    """The PDF; what the text lacks, or a character that no font of ours has, is the reason of its line."""
    try:
        return print_convention(convention)
    except (Incomplete, pdf.PdfError) as refusal:
        raise Refused(str(refusal)) from refusal


def create_one(job: Job, line: JobLine, printed: Printed | None) -> jobs.LineResult:
    """The quick half: number, convention and frozen PDF together, or nothing."""
    wish = wish_of(job)
    if not rules.may_manage(job.created_by):
        raise PermissionDenied("Votre fonction ne permet plus de générer des conventions.")
    with path.alone_in(int(line.target)):
        commune = Commune.objects.get(pk=line.target)
        if existing := in_the_way(wish, [commune]).first():
            return jobs.LineResult(JobLine.Status.SKIPPED, already_there(existing), existing.get_absolute_url())
        if printed is None:
            raise Refused("La convention qui couvrait cette date vient de disparaître : recommencez.")
        convention = wish.draft_for(commune)
        convention.number = numbers.next_number(NUMBER, clock.today().year)
        convention.created_by = job.created_by
        keep_pdf(convention, printed, by=job.created_by)
    return jobs.LineResult(message=convention.number, url=convention.get_absolute_url())


def already_there(existing: Convention) -> str:
    """Why nothing was made for a commune, in the words of its line: what it has, and what that is."""
    if rules.is_paper_draft(existing):
        return f"Rien de créé : la convention papier {existing.number}, à compléter, couvre déjà cette date."
    if existing.state == State.DRAFT:
        return f"Rien de créé : le brouillon {existing.number} existait déjà."
    return f"Rien de créé : {existing.number} couvre déjà cette date."


def run_of(person: Any, key: str) -> Job | None:
    """The run of this key, when this person may see it."""
    job = job_of(person, key)
    return job if job and job.kind == GENERATE else None


def job_of(person: Any, key: str) -> Job | None:
    """The work of this key, a run or not, when this person may see it."""
    try:
        return Job.objects.visible_to(person).filter(key=uuid.UUID(key)).first()
    except ValueError:
        return None


def numbers_made(job: Job) -> QuerySet:
    """The numbers of the conventions that a run made: those of its lines that are done say them. No other work does."""
    return job.lines.filter(job__kind=GENERATE, status=JobLine.Status.DONE).values("message")


def sum_up(job: Job) -> None:
    """What came of it, and where to go: the one convention, those of this run, or the form for what failed."""
    tally = job.tally()
    parts = [f"{count(tally.done, 'convention')} {'créée' if tally.done < 2 else 'créées'}"]
    if tally.skipped:
        parts.append(f"{tally.skipped} déjà là")
    if tally.failed:
        parts.append(f"{tally.failed} en erreur")
    job.message = f"{', '.join(parts)}."
    if tally.failed:
        job.next_url = f"{reverse('convention:generate')}?reprendre={job.key}"
    elif tally.total == 1:
        job.next_url = job.lines.get().url
    else:
        job.next_url = reverse("convention:list") + (f"?run={job.key}" if tally.done else "")


# --- printing again --------------------------------------------------------------------------------------------------


def print_again(conventions: Iterable[Convention], *, by: Any, once_key: str = "", next_url: str = "") -> Job:
    """Ask for a fresh PDF of these drafts."""
    lines = [(one.pk, one.number) for one in conventions]
    label = f"Refaire {count(len(lines), 'PDF', 'PDF')}"
    return jobs.start(PRINT, label=label, lines=lines, by=by, once_key=once_key, next_url=next_url)


def render_again(job: Job, line: JobLine) -> Printed:
    """The slow half: the PDF of what the draft says now."""
    convention = Convention.objects.select_related("commune", "version").get(pk=line.target)
    if convention.version is None:
        raise Refused("Cette convention a été signée sur papier : elle n’a pas de texte à imprimer.")
    return _printed(convention)


def replace_pdf(job: Job, line: JobLine, printed: Printed) -> jobs.LineResult:
    """The quick half: the new PDF in place of the former, which stays among the documents."""
    convention = Convention.objects.get(pk=line.target)
    with path.held(convention, job.created_by, "Refaire le PDF", State.DRAFT) as fresh:
        if fresh.document_id and fresh.text_hash == printed.text_hash:
            return jobs.LineResult(JobLine.Status.SKIPPED, "Le PDF est déjà à jour.", fresh.get_absolute_url())
        if printed.text_hash != fingerprint(fresh.rendered()):
            raise Refused("Le texte a changé pendant l’impression : recommencez.")
        keep_pdf(fresh, printed, by=job.created_by)
    return jobs.LineResult(message="PDF refait", url=fresh.get_absolute_url())
