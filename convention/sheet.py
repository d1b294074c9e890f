"""What the page of one convention shows: where it is on its path, what can be done, its dates and why, its papers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from convention import rules
from convention.end_dates import MANDATE, YEARS
from convention.models import Convention, Original
from convention.offices import mayor_of, president_of
from convention.states import PATH, Situation, State
from foundation import clock
from foundation.french import enumerate_fr, long_date, short_date
from foundation.legal_dates import Candidate, explain_last_day_of
from foundation.models import StoredDocument, Transition
from foundation.parts import Button, Step
from foundation.workflow import actions
from network.rules import may_record_mandate

STEP_LABELS = {
    State.DRAFT: "Brouillon",
    State.VALIDATED: "Texte validé",
    State.SIGNING: "En signature",
    State.SIGNED: "Signée",
    State.NOTIFIED: "Notifiée",
    State.DISCARDED: "Abandonnée",
}


# --- the path ------------------------------------------------------------------------------------------------------


def steps(convention: Convention) -> list[Step]:
    """The five steps, with the day of those that are done; a paper convention came in at its signature.

    One that was discarded: what it was, and that it is no more.
    """
    days = {
        State.DRAFT: convention.created_at.astimezone(clock.PARIS).date(),
        State.VALIDATED: convention.validated_on,
        State.SIGNING: convention.sent_on,
        State.SIGNED: convention.president_signed_on or convention.mayor_signed_on,
        State.NOTIFIED: convention.notified_on,
        State.DISCARDED: convention.discarded_on,
    }
    shown = _shown_steps(convention)
    reached = shown.index(State(convention.state))
    return [_step(state, rank, reached, days[state]) for rank, state in enumerate(shown)]


def _shown_steps(convention: Convention) -> list[State]:
    if convention.state == State.DISCARDED:
        is_taken_back = Transition.objects.about(convention).filter(name="take_back").exists()
        return [State.NOTIFIED if is_taken_back else State.DRAFT, State.DISCARDED]
    if rules.is_paper_draft(convention):
        return [State.DRAFT, State.NOTIFIED]
    is_paper = convention.version_id is None and convention.state == State.NOTIFIED
    return [State.SIGNED, State.NOTIFIED] if is_paper else PATH


def _step(state: State, rank: int, reached: int, day: date | None) -> Step:
    is_last = state is State.NOTIFIED
    place = "todo" if rank > reached else "done" if rank < reached or is_last else "current"
    return Step(STEP_LABELS[state], place, short_date(day) if day and rank <= reached else "")


# --- what can be done ----------------------------------------------------------------------------------------------


def buttons(convention: Convention, person: Any) -> list[Button]:
    """The possible actions, the first one first; the impossible with their reason; the papers for everyone."""
    found: list[Button] = []
    may_prepare = rules.may_prepare(convention, person)
    is_commune = not may_prepare and rules.may_act_for_commune(convention, person)
    if may_prepare:
        found = list(_steps_to_take(convention, person))
    elif is_commune:
        found = list(_steps_of_commune(convention))
    if convention.scan:
        found.append(Button("Ouvrir la convention signée", convention.scan.get_absolute_url(), icon="file-check"))
    if convention.document:
        is_to_sign = is_commune and convention.state == State.SIGNING and not convention.mayor_signed_on
        found.append(
            Button(
                "Ouvrir le PDF à signer" if is_to_sign else "Ouvrir le PDF",
                convention.document.get_absolute_url(),
                icon="file-text",
            )
        )
    return found


def _steps_to_take(convention: Convention, person: Any) -> Iterator[Button]:
    refusals = {action.name: action.refusal for action in actions(convention, person)}
    steps = {
        State.DRAFT: _of_draft,
        State.VALIDATED: _of_validated,
        State.SIGNING: _of_signing,
        State.SIGNED: _of_signed,
        State.NOTIFIED: _of_notified,
    }
    if convention.state != State.DISCARDED:  # from there nothing is possible any more
        yield from steps[State(convention.state)](convention, refusals)


def _of_draft(convention: Convention, refusals: dict[str, str]) -> Iterator[Button]:
    if rules.is_paper_draft(convention):
        yield _open(convention, "Compléter", "complete", primary=True, icon="calendar")
        yield _open(convention, "Modifier", "edit", icon="pencil")
        yield _open(convention, "Abandonner", "discard", icon="trash-2", danger=True)
        return
    refusal = refusals["validate"]
    if convention.version_id and not convention.missing_values() and convention.text_changed_since_pdf():
        label = "Refaire le PDF" if convention.document_id else "Faire le PDF"
        yield _post(convention, label, "print", primary=True, icon="printer")
    yield _post(
        convention,
        "Valider le texte",
        "validate",
        primary=not refusal,
        icon="file-check",
        refusal=f"il manque {refusal}" if refusal else "",
        confirm="Valider le texte ? Il ne changera plus, sauf à reprendre la convention en brouillon.",
    )
    yield _open(convention, "Modifier", "edit", icon="pencil")
    yield _open(convention, "Abandonner", "discard", icon="trash-2", danger=True)


def _of_validated(convention: Convention, refusals: dict[str, str]) -> Iterator[Button]:
    confirm = "Envoyer en signature ? Imprimez le PDF en deux exemplaires : ils seront suivis à partir d’aujourd’hui."
    yield _post(convention, "Envoyer en signature", "send", primary=True, icon="send", confirm=confirm)
    yield _open(convention, "Reprendre en brouillon", "reopen", icon="undo-2")


def _of_signing(convention: Convention, refusals: dict[str, str]) -> Iterator[Button]:
    yield _open(convention, "Enregistrer les signatures", "signatures", primary=True, icon="signature")
    if not convention.mayor_signed_on:
        why = rules.why_not_chase(convention)
        confirm = "Relancer la commune ? Ses contacts reçoivent un e-mail qui dit quoi signer et quoi renvoyer."
        yield _post(convention, "Relancer la commune", "chase", icon="mail", refusal=why, confirm=confirm)
    yield _open(convention, "Reprendre en brouillon", "reopen", icon="undo-2")


def _of_signed(convention: Convention, refusals: dict[str, str]) -> Iterator[Button]:
    refusal = refusals["notify"]
    label = "Remplacer le scan" if convention.scan_id else "Déposer le scan signé"
    scan = _open(convention, label, "scan", primary=bool(refusal), icon="upload")
    missing = f"il manque {refusal}" if refusal else ""
    notify = _open(convention, "Notifier", "notify", primary=not refusal, icon="mail", refusal=missing)
    yield from (scan, notify) if refusal else (notify, scan)
    yield _open(convention, "Corriger les dates", "correct", icon="calendar")
    yield _open(convention, "Reprendre en brouillon", "reopen", icon="undo-2")


def _of_notified(convention: Convention, refusals: dict[str, str]) -> Iterator[Button]:
    is_ending = convention.situation(clock.today()) in (Situation.TO_RENEW, Situation.EXPIRED, Situation.VOID)
    if is_ending and convention.terminated_on is None:
        address = f"{reverse('convention:generate')}?communes={convention.commune_id}"
        yield Button("Préparer la suivante", address, primary=True, icon="file-plus")
    if convention.terminated_on is None:
        if convention.situation(clock.today()) not in (Situation.EXPIRED, Situation.VOID):
            yield _open(convention, "Enregistrer une dénonciation", "terminate", icon="ban")
    elif convention.terminated_on >= clock.today():
        yield _open(convention, "Annuler la dénonciation", "withdraw_termination", icon="undo-2")
        why = rules.already_terminated(convention)
        yield _open(convention, "Enregistrer une dénonciation", "terminate", icon="ban", refusal=why)
    label = "Remplacer le scan" if convention.scan_id else "Déposer le scan signé"
    yield _open(convention, label, "scan", icon="upload")
    yield _open(convention, "Corriger les dates", "correct", icon="calendar")


def _steps_of_commune(convention: Convention) -> Iterator[Button]:
    """The Maire’s signature; before its time, with what it waits for."""
    mayor = mayor_of(convention)
    label = f"Noter la signature {mayor.of}"
    if convention.state == State.SIGNING:
        is_done = convention.mayor_signed_on is not None
        words = f"Corriger la date de signature {mayor.of}" if is_done else label
        yield _open(convention, words, "mayor_signature", primary=not is_done, icon="signature")
    elif missing := rules.missing_to_sign_by_mayor(convention):
        yield Button(label, icon="signature", refusal=f"il manque {enumerate_fr(missing)}")


def _open(convention: Convention, label: str, name: str, **options: Any) -> Button:
    return Button(label, reverse(f"convention:{name}", args=[convention.pk]), **options)


def _post(convention: Convention, label: str, name: str, **options: Any) -> Button:
    return _open(convention, label, name, method="post", **options)


# --- what is known -------------------------------------------------------------------------------------------------


def facts(convention: Convention, person: Any) -> list[tuple[str, Any]]:
    """The facts of the side column."""
    model = "signée sur papier, avant ce suivi"
    if convention.version:
        model = str(convention.version)
        if rules.may_read_models(person):
            model = format_html('<a href="{}">{}</a>', convention.version.get_absolute_url(), convention.version)
    found = [
        ("Commune", format_html('<a href="{}">{}</a>', convention.commune.get_absolute_url(), convention.commune)),
        ("Numéro", convention.number),
        ("Modèle", model),
        (mayor_of(convention).word, _signed(convention, convention.mayor_signed_on)),
        (president_of(convention).word, _signed(convention, convention.president_signed_on)),
    ]
    if convention.chased_on:
        found.append(("Commune relancée", f"le {long_date(convention.chased_on)}"))
    if convention.notified_on:
        found.append(("Notifiée", f"le {long_date(convention.notified_on)}"))
    if convention.discarded_on:
        found.append(("Abandonnée", f"le {long_date(convention.discarded_on)}"))
        acts = Transition.objects.about(convention).filter(to_state=State.DISCARDED)
        found += [("Motif de l’abandon", act.reason) for act in acts]
    if convention.termination_reason:
        found.append(("Dénonciation", convention.termination_reason))
    return found


def _signed(convention: Convention, day: date | None) -> str:
    if day:
        return f"a signé le {long_date(day)}"
    is_paper = convention.version_id is None  # signed all the same, in its time
    return "date de signature non connue" if is_paper else "n’a pas encore signé"


@dataclass(frozen=True)
class End:
    """One of the three possible ends, as the page tells it."""

    label: str
    date: date | None
    reason: str
    bites: bool
    remedy: tuple[str, str] | None = None  # label, address


def ends(convention: Convention, person: Any) -> list[End]:
    """The three ends of article 6, the one that bites marked, the mandate with its page."""
    verdict = convention.end
    if verdict is None:
        return []
    return [_end(one, one in verdict.bites, person) for one in verdict.candidates]


def _end(candidate: Candidate, bites: bool, person: Any) -> End:
    remedy = None
    if candidate.label == MANDATE and may_record_mandate(person):
        remedy = ("voir les mandats", reverse("network:mandates"))
    return End(candidate.label, candidate.date, candidate.reason, bites, remedy)


def why_two_years(convention: Convention) -> list[Any]:
    """The steps from the effect date to the last day of the two years, each with its source."""
    return list(explain_last_day_of(convention.starts_on, YEARS).steps) if convention.starts_on else []


def originals(convention: Convention, person: Any) -> list[tuple[Original, str]]:
    """The two originals, each with the page where this person says where it is, or nothing."""
    found = list(convention.originals.all())
    for original in found:
        original.convention = convention  # whose commune the page already knows
    return [
        (one, reverse("convention:original", args=[convention.pk, one.number]))
        if rules.may_move_original(one, person)
        else (one, "")
        for one in found
    ]


def signing(convention: Convention) -> list[tuple[str, str]]:
    """Who signs for each party, by title and by name when it is known (R45)."""
    return [
        ("Pour la commune", mayor_of(convention).named),
        ("Pour la Communauté urbaine", president_of(convention).named),
    ]


def ask_where(convention: Convention, person: Any, done: str) -> str:
    """What was done, then a link to say where each original is now, of those that this person may move (R45)."""
    links = [(original.get_number_display(), address) for original, address in originals(convention, person) if address]
    if not links:
        return done
    listed = format_html_join(" ; ", '<a href="{1}">{0}</a>', links)
    return format_html("{} Où sont maintenant les exemplaires ? {}", done, listed)


@dataclass(frozen=True)
class Paper:
    """One kept document of the convention."""

    document: StoredDocument
    mark: str  # what it is now: « PDF », « scan signé », "" for an earlier one


def papers(convention: Convention) -> list[Paper]:
    """Every document kept about it, the current ones first, then the newest."""
    text = "texte en cours" if convention.state == State.DRAFT else "texte validé"
    marks = {convention.scan_id: "convention signée", convention.document_id: text}
    kept = StoredDocument.objects.about(convention).select_related("created_by").order_by("-created_at", "-pk")
    found = [Paper(document, marks.get(document.pk, "")) for document in kept]
    return sorted(found, key=lambda paper: not paper.mark)
