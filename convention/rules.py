"""Who may act on a convention, and what each step still waits for. Imports no models."""

from datetime import date
from typing import Any

from convention.offices import MAYOR, PRESIDENT, mayor_of, president_of
from convention.states import COMMUNE_COPY, Holder, Situation, State, situation_of
from foundation import clock
from foundation.french import duration, enumerate_fr, long_date
from network.roles import Right, Scope, roles_seeing
from network.rules import has_right

TOOK_EFFECT = "la dénonciation a déjà pris effet : il faut une nouvelle convention"

# --- who may ---------------------------------------------------------------------------------------------------------


def may_prepare(convention: Any, person: Any) -> bool:
    """The SCLP’s coordination prepares, sends, records and notifies; it may do the commune’s own steps too."""
    return may_manage(person)


def may_act_for_commune(convention: Any, person: Any) -> bool:
    """The steps of the commune’s side: its own contact, today; the coordination, which is told by post (R45).

    The signed scan is not one of them: it shows the Président’s signature, the last one, that the SCLP receives.
    """
    is_contact = has_right(person, Right.SIGN_FOR_COMMUNE, convention.commune)
    return is_contact or may_prepare(convention, person)


def may_move_original(original: Any, person: Any) -> bool:
    """Who notes where an original is: of the two while the Maire has to sign, then of its own, the commune too.

    Not of one that has reached the Président’s services or the archives, where the commune cannot see it.
    """
    convention = original.convention
    if may_prepare(convention, person):
        return True
    is_its_own = convention.state == State.SIGNING or original.number == COMMUNE_COPY
    is_elsewhere = original.holder in (Holder.PRESIDENCY, Holder.ARCHIVES)
    return is_its_own and not is_elsewhere and may_act_for_commune(convention, person)


def holders_to_choose(convention: Any, person: Any) -> list[Holder]:
    """Where this person may say that an original is: the commune, that it has it, sent it back or lost it."""
    return list(Holder) if may_prepare(convention, person) else [Holder.COMMUNE, Holder.TRANSIT, Holder.LOST]


def may_manage(person: Any) -> bool:
    """Make conventions and follow all of them (design: functions)."""
    return has_right(person, Right.MANAGE_CONVENTIONS)


def sees_all_conventions(person: Any) -> bool:
    """Reads those of the whole territory, and is not asked about one as if it were the own commune’s."""
    return bool(person.roles(clock.today()) & set(roles_seeing("conventions", Scope.NETWORK)))


def may_read_conventions(person: Any) -> bool:
    """Coordination, direction, chef de projet, administrator; heads and contacts, those of their own commune."""
    return has_right(person, Right.READ_CONVENTION)


def may_read_models(person: Any) -> bool:
    """Model texts are the coordination’s working papers."""
    return has_right(person, Right.MANAGE_CONVENTIONS)


# --- what is missing -------------------------------------------------------------------------------------------------


def missing_to_validate(convention: Any) -> list[str]:
    """What prevents the text from being frozen (R01, R40)."""
    missing = missing_dates(convention)
    if not convention.version_id:
        return [*missing, "le modèle de convention"]
    if not missing and wrong_end(last_day := convention.end.date):
        missing.append(f"une date d’effet plus tardive : le dernier jour serait le {long_date(last_day)}, déjà passé")
    if values := convention.missing_values():
        return [*missing, *values]
    if not convention.document_id:
        missing.append("le PDF de la convention")
    elif convention.text_changed_since_pdf():
        missing.append("un PDF à jour : le texte, une date ou un nom a changé depuis le dernier")
    return missing


def missing_dates(convention: Any) -> list[str]:
    """What is wrong with the dates: no effect date, outside every mandate, or on top of another convention (R40)."""
    if convention.starts_on is None:
        return ["la date d’effet"]
    missing = []
    if convention.mandate is None or convention.mandate.ends_on < convention.starts_on:
        missing.append("un mandat du Président qui couvre la date d’effet")
    if clash := convention.overlapping():
        missing.append(
            f"une date d’effet hors de la convention {clash.number}, "
            f"qui court du {long_date(clash.starts_on)} au {long_date(clash.end.date)}"
        )
    return missing


def missing_to_send(convention: Any) -> list[str]:
    """An effect date that still makes sense: a mandate may have been moved since the text was frozen (R40, art. 6)."""
    is_possible = convention.starts_on is None or not wrong_start(convention.mandate, convention.starts_on)
    return (
        [] if is_possible else ["une date d’effet pendant le mandat du Président, tel qu’il est enregistré aujourd’hui"]
    )


def missing_to_sign(convention: Any) -> list[str]:
    """Both signatures, each with a possible date (R45: the Maire, then the Président)."""
    missing = []
    mayor, president = mayor_of(convention), president_of(convention)
    for who, signed_on in ((mayor, convention.mayor_signed_on), (president, convention.president_signed_on)):
        if not signed_on:
            missing.append(f"la date de signature {who.of}")
        elif wrong_signature_date(convention, signed_on):
            missing.append(f"une date de signature {who.of} entre la validation et aujourd’hui")
    if not missing and wrong_order(convention.mayor_signed_on, convention.president_signed_on):
        missing.append(f"une signature {president.of} qui ne précède pas celle {mayor.of}")
    return missing


def missing_to_correct(convention: Any) -> list[str]:
    """What corrected dates must still be: both signatures; of an old paper convention, one that is known (R45)."""
    if convention.version_id:
        return missing_to_sign(convention)
    known = [day for day in (convention.mayor_signed_on, convention.president_signed_on) if day]
    if not known:
        return ["une date de signature"]
    if any(wrong_signature_date(convention, day) for day in known):
        return ["une date de signature qui ne soit pas dans l’avenir"]
    why = wrong_order(convention.mayor_signed_on, convention.president_signed_on, convention)
    return [why] if why else []


def missing_to_sign_by_mayor(convention: Any) -> list[str]:
    """What the commune waits for before the Maire can sign: the text frozen, then sent (R45).

    Nothing of a paper convention to complete: it was signed in its time.
    """
    if is_paper_draft(convention):
        return []
    return {
        State.DRAFT: ["le texte validé par la Communauté urbaine"],
        State.VALIDATED: ["l’envoi en signature par la Communauté urbaine"],
    }.get(convention.state, [])


def why_not_chase(convention: Any) -> str:
    """Why the commune is not asked again for the Maire’s signature: given, or asked for today already (R45)."""
    if convention.mayor_signed_on:
        return f"{mayor_of(convention).the} a signé le {long_date(convention.mayor_signed_on)}"
    if convention.sent_on == clock.today():
        return "elle est en signature depuis aujourd’hui seulement"
    if convention.chased_on == clock.today():
        return "la commune a déjà été relancée aujourd’hui"
    return ""


def missing_to_notify(convention: Any) -> list[str]:
    """The signed scan, kept unaltered, proves what is notified (R45)."""
    return [] if convention.scan_id else ["le scan de la convention signée"]


def is_paper_draft(convention: Any) -> bool:
    """Whether it is a line taken over that still lacked something, that its page or another import may complete."""
    return convention.state == State.DRAFT and convention.version_id is None


def missing_to_adopt(convention: Any) -> list[str]:
    """What an old paper convention needs to enter the follow-up: its effect date and one signature date."""
    missing = missing_dates(convention)
    if not (convention.mayor_signed_on or convention.president_signed_on):
        missing.append("une date de signature")
    return missing


def last_signed_on(convention: Any) -> date | None:
    """The day of the last signature that is known: of an old paper convention, its notification when no day is."""
    return max(filter(None, (convention.mayor_signed_on, convention.president_signed_on)), default=None)


def paper_over(convention: Any) -> str:
    """That a convention signed on paper is over, by the dates that are known of it; empty otherwise (R40)."""
    last_day = convention.end.date if convention.end else None
    if convention.version_id or last_day is None or last_day >= clock.today():
        return ""
    return f"D’après ses dates, elle est échue : son dernier jour était le {long_date(last_day)}."


def missing_to_take_back(convention: Any) -> list[str]:
    """Only what was taken over from a follow-up can be taken back: what was signed here is ended by a termination."""
    return ["une convention reprise d’un suivi, et non faite ici"] if convention.version_id else []


def awaited(convention: Any, ends_on: date | None, on: date, *, next_state: str = "") -> str:
    """What a convention waits for, in the few words of a list; empty when it waits for nothing.

    `next_state` is that of the one that takes over from it, if any.
    """
    signatures = (mayor_of, convention.mayor_signed_on), (president_of, convention.president_signed_on)
    is_signing = convention.state == State.SIGNING
    unsigned = [office(convention).of for office, signed_on in signatures if is_signing and not signed_on]
    by_state = {
        State.DRAFT: "la validation du texte",
        State.VALIDATED: "l’envoi en signature",
        State.SIGNING: f"la signature {enumerate_fr(unsigned)}" if unsigned else "le constat de signature",
        State.SIGNED: "la notification" if convention.scan_id else "le scan signé",
    }
    if is_paper_draft(convention):
        return "des dates à compléter"
    if convention.state in by_state:
        return by_state[convention.state]
    is_terminated = convention.terminated_on is not None
    situation = situation_of(convention.state, convention.starts_on, ends_on, on, is_terminated=is_terminated)
    another = "une nouvelle convention"
    alone = {Situation.TO_RENEW: "son renouvellement", Situation.EXPIRED: another, Situation.VOID: another}
    if situation not in alone or next_state == State.NOTIFIED:
        return ""
    return "la notification de sa suite" if next_state else alone[situation]


NOTHING_CORRECTED = "Aucune date n’a changé : il n’y a rien à corriger."

# --- what a date cannot be, in French; empty when it can -------------------------------------------------------------


def wrong_start(mandate: Any, starts_on: date) -> str:
    """Why a convention cannot take effect that day: it ends with the President’s mandate (R40, art. 6).

    `mandate` is the last one begun by that day.
    """
    if mandate is None:
        return f"Aucun mandat du Président n’est enregistré au {long_date(starts_on)}."
    if mandate.ends_on < starts_on:
        known = "finit" if mandate.is_estimated else "a fini"
        return (
            f"Le mandat de {mandate.president} {known} le {long_date(mandate.ends_on)} : "
            "la convention serait échue avant d’avoir pris effet (art. 6)."
        )
    return ""


def wrong_end(last_day: date | None) -> str:
    """Why a convention still to be signed cannot have this last day: it would be over already (R40, art. 6).

    What was signed on paper in its time is not asked so: it is taken over, expired.
    """
    if last_day is None or last_day >= clock.today():
        return ""
    told = long_date(last_day)
    return f"La convention serait déjà échue : son dernier jour serait le {told}. Choisissez une date plus tardive."


def wrong_effect(convention: Any) -> str:
    """Why a convention cannot take effect on its day: never in force or, still to be signed, over (R40, art. 6)."""
    why = wrong_start(convention.mandate, convention.starts_on)
    return why or (wrong_end(convention.end.date) if convention.version_id else "")


def wrong_neighbour(convention: Any) -> str:
    """Why a convention cannot have its dates: they are those of another one of the commune (R40)."""
    if clash := convention.overlapping():
        return f"La convention {clash.number} court du {long_date(clash.starts_on)} au {long_date(clash.end.date)}."
    if twin := convention.of_same_start():
        return f"La convention {twin.number} a déjà cette date d’effet."
    return ""


def retroactive(convention: Any) -> str:
    """What to know, without being refused, of an effect date that is past while the convention still runs (R40)."""
    starts_on, today = convention.starts_on, clock.today()
    if not convention.version_id or starts_on is None or starts_on >= today or wrong_effect(convention):
        return ""
    since = duration((starts_on - today).days)
    return f"La convention prend effet rétroactivement, le {long_date(starts_on)} ({since}) : vérifiez que c’est voulu."


def wrong_signature_date(convention: Any, signed_on: date) -> str:
    """Why this day cannot be a signature’s: in the future, or before the text was what it is."""
    validated_on = convention.validated_on
    if signed_on > clock.today():
        return "Cette date est dans l’avenir."
    if validated_on and signed_on < validated_on:
        return f"Le texte n’a été validé que le {long_date(validated_on)}."
    return ""


def refused_signature(convention: Any, signed_on: date, *, for_commune: bool = False) -> str:
    """`wrong_signature_date` with what to do when the paper bears that day all the same (R45).

    A text frozen here was not signed before: that paper is another one, whatever the commune or the tool says of it.
    """
    why = wrong_signature_date(convention, signed_on)
    if not why or signed_on > clock.today():
        return why
    why += " Il n’a pas pu être signé avant : vérifiez la date écrite sur le papier."
    if for_commune:
        return f"{why} Si c’est bien celle-là, demandez au SCLP ce qu’il faut signer."
    if convention.state == State.NOTIFIED:
        return why
    return (
        f"{why} Si une convention plus ancienne a été signée hors de Maillage, reprenez celle-ci en brouillon et "
        "abandonnez-la, puis importez l’ancienne par l’onglet « Conventions déjà signées »."
    )


def president_alone(mayor_signed_on: date | None, president_signed_on: date | None, convention: Any = None) -> str:
    """Why the Président’s signature cannot be recorded yet: the Maire signs first (R45).

    Of an old paper convention one date may be all that is known: there this is no reason.
    """
    return mayor_first(convention) if president_signed_on and not mayor_signed_on else ""


def mayor_first(convention: Any = None) -> str:
    """What is said to whoever gives no day for the Maire, who signs first (R45)."""
    mayor = mayor_of(convention) if convention else MAYOR
    return f"{mayor.title} signe d’abord : donnez sa date."


def wrong_order(mayor_signed_on: date | None, president_signed_on: date | None, convention: Any = None) -> str:
    """Why the two signatures cannot have these dates: the Président signs what the Maire has signed (R45)."""
    if mayor_signed_on and president_signed_on and president_signed_on < mayor_signed_on:
        mayor, president = (mayor_of(convention), president_of(convention)) if convention else (MAYOR, PRESIDENT)
        return f"{president.title} signe après {mayor.the}, qui a signé le {long_date(mayor_signed_on)}."
    return ""


def wrong_original_date(convention: Any, since: date) -> str:
    """Why an original cannot be somewhere since that day: in the future, or before it was printed to be signed."""
    if since > clock.today():
        return "Cette date est dans l’avenir."
    if convention.sent_on and since < convention.sent_on:
        return f"Les exemplaires n’existent que depuis l’envoi en signature, le {long_date(convention.sent_on)}."
    return ""


def wrong_notification_date(convention: Any, notified_on: date) -> str:
    """Why this day cannot be the notification’s: in the future, or before both have signed."""
    signed_on = last_signed_on(convention)
    if notified_on > clock.today():
        return "Cette date est dans l’avenir."
    if signed_on and notified_on < signed_on:
        return f"La convention n’a été signée que le {long_date(signed_on)}."
    return wrong_original_date(convention, notified_on)  # that day the commune holds its original


def already_terminated(convention: Any) -> str:
    """Why a termination cannot be recorded: one is, and what it ended is not revived by another (R40, art. 6)."""
    if convention.terminated_on is None:
        return ""
    if convention.terminated_on < clock.today():
        return TOOK_EFFECT
    return f"une dénonciation au {long_date(convention.terminated_on)} est déjà enregistrée : annulez-la d’abord"


def wrong_termination(convention: Any) -> str:
    """Why the last day that a paper convention is said to have cannot be; empty when none is said."""
    return wrong_last_day(convention, convention.terminated_on) if convention.terminated_on else ""


def wrong_last_day(convention: Any, last_day: date) -> str:
    """Why a termination cannot have this last day: the convention binds nobody yet, or is over by then (R40, art. 6).

    One may end it before it takes effect: « à tout moment ».
    """
    otherwise, notified_on = convention.end_without_termination(), convention.notified_on
    if notified_on and last_day < min(notified_on, convention.starts_on):
        return f"La convention n’a été notifiée que le {long_date(notified_on)}."
    if otherwise and last_day >= otherwise:
        return f"Sans dénonciation, la convention finit déjà le {long_date(otherwise)}."
    return ""
