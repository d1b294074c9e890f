"""The vendor’s clock: whose turn it is in its case, counted from when each thing was said (R17)."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from foundation import clock
from foundation.clock import PARIS
from foundation.workcalendar import Hours
from foundation.workflow import Refused
from tests.tickets.factories import Desk
from tests.tickets.stories import graded, paris, policy, told
from tickets import case_standing, cases, moves
from tickets.clocks.axes import BY_SEVERITY
from tickets.clocks.explanation import explain
from tickets.clocks.history import History, Interval
from tickets.clocks.policy import Terms
from tickets.clocks.reading import read
from tickets.clocks.spans import hops, vendor_case, whole_life
from tickets.clocks.turns_of_vendor import Exchange, Word, of_cases
from tickets.delays import Delay, Delays, Promises, differences
from tickets.home import todo
from tickets.models import Deadline, Ticket
from tickets.states import CaseState, Cause, Clock, ClockState, HandoverReason, Level, Meaning, State, Target

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=PARIS)
MINUTES = timedelta(minutes=1)

# --- whose turn it is, minute by minute ------------------------------------------------------------------------------

AT_VENDOR = told(("2026-11-30T08:00", "IN_PROGRESS", "DSINUM"), ("2026-11-30T09:00", "NEW", "VENDOR"))


def turn_at(history: History, moment: datetime) -> tuple[str, str, str]:
    found = [one for one in history.intervals if one.start <= moment and (one.end is None or moment < one.end)]
    assert len(found) == 1
    return found[0].state, found[0].level, found[0].waits_for


words = st.lists(st.tuples(st.integers(-5, 60), st.sampled_from(["", *Meaning.values])), max_size=8)
moves_of_ticket = st.lists(
    st.tuples(st.integers(1, 60), st.sampled_from([(State.NEW, Level.VENDOR), (State.IN_PROGRESS, Level.DSINUM)])),
    max_size=4, unique_by=lambda one: one[0],
)  # fmt: skip


@given(words, moves_of_ticket)
def test_each_minute_is_the_turn_of_who_was_last_spoken_to(said, lived):
    rows = [(0, (State.NEW, Level.VENDOR)), *sorted(lived)]
    ends = [MONDAY + MINUTES * minute for minute, _ in rows[1:]]
    intervals = [
        Interval(MONDAY + MINUTES * minute, end, state, level)
        for (minute, (state, level)), end in zip(rows, [*ends, None], strict=True)
    ]
    history = History(tuple(intervals), ((MONDAY, "P2"),))

    words = tuple(Word(MONDAY + MINUTES * minute, meaning) for minute, meaning in said)
    read = of_cases(history, [Exchange(MONDAY, words)])

    for minute in range(61):
        state, level = [what for since, what in rows if since <= minute][-1]
        last, has_spoken = "", False  # what binds the vendor, and whether it has said anything
        for at, meaning in sorted(said, key=lambda one: one[0]):
            if at <= minute:
                has_spoken = has_spoken or bool(meaning)
                last = last if meaning == Meaning.NEWS else meaning
        expected = (state, level, "")
        if level == Level.VENDOR and has_spoken:
            expected = {
                Meaning.ANSWER: (State.IN_PROGRESS, Level.DSINUM, ""),
                Meaning.QUESTION: (State.WAITING, Level.DSINUM, "BUYER"),
            }.get(last, (State.IN_PROGRESS, Level.VENDOR, ""))
        assert turn_at(read, MONDAY + MINUTES * minute) == expected


def test_the_turn_that_the_vendor_gives_is_that_of_who_sent_it_the_case():
    history = told(("2026-11-30T08:00", "IN_PROGRESS", "SCLP"), ("2026-11-30T09:00", "NEW", "VENDOR"),
                   ("2026-11-30T12:00", "IN_PROGRESS", "DSINUM"), ("2026-11-30T14:00", "NEW", "VENDOR"))  # fmt: skip
    first = Exchange(paris("2026-11-30T09:00"), (Word(paris("2026-11-30T10:00"), Meaning.ANSWER),),
                     paris("2026-11-30T12:00"))  # fmt: skip
    second = Exchange(paris("2026-11-30T14:00"), (Word(paris("2026-11-30T16:00"), Meaning.QUESTION),))

    read = of_cases(history, [second, first])

    turns = [turn_at(read, paris(f"2026-11-30T{hour}:30"))[:2] for hour in ("09", "10", "14", "16")]
    assert turns == [
        (State.NEW, Level.VENDOR),
        (State.IN_PROGRESS, Level.SCLP),
        (State.NEW, Level.VENDOR),
        (State.WAITING, Level.DSINUM),
    ]


def test_without_a_word_it_is_the_life_of_the_ticket():
    sent = paris("2026-11-30T09:00")

    assert of_cases(AT_VENDOR, [Exchange(sent, (Word(sent),))]) == of_cases(AT_VENDOR, []) == AT_VENDOR


ALWAYS = Hours(week=(((time(0), time(0)),),) * 7)
OURS, THEIRS = Terms((policy(),), ALWAYS), Terms((policy(axis=BY_SEVERITY),), ALWAYS)


@given(words, moves_of_ticket)
def test_each_minute_of_a_ticket_that_is_worked_on_is_counted_to_one_party(said, lived):
    """To a level or to the vendor: never to both, never to none."""
    rows = [(0, (State.NEW, Level.VENDOR)), *sorted(lived)]
    ends = [MONDAY + MINUTES * minute for minute, _ in rows[1:]]
    intervals = [Interval(MONDAY + MINUTES * minute, end, state, level)
                 for (minute, (state, level)), end in zip(rows, [*ends, None], strict=True)]  # fmt: skip
    exchange = Exchange(MONDAY, tuple(Word(MONDAY + MINUTES * minute, meaning) for minute, meaning in said))

    life = of_cases(History(tuple(intervals), ((MONDAY, "P5"),)), [exchange])

    for minute in range(1, 62):
        now = MONDAY + MINUTES * minute
        counted = sum((read(life, one, Target.RESOLVE, OURS, now).consumed for one in hops(life)), timedelta(0))
        counted += read(graded(life), vendor_case(MONDAY), Target.RESOLVE, THEIRS, now).consumed
        assert counted == read(life, whole_life(life), Target.RESOLVE, OURS, now).consumed == MINUTES * minute


# --- what the vendor is counted --------------------------------------------------------------------------------------


@pytest.fixture
def desk(db):
    with clock.frozen_at(MONDAY):
        return Desk()


@pytest.fixture
def received(desk):
    with clock.frozen_at(MONDAY):
        return cases.opened_by_vendor(desk.case(), by=desk.editor)


def counted(case, target: Target, now: datetime):
    ticket = Ticket.objects.get(pk=case.ticket_id)
    return next(one for one in Delays(ticket, now).of_vendor() if one.target == target).reading


def hour(*, days: int = 0, hours: int = 0) -> datetime:
    return MONDAY + timedelta(days=days, hours=hours)


def test_an_answer_noted_later_is_counted_to_when_it_was_given(desk, received):
    with clock.frozen_at(hour(days=3)):
        cases.answer(received, "Corrigé.", by=desk.manager, at=hour(hours=2))

    taken, solved = (counted(received, target, hour(days=3)) for target in (Target.TAKE, Target.RESOLVE))
    assert (taken.consumed, taken.breached_at) == (timedelta(hours=2), None)
    assert (solved.consumed, solved.state) == (timedelta(hours=2), ClockState.STOPPED)
    copy = Deadline.objects.get(ticket=received.ticket_id, clock=Clock.UC, target=Target.RESOLVE)
    assert copy.state == ClockState.STOPPED


def test_what_the_communaute_does_not_read_is_not_counted_to_the_vendor(desk, received):
    with clock.frozen_at(hour(hours=1)):
        cases.answer(received, "Corrigé.", by=desk.editor)

    assert counted(received, Target.RESOLVE, hour(days=14)).consumed == timedelta(hours=1)
    with clock.frozen_at(hour(days=14)):
        cases.write_again(received, "Cela recommence.", by=desk.manager)
    again = counted(received, Target.RESOLVE, hour(days=14, hours=2))
    assert (again.consumed, again.state) == (timedelta(hours=3), ClockState.RUNNING)


def test_news_takes_the_case_and_leaves_the_vendor_its_turn(desk, received):
    with clock.frozen_at(hour(hours=1)):
        cases.answer(received, "Nous cherchons.", by=desk.editor, meaning=Meaning.NEWS)

    received.refresh_from_db()
    assert received.state == CaseState.RECEIVED
    assert counted(received, Target.TAKE, hour(hours=3)).consumed == timedelta(hours=1)
    assert counted(received, Target.NEXT_UPDATE, hour(hours=3)).consumed == timedelta(hours=2)
    solved = counted(received, Target.RESOLVE, hour(hours=3))
    assert (solved.consumed, solved.state) == (timedelta(hours=3), ClockState.RUNNING)


def test_a_question_has_the_vendor_wait_for_the_communaute(client, desk, received):
    with clock.frozen_at(hour(hours=1)):
        asked = cases.answer(received, "Quelle version ?", by=desk.editor, meaning=Meaning.QUESTION).case

    paused = counted(received, Target.RESOLVE, hour(days=2))
    assert (paused.consumed, paused.state) == (timedelta(hours=1), ClockState.PAUSED)
    assert asked.state == CaseState.ASKED
    assert "pose une question" in case_standing.expected(asked, desk.manager).text
    assert [one.label for one in case_standing.buttons(asked, desk.manager) if one.primary] == ["Écrire à l’éditeur"]
    assert [one.text for one in todo(desk.manager)][:1] == [
        f"{asked.ticket.number} question de l’éditeur : {asked.ticket.subject}, {desk.library}"
    ]
    client.force_login(desk.manager)
    assert "L’éditeur vous pose une question" in client.get(asked.ticket.get_absolute_url()).text
    with pytest.raises(Refused, match="la réponse de l’éditeur"):
        moves.resolve(moves.hand_back(asked.ticket, by=desk.manager, diagnosis="", reason=HandoverReason.MORE_NEEDED),
                      by=desk.manager, solution="Fait.", cause=Cause.OTHER)  # fmt: skip
    with clock.frozen_at(hour(days=2)):
        cases.write_again(asked, "La 12.", by=desk.manager)
    assert counted(received, Target.RESOLVE, hour(days=2, hours=1)).consumed == timedelta(hours=2)


def test_an_answer_given_before_the_vendor_was_asked_again_gives_nobody_the_turn(desk, received):
    with clock.frozen_at(hour(hours=4)):
        cases.write_again(received, "Où en êtes-vous ?", by=desk.manager)
    with clock.frozen_at(hour(hours=5)):
        said = cases.answer(received, "Nous cherchons.", by=desk.manager, at=hour(hours=2))

    assert said.case.state == CaseState.RECEIVED
    assert counted(received, Target.RESOLVE, hour(hours=5)).state == ClockState.RUNNING


def test_taken_back_and_sent_again_the_delay_goes_on_from_there(desk, received):
    with clock.frozen_at(hour(hours=1)):
        case = cases.answer(received, "Corrigé.", by=desk.editor).case
    with clock.frozen_at(hour(hours=4)):
        moves.hand_back(case.ticket, by=desk.manager, diagnosis="À vérifier.", reason=HandoverReason.VENDOR_ANSWERED)
    with clock.frozen_at(hour(days=1)):
        cases.write_again(case, "Non.", by=desk.manager)

    assert counted(received, Target.RESOLVE, hour(days=1, hours=1)).consumed == timedelta(hours=2)


def test_the_vendor_reads_its_delays_and_what_is_late_first(client, desk, received):
    with clock.frozen_at(MONDAY):
        other = cases.opened_by_vendor(desk.case(), by=desk.editor)
    with clock.frozen_at(hour(hours=1)):
        cases.answer(received, "Nous cherchons.", by=desk.editor, meaning=Meaning.NEWS)
        cases.answer(other, "Corrigé.", by=desk.editor)
    now = hour(days=60)
    with clock.frozen_at(now):
        client.force_login(desk.editor)
        page = client.get(received.get_absolute_url())
        rows = {one.pk: one for one in client.get(reverse("tickets:cases")).context["listing"].page.records}
        (line,) = todo(desk.editor)

    assert "Vos délais" in page.text
    assert [one.is_late for one in page.context["bars"]] == [False, True, True]
    assert reverse("tickets:delays", args=[received.ticket_id]) not in page.text
    assert (rows[received.pk].is_late, rows[received.pk].due_at) == (
        True,
        counted(received, Target.RESOLVE, now).due_at,
    )
    assert (rows[other.pk].is_late, rows[other.pk].due_at) == (False, None)
    assert (line.tone, line.subject) == ("late", received.number)
    assert line.when.endswith("en retard")


# --- what the service that follows the case is counted ---------------------------------------------------------------


def accounts(ticket_key: int, now: datetime) -> dict[str, Delay]:
    """The delays to solve of the library, of the last level and of the vendor."""
    read = Delays(Ticket.objects.get(pk=ticket_key), now)
    found = [*read.of_library(), *read.of_levels(last=1), *read.of_vendor()]
    return {one.clock: one for one in found if one.target == Target.RESOLVE}


@pytest.mark.parametrize("meaning", [Meaning.ANSWER, Meaning.QUESTION])
def test_the_silence_of_the_service_is_its_own_once_the_vendor_has_spoken(desk, received, meaning):
    with clock.frozen_at(hour(hours=1)):
        said = cases.answer(received, "Quelle version ?", by=desk.editor, meaning=meaning)

    found = accounts(received.ticket_id, hour(days=1, hours=1))
    copy = Deadline.objects.get(ticket=received.ticket_id, clock=Clock.OLA, target=Target.RESOLVE,
                                rank=found[Clock.OLA].rank)  # fmt: skip

    assert found[Clock.OLA].held_by == "DSINum"
    assert (found[Clock.OLA].reading.state, found[Clock.OLA].reading.consumed) == (
        ClockState.RUNNING,
        found[Clock.SLA].reading.consumed - found[Clock.UC].reading.consumed,
    )
    assert (copy.state, copy.due_at) == (ClockState.RUNNING, found[Clock.OLA].reading.due_at)
    lasts = {explain(one.reading)[-1].held_by.partition("\u00a0")[0] for one in found.values()}
    assert lasts == {"DSINum"}, "each table gives the last minutes to the same party"

    with clock.frozen_at(hour(days=1, hours=1)):
        cases.write_again(said.case, "La 12.", by=desk.manager)
    assert explain(accounts(received.ticket_id, hour(days=1, hours=2))[Clock.UC].reading)[-1].held_by.startswith(
        "éditeur"
    )


def test_while_the_vendor_works_no_level_is_counted(desk, received):
    with clock.frozen_at(hour(hours=1)):
        cases.answer(received, "Nous cherchons.", by=desk.editor, meaning=Meaning.NEWS)

    found = accounts(received.ticket_id, hour(hours=3))

    assert (set(found), found[Clock.UC].reading.state) == ({Clock.SLA, Clock.UC}, ClockState.RUNNING)


def test_what_was_said_earlier_and_is_noted_later_moves_the_copies_of_the_hops(desk, received):
    ticket = received.ticket
    with clock.frozen_at(hour(hours=4)):
        cases.write_again(received, "Où en êtes-vous ?", by=desk.manager)
    with clock.frozen_at(hour(hours=5)):
        ticket = moves.hand_back(ticket, by=desk.manager, diagnosis="", reason=HandoverReason.MORE_NEEDED)
    with clock.frozen_at(hour(hours=6)):
        cases.answer(received, "Quelle version ?", by=desk.manager, at=hour(hours=2), meaning=Meaning.QUESTION)

    now = hour(hours=7)
    read = Delays(Ticket.objects.get(pk=ticket.pk), now)
    held = {one.key for one in read.of_levels()}
    kept = {one.key for one in Deadline.objects.filter(ticket=ticket, clock=Clock.OLA)}
    assert kept == held
    assert [one.held_by for one in read.of_levels() if one.target == Target.RESOLVE][-2:] == ["DSINum", "DSINum"]
    assert differences(Ticket.objects.get(pk=ticket.pk), hour(hours=6), Promises()) == []
