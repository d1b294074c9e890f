"""What conventions bring to the homes and to the pages of others (design: home by role)."""

from datetime import date
from typing import Any

from django.urls import reverse

from convention import coverage, ending
from convention.charts import chart, timeline
from convention.end_dates import days_told
from convention.models import Convention
from convention.offices import mayor_of, president_of
from convention.rules import awaited, is_paper_draft, may_act_for_commune, may_manage, sees_all_conventions
from convention.states import PAPER, REDATE, Situation, State, is_void
from foundation import clock
from foundation.french import count, duration, enumerate_fr, long_date, of_place, some_of
from foundation.registry import Alike, Figure, Panel, ToDo

PATIENCE = 14  # days that a convention may wait in one state before it is late
MONTHS_SHOWN = 12
NEXT_STEP = {
    State.DRAFT: ("texte à valider", "Valider"),
    State.VALIDATED: ("à envoyer en signature", "Envoyer"),
    State.SIGNING: ("signatures attendues", "Suivre"),
    State.SIGNED: ("à notifier à la commune", "Notifier"),
}


SAME_STEP = {  # what several in one state are called together
    State.DRAFT: ("brouillons", "à valider"),
    State.VALIDATED: ("conventions", "à envoyer en signature"),
    State.SIGNING: ("conventions", "dont les signatures sont attendues"),
    State.SIGNED: ("conventions", "à notifier"),
}


def figures(person: Any) -> list[Figure]:
    """Covered communes and ends to come, for whoever follows conventions."""
    if not may_manage(person):
        return []
    on = clock.today()
    covered = _covered(person, on)
    found = coverage.counts(covered)
    in_force = sum(one.is_in_force for one in covered)
    days = ending.TOLD_BEFORE
    soon = Convention.objects.visible_to(person).ending_within(days, after=on).count()
    board = reverse("convention:coverage")
    return [
        Figure(str(in_force), "communes couvertes", f"{board}?situation={coverage.COVERED}", str(len(covered))),
        Figure(str(soon), f"échéances sous {days} jours", f"{reverse('convention:list')}?ends={days}"),
        Figure(str(found[Situation.IN_PATH]), "communes en préparation", f"{board}?situation=IN_PATH"),
        Figure(
            str(len(covered) - in_force),
            "communes non couvertes",
            f"{board}?situation={coverage.UNCOVERED}",
        ),
    ]


def todo(person: Any) -> list[ToDo]:
    """Conventions that wait for the coordination, and ends that nothing follows; for a commune, its own end."""
    on = clock.today()
    if may_manage(person):
        return [*_waiting(person, on), *_ending(person, on)]
    if sees_all_conventions(person):
        return []
    asked = (Situation.TO_RENEW, Situation.EXPIRED, Situation.VOID)
    to_follow = (one for one in _held(person, on) if one.situation in asked)
    ends = (one for one in to_follow if one.convention.terminated_on is None)  # who has left is not asked to renew
    return [*_to_sign(person, on), *(_own(one, on) for one in ends)]


def home_panels(person: Any) -> list[Panel]:
    """The ends as a picture, the coverage beside it; the commune’s own convention for those of a commune."""
    on = clock.today()
    if sees_all_conventions(person):
        return [calendar_panel(person, on), coverage_panel(person, on)]
    held = _held(person, on)
    own = [one for one in held if one.convention and one.situation != Situation.IN_PATH]  # those stand below
    in_path = Convention.objects.visible_to(person).in_path().with_president().select_related("commune", "document")
    context = {"covered": own, "in_path": [(one, awaited(one, None, on)) for one in in_path.order_by("pk")]}
    if not any(context.values()):
        return []
    return [Panel("Votre convention", "convention/_own.html", context, is_aside=True)]


def _covered(person: Any, on: date) -> list[coverage.Covered]:
    """The coverage that this person reads, once for the three parts of a home: a person lives as long as a request."""
    kept = person.__dict__.setdefault("_covered_on", {})
    if on not in kept:
        kept[on] = coverage.coverage(person, on)
    return kept[on]


def _held(person: Any, on: date) -> list[coverage.Covered]:
    return [one.last_held for one in _covered(person, on)]


def calendar_panel(person: Any, on: date) -> Panel:
    """The ends of the next twelve months, with a link to the board."""
    months = coverage.calendar(person, on, months=MONTHS_SHOWN)
    context = {"chart": chart(months), "timeline": timeline(months, on), "months": months}
    return Panel(
        "Échéances des conventions", "convention/_calendar.html", context, ("Tableau", reverse("convention:calendar"))
    )


def coverage_panel(person: Any, on: date) -> Panel:
    """How many communes are in each situation, each opening on its list."""
    covered = _covered(person, on)
    notes = coverage.notes(covered)
    rows = [
        {
            "label": coverage.LABELS[situation],
            "value": value,
            "situation": situation,
            "total": len(covered),
            "note": notes.get(situation, ""),
        }
        for situation, value in coverage.counts(covered).items()
        if value
    ]
    context = {"rows": rows, "total": len(covered)}
    link = (count(len(covered), "commune"), reverse("convention:coverage"))
    return Panel("Couverture du territoire", "convention/_coverage.html", context, link, is_aside=True)


def _waiting(person: Any, on: date) -> list[ToDo]:
    in_path = Convention.objects.visible_to(person).in_path().with_end().with_president()
    in_path = in_path.select_related("commune").order_by("pk")
    return [_step(one, on) for one in in_path]


def _step(convention: Any, on: date) -> ToDo:
    since = convention.sent_on or convention.validated_on or convention.created_at.astimezone(clock.PARIS).date()
    waited = (on - since).days
    if is_paper_draft(convention):
        return _to_complete(convention, waited)
    if convention.state == State.DRAFT and is_void(convention.starts_on, convention.ends_on):
        return _without_mandate(convention, waited)
    what, label = NEXT_STEP[State(convention.state)]
    if convention.state == State.SIGNING and not convention.mayor_signed_on:
        what = f"signature {mayor_of(convention).of} attendue"
    elif convention.state == State.SIGNING:
        what = f"signature {president_of(convention).of} attendue"
    subject = f"Convention {of_place(convention.commune.name)}"
    return _waiting_since(waited, subject, what, label, convention.get_absolute_url(), _in_same_state(convention))


def _to_complete(convention: Any, waited: int) -> ToDo:
    """A paper convention of the follow-up whose dates are not all known: no draft to validate (R45)."""
    subject = f"Convention papier {of_place(convention.commune.name)}"
    url = f"{reverse('convention:list')}?state={PAPER}"
    alike = Alike("paper convention", "conventions papier", "à compléter", convention.commune.name, url)
    address = reverse("convention:complete", args=[convention.pk])
    return _waiting_since(waited, subject, "à compléter", "Compléter", address, alike)


def _without_mandate(convention: Any, waited: int) -> ToDo:
    """A draft that cannot be validated: what ends it comes before its first day (R40, art. 6)."""
    subject = f"Convention {of_place(convention.commune.name)}"
    what = f"date d’effet le {long_date(convention.starts_on)}, après la {enumerate_fr(coverage.reasons(convention))}"
    url = f"{reverse('convention:list')}?state={REDATE}"
    asks = "à redater : le mandat du Président finit avant leur date d’effet"
    alike = Alike("draft without mandate", "brouillons", asks, convention.commune.name, url)
    address = reverse("convention:edit", args=[convention.pk])
    return _waiting_since(waited, subject, what, "Redater", address, alike)


def _waiting_since(waited: int, subject: str, what: str, label: str, url: str, alike: Alike) -> ToDo:
    tone = "late" if waited > PATIENCE else "info"
    when = "en retard" if tone == "late" else duration(-waited)
    since_when = f"depuis {count(waited, 'jour')}" if waited > 0 else "depuis aujourd’hui"
    return ToDo(tone, when, f"{subject} : {what}, {since_when}", label, url, -waited, subject, alike)


def _in_same_state(convention: Any) -> Alike:
    many, asks = SAME_STEP[State(convention.state)]
    url = f"{reverse('convention:list')}?state={convention.state}"
    return Alike(f"convention in {convention.state}", many, asks, convention.commune.name, url)


def _ending(person: Any, on: date) -> list[ToDo]:
    """Ends within ninety days that are told, one by one; those past, in one line: it is one campaign."""
    covered = _covered(person, on)
    over = [one for one in covered if one.is_lapsed]
    told = [one for one in covered if ending.is_to_tell(one, on)]
    void = [_void(one) for one in covered if one.situation == Situation.VOID]
    return [*([_over(over)] if over else []), *void, *(_end(one, on) for one in told)]


def _over(expired: list[coverage.Covered]) -> ToDo:
    """Those that were covered and are no more, whether their next one is being prepared or not."""
    names = some_of([one.commune.name for one in expired])
    subject, have = count(len(expired), "commune"), "n’a plus" if len(expired) == 1 else "n’ont plus"
    prepared = sum(one.situation != Situation.EXPIRED for one in expired)
    ahead = f" ; la suivante est en préparation pour {prepared}" if prepared else ""
    text = f"{subject} {have} de convention en vigueur : {names}{ahead}"
    address = f"{reverse('convention:coverage')}?situation={coverage.LAPSED}"
    return ToDo("late", "en retard", text, "Voir", address, -1000, subject)


def _void(covered: coverage.Covered) -> ToDo:
    """Notified, and never in force as the dates stand: the commune believes that it is covered."""
    subject = f"Convention {of_place(covered.commune.name)}"
    text = f"{subject} : notifiée, {days_told(covered.convention)}"
    url, pick = reverse("convention:generate"), f"communes={covered.commune.pk}"
    alike = Alike(
        "void convention", "conventions", "notifiées et sans effet", covered.commune.name, url, "Renouveler", pick
    )
    return ToDo("late", "en retard", text, alike.label, f"{url}?{pick}", -999, subject, alike)


def _end(covered: coverage.Covered, on: date) -> ToDo:
    convention, subject = covered.convention, f"Convention {of_place(covered.commune.name)}"
    left = (convention.ends_on - on).days
    text = f"{subject} : {ending.told(covered)}"
    label, address, alike = "Voir", convention.get_absolute_url(), None
    if convention.terminated_on != convention.ends_on and covered.next_one:
        address = covered.next_one.get_absolute_url()
    elif convention.terminated_on != convention.ends_on:
        alike = _to_renew_that_day(covered)
        label, address = alike.label, f"{alike.url}?{alike.pick}"
    return ToDo("warn", duration(left), text, label, address, left, subject, alike)


def _to_renew_that_day(covered: coverage.Covered) -> Alike:
    """Those that end on one day, that of the mandate for instance, are renewed by one wish."""
    end, commune = covered.convention.ends_on, covered.commune
    asks = f"prennent fin le {long_date(end)}, rien ne les suit"
    url, pick = reverse("convention:generate"), f"communes={commune.pk}"
    return Alike(f"convention to renew {end}", "conventions", asks, commune.name, url, "Renouveler", pick)


def _to_sign(person: Any, on: date) -> list[ToDo]:
    """What waits for the commune: its conventions sent to the Maire, who signs first (R45)."""
    sent = Convention.objects.visible_to(person).filter(state=State.SIGNING, mayor_signed_on=None)
    mine = [one for one in sent.select_related("commune").order_by("sent_on", "pk") if may_act_for_commune(one, person)]
    return [_mayor_awaited(one, on) for one in mine]


def _mayor_awaited(convention: Convention, on: date) -> ToDo:
    waited = (on - convention.sent_on).days if convention.sent_on else 0
    since = f", depuis {count(waited, 'jour')}" if waited > 0 else ""
    subject = f"Votre convention {convention.number}"
    text = f"{subject} attend la signature {mayor_of(convention).of}{since}"
    is_late = waited > PATIENCE
    when = "en retard" if is_late else "à signer"
    tone, address = "late" if is_late else "warn", convention.get_absolute_url()
    return ToDo(tone, when, text, "Lire et faire signer", address, -waited, subject)


def _own(covered: coverage.Covered, on: date) -> ToDo:
    end = covered.convention.ends_on
    is_over = covered.situation == Situation.EXPIRED
    verb = "a pris fin" if is_over else "prend fin"
    following = f", {_following(covered.next_one)}" if covered.is_being_renewed else ""
    subject = "Votre convention"
    text = f"{subject} {verb} le {long_date(end)}{following}"
    if covered.is_void:
        text = f"{subject} : {days_told(covered.convention)}"
        return ToDo("late", "sans effet", text, "Voir", covered.convention.get_absolute_url(), subject=subject)
    tone, address = "late" if is_over else "warn", covered.convention.get_absolute_url()
    return ToDo(tone, duration((end - on).days), text, "Voir", address, subject=subject)


def _following(next_one: Any) -> str:
    if next_one.state == State.NOTIFIED:
        return f"la suivante commence le {long_date(next_one.starts_on)}"
    return "la suivante est en préparation"
