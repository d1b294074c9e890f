"""What is done with a ticket, one page or one button each; the state changes by `perform` alone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from foundation import drafts
from foundation.french import typography
from foundation.workflow import Refused
from network.views.pages import edit_page, insist, insist_on_state, sent
from tickets import linking, moves, rules, teams
from tickets.forms.declaring import arrived
from tickets.forms.moves import (
    ApprovalForm,
    CategoryForm,
    DecisionForm,
    EscalateForm,
    HandBackForm,
    PriorityForm,
    ReplyForm,
    ResolveForm,
    WaitForm,
    WordsForm,
)
from tickets.models import Message, Ticket, Watcher
from tickets.models.ticket import HELD
from tickets.states import NAMED, OPEN, HandoverReason, Level, State, Visibility
from tickets.views.pages import insist_on_nothing_missing, trail, visible
from tickets.views.tickets import page_of

FORM = ["GET", "HEAD", "POST"]
WORK = "traiter ce ticket"
PASSED_ON = (  # by whoever held it, whichever way it went
    HandoverReason.BEYOND_LEVEL,
    HandoverReason.PUBLIC_STOPPED,
    HandoverReason.OTHER_TEAM,
    HandoverReason.MORE_NEEDED,
    HandoverReason.LOCAL,
    HandoverReason.VENDOR_ANSWERED,
    HandoverReason.PING_PONG,
)


def _page(
    request: HttpRequest, ticket: Ticket, form: Any, title: str, saved: str, act: Callable[[Any], Any], submit: str = ""
) -> HttpResponse:
    """The page of an act: shown, refused with its errors, or done, said, and back to the ticket."""

    def save(form: Any) -> bool:
        try:
            act(form.cleaned_data)
        except moves.Stale as changed:
            form.explain_conflict(changed.ticket)
            return False
        return True

    back = ticket.get_absolute_url()
    return edit_page(
        request, form, title=title, back=back, saved=saved, trail=trail(ticket), save=save, submit=submit or title
    )


def _insist_on_turn(request: HttpRequest, ticket: Ticket, allowed: bool, what: str, *reasons: HandoverReason) -> None:
    """PermissionDenied unless allowed; Refused for who had it until the last passage: theirs, or that of another.

    It is a double click, the page before, or what another did meanwhile: what was typed is shown again.
    """
    last = ticket.handovers.last()
    if allowed or last is None or not last.from_level:
        return insist(allowed, what)
    has_just = last.by_id == request.user.pk and last.reason in reasons
    had_it = last.from_level != Level.COMMUNE and last.from_level in rules.levels_of(ticket, request.user)
    if has_just or had_it:
        told = f"Le ticket est déjà passé à un autre niveau : {NAMED[ticket.level]}."
        raise Refused(told, about=ticket)
    return insist(allowed, what)


def _done(request: HttpRequest, ticket: Ticket, told: str) -> HttpResponse:
    messages.success(request, typography(told))
    return redirect(ticket)


@require_http_methods(["POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write in the thread; refused, the page comes back with what was typed."""
    found = visible(request, pk)
    insist(rules.may_reply(found, request.user), "répondre dans ce ticket")
    form = ReplyForm(sent(request), request.FILES or None, person=request.user)
    key = found.get_absolute_url()
    if not form.is_valid():
        form.keep_uploads(by=request.user)
        drafts.follow(request, key, request.POST)
        return render(request, "tickets/detail.html", page_of(request, found, form), status=422)
    said = form.cleaned_data
    message = moves.say(
        found,
        said["body"],
        by=request.user,
        internal=said.get("internal", False),
        files=arrived(form),
        token=said["token"],
    )
    drafts.drop(request, key)
    messages.success(request, typography(_said(message, request.user)))
    return redirect(message)


def _said(message: Message, person: Any) -> str:
    """What is told of it; a reply opens no ticket again: what else there is to do is said."""
    if message.visibility == Visibility.INTERNAL:
        return "La note est enregistrée."
    ticket = message.ticket
    if ticket.state not in (State.RESOLVED, State.CLOSED):
        return "Votre message est envoyé."
    told = f"Votre message est envoyé. Le ticket reste {ticket.get_state_display()}"
    if not rules.may_reopen(ticket, person):
        return f"{told}."
    refusal = rules.refusal_to_reopen(ticket, person)
    return f"{told}. {refusal}" if refusal else f"{told} : rouvrez-le si cela continue."


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it in hand."""
    taken = moves.take(visible(request, pk), by=request.user)
    return _done(request, taken, "Vous suivez ce ticket.")


@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with what a colleague held."""
    taken = moves.take_over(visible(request, pk), by=request.user)
    return _done(request, taken, "Vous suivez maintenant ce ticket.")


@require_POST
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Be told of it, or no more; who is told without asking has nothing to ask."""
    found = visible(request, pk)
    gone, _ = Watcher.objects.filter(ticket=found, person=request.user).delete()
    if why := rules.why_told(found, request.user):
        return _done(request, found, f"Vous recevez les nouvelles de ce ticket : {why}.")
    if not gone:
        Watcher.objects.get_or_create(ticket=found, person=request.user)
    told = "Vous ne recevez plus les nouvelles de ce ticket." if gone else "Vous recevrez les nouvelles de ce ticket."
    return _done(request, found, told)


@require_http_methods(FORM)
def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    """To the second level, or to the other service, with a diagnosis."""
    found = visible(request, pk)
    insist_on_state(found, *HELD)
    _insist_on_turn(request, found, rules.may_escalate(found, request.user), WORK, *PASSED_ON)
    insist_on_nothing_missing(found, rules.missing_to_escalate(found))
    form = EscalateForm(sent(request), ticket=found)

    def act(said: dict[str, Any]) -> None:
        moves.escalate(found, by=request.user, to=said["to"], diagnosis=said["diagnosis"], reason=form.reason)

    return _page(request, found, form, "Transmettre", "Le ticket est transmis.", act)


@require_http_methods(FORM)
def hand_back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the level before, with what it lacks; or back from the vendor."""
    found = visible(request, pk)
    insist_on_state(found, *HELD)
    _insist_on_turn(request, found, rules.may_hand_back(found, request.user), WORK, *PASSED_ON)
    if request.POST.get("level", found.level) != found.level:  # a double click would give it back once more
        raise Refused(f"Le ticket est déjà passé à un autre niveau : {NAMED[found.level]}.", about=found)
    insist_on_nothing_missing(found, rules.missing_to_hand_back(found))

    def act(said: dict[str, Any]) -> None:
        moves.hand_back(found, by=request.user, diagnosis=said["diagnosis"], reason=said["reason"])

    label, done = "Rendre le ticket", "Le ticket est rendu."
    if found.level == Level.VENDOR:
        label, done = "Reprendre à l’éditeur", "Vous avez repris le ticket à l’éditeur : il est à vous."
    return _page(request, found, HandBackForm(sent(request), ticket=found), label, done, act)


@require_http_methods(FORM)
def send_to_town(request: HttpRequest, pk: int) -> HttpResponse:
    """To the commune, by the article that the page shows (R29)."""
    found = visible(request, pk)
    insist_on_state(found, *HELD)
    _insist_on_turn(request, found, rules.may_send_to_town(found, request.user), WORK, HandoverReason.TOWN)
    insist_on_nothing_missing(found, rules.missing_to_send_to_town(found))
    category = found.category
    hint = typography(
        f"La bibliothèque et la commune liront aussi l’article : {category.article}, « {category.article_text} »"
    )
    form = WordsForm(sent(request), label="Ce que la commune doit savoir", help_text=hint)

    def act(said: dict[str, Any]) -> None:
        moves.send_to_town(found, by=request.user, diagnosis=said["words"])

    return _page(request, found, form, "Renvoyer à la commune", "Le ticket est à la commune.", act)


@require_http_methods(FORM)
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it is not the commune’s, once (R29)."""
    found = visible(request, pk)
    insist_on_state(found, *HELD)
    _insist_on_turn(
        request, found, rules.may_contest(found, request.user), "contester ce renvoi", HandoverReason.CONTESTED
    )
    insist_on_nothing_missing(found, rules.missing_to_contest(found))
    form = WordsForm(
        sent(request), label="Pourquoi ce n’est pas à la commune", help_text="Le SCLP tranche, une seule fois."
    )

    def act(said: dict[str, Any]) -> None:
        moves.contest(found, by=request.user, why=said["words"])

    return _page(request, found, form, "Contester le renvoi", "Le SCLP tranchera.", act)


@require_http_methods(FORM)
def wait(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it wait, until a day at the latest."""
    found = visible(request, pk)
    insist_on_state(found, State.IN_PROGRESS, State.WAITING)
    insist(rules.may_work(found, request.user), WORK)
    form = WaitForm(sent(request))

    def act(said: dict[str, Any]) -> None:
        moves.wait(
            found, by=request.user, waiting_reason=said["waiting_reason"], resumes_at=form.resumes_at, why=said["why"]
        )

    return _page(request, found, form, "Mettre en attente", "Le ticket attend.", act)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on."""
    return _done(request, moves.resume(visible(request, pk), by=request.user), "Le ticket est repris.")


@require_http_methods(FORM)
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done."""
    found = visible(request, pk)
    insist_on_state(found, State.IN_PROGRESS, State.WAITING)
    insist(rules.may_resolve(found, request.user), WORK)
    insist_on_nothing_missing(found, rules.missing_to_resolve(found))

    def act(said: dict[str, Any]) -> None:
        moves.resolve(found, by=request.user, solution=said["solution"], cause=said["cause"])

    return _page(
        request, found, ResolveForm(sent(request)), "Résoudre", "Le ticket est résolu ; la bibliothèque confirme.", act
    )


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it works."""
    return _done(request, moves.confirm(visible(request, pk), by=request.user), "Merci : le ticket est clos.")


@require_http_methods(FORM)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it does not work."""
    found = visible(request, pk)
    insist_on_state(found, State.RESOLVED, State.CLOSED)
    insist(rules.may_reopen(found, request.user), "rouvrir ce ticket")
    if why_not := rules.refusal_to_reopen(found, request.user):
        raise Refused(why_not, about=found)

    def act(said: dict[str, Any]) -> None:
        moves.reopen(found, by=request.user, why=said["words"])

    form = WordsForm(sent(request), label="Ce qui ne va toujours pas")
    return _page(request, found, form, "Rouvrir le ticket", "Le ticket est rouvert.", act)


@require_http_methods(FORM)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that nobody needs it any more."""
    found = visible(request, pk)
    insist_on_state(found, *OPEN)
    insist(rules.may_cancel(found, request.user), "annuler ce ticket")
    if why_not := rules.refusal_to_cancel(found, request.user):
        raise Refused(why_not, about=found)
    insist_on_nothing_missing(found, rules.missing_to_cancel(found))

    def act(said: dict[str, Any]) -> None:
        moves.cancel(found, by=request.user, why=said["words"])

    return _page(request, found, WordsForm(sent(request)), "Annuler le ticket", "Le ticket est annulé.", act)


@require_http_methods(FORM)
def ask_approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask someone to agree to a request."""
    found = visible(request, pk)
    insist_on_state(found, State.IN_PROGRESS)
    insist(rules.may_ask_approval(found, request.user), WORK)
    form = ApprovalForm(sent(request), ticket=found, people=teams.approvers(found))

    def act(said: dict[str, Any]) -> None:
        moves.ask_approval(found, by=request.user, approver=said["approver"], question=said["question"])

    return _page(request, found, form, "Faire valider", "La validation est demandée.", act)


@require_http_methods(FORM)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree or not."""
    found = visible(request, pk)
    insist_on_state(found, State.TO_APPROVE)
    insist(rules.may_approve(found, request.user), "répondre à cette validation")

    def act(said: dict[str, Any]) -> None:
        moves.decide(found, by=request.user, is_agreed=said["is_agreed"], answer=said["answer"])

    return _page(request, found, DecisionForm(sent(request)), "Répondre", "Votre réponse est transmise.", act)


@require_http_methods(FORM)
def prioritise(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the priority, with a reason."""
    found = visible(request, pk)
    insist_on_state(found, *OPEN)
    insist(rules.may_prioritise(found, request.user), "changer la priorité")
    form = PriorityForm(sent(request), ticket=found)

    def act(said: dict[str, Any]) -> None:
        moves.prioritise(found, by=request.user, **said)

    return _page(request, found, form, "Changer la priorité", "La priorité est changée.", act)


@require_http_methods(FORM)
def categorise(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it another category, with a reason."""
    found = visible(request, pk)
    insist_on_state(found, *OPEN)
    _insist_on_turn(request, found, rules.may_categorise(found, request.user), "changer la catégorie")
    form = CategoryForm(sent(request), ticket=found)

    def act(said: dict[str, Any]) -> None:
        linking.categorise(found, by=request.user, **said)

    return _page(request, found, form, "Changer la catégorie", "La catégorie est changée.", act)
