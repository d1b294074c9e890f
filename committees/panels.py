"""What is shown of a body and of a seat beside its list, and the buttons that act on them."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from committees import rules
from committees.models import Committee, Designation, Seat
from committees.states import Quorum
from foundation import clock
from foundation.french import bound, count, long_date
from foundation.parts import Button

Facts = list[tuple[str, Any]]


# --- a body ----------------------------------------------------------------------------------------------------------


def facts(committee: Committee) -> Facts:
    """« En bref »."""
    rows: Facts = [
        ("Sorte", capfirst(str(committee.get_kind_display()))),
        ("Code", committee.code),
        ("Article", committee.article or "aucun"),
        ("Ouvert le", bound(long_date(committee.opened_on))),
    ]
    if committee.closed_on:
        rows.append(("Dernier jour", bound(long_date(committee.closed_on))))
    return rows


def rules_of(committee: Committee) -> Facts:
    """How it meets and decides, in words."""
    proxies = committee.proxies_per_person
    hours = f"{committee.usual_minutes / 60:g}".replace(".", ",")
    return [
        ("Quorum", quorum_of(committee)),
        ("Majorité", committee.get_majority_display()),
        ("Partage des voix", committee.get_tie_display()),
        ("Suppléants", f"{committee.substitutes_per_seat} par siège" if committee.substitutes_per_seat else "aucun"),
        ("Procurations", f"{count(proxies, 'procuration')} par personne, au plus" if proxies else "pas permises"),
        ("À distance", "permis, sauf réunion qui dit le contraire" if committee.allows_remote else "pas permis"),
        ("Rythme", bound(f"{count(committee.meetings_a_year, 'réunion')} de {hours} h par an")),
        ("Convocation", f"{count(committee.summons_days, 'jour')} avant"),
        ("Observations", f"{count(committee.observation_days, 'jour')} après l’envoi du compte rendu"),
        ("12 h de la commune", "ses heures comptent (art. 4.1)" if committee.counts_hours else "ne comptent pas"),
    ]


def quorum_of(committee: Committee) -> str:
    """« 1/2 des sièges délibératifs pourvus », « 5 membres », « aucun »."""
    if committee.quorum == Quorum.NUMBER:
        return count(committee.quorum_number or 0, "membre")
    if committee.quorum == Quorum.SHARE:
        share = f"{committee.quorum_numerator}/{committee.quorum_denominator}"
        return f"{'la moitié' if share == '1/2' else share} des sièges délibératifs pourvus"
    return "aucun"


def buttons(committee: Committee, person: Any) -> list[Button]:
    """What one may do with a body; what cannot be done, with its reason."""
    key = [committee.pk]
    found = []
    if rules.may_keep(person):
        found += _keeping(committee)
    if rules.may_read_all(person):
        found.append(Button("Communes", reverse("committees:communes", args=key), icon="landmark"))
    life = reverse("foundation:life", args=["committees", "committee", committee.pk])
    return [*found, Button("Historique", life, icon="history")]


def _keeping(committee: Committee) -> list[Button]:
    key, found = [committee.pk], []
    if committee.is_open_today:
        found.append(Button("Ouvrir un siège", reverse("committees:new_seat", args=key), primary=True, icon="plus"))
        if not rules.refusal_to_open_seats(committee, clock.today()):
            url = reverse("committees:missing_seats", args=key)
            found.append(Button("Ouvrir les sièges manquants", url, icon="list-checks"))
    found.append(Button("Règles", reverse("committees:rules", args=key), icon="scale"))
    found.append(Button("Modifier", reverse("committees:edit", args=key), icon="pencil"))
    if not rules.refusal_to_close(committee):
        found.append(Button("Fermer", reverse("committees:close", args=key), icon="archive"))
    return found


# --- a seat ----------------------------------------------------------------------------------------------------------


def facts_of_seat(seat: Seat) -> Facts:
    """« En bref »."""
    rows: Facts = [
        ("Comité", format_html('<a href="{}">{}</a>', seat.committee.get_absolute_url(), seat.committee)),
        ("Qualité", capfirst(str(seat.get_capacity_display()))),
        ("Pour", seat.place_label or "aucun lieu du réseau"),
        ("Voix", seat.get_voice_display()),
        ("Numéro", str(seat.number)),
        ("Ouvert le", bound(long_date(seat.opened_on))),
    ]
    if seat.closed_on:
        rows.append(("Dernier jour", bound(long_date(seat.closed_on))))
    return rows


def buttons_of_seat(seat: Seat, person: Any, *, holder: Designation | None) -> list[Button]:
    """What one may do with a seat: who designates, who keeps the bodies."""
    key, found = [seat.pk], []
    is_over = seat.closed_on is not None and seat.closed_on < clock.today()
    if rules.may_designate(seat, person) and not is_over:
        if holder:
            url = reverse("committees:replace", args=key)
            found.append(Button("Remplacer le titulaire", url, primary=True, icon="user-check"))
        url = reverse("committees:designate", args=key)
        found.append(Button("Désigner", url, primary=holder is None, icon="user-plus"))
    if rules.may_keep(person):
        found.append(Button("Modifier", reverse("committees:edit_seat", args=key), icon="pencil"))
        if seat.closed_on is None:
            found.append(Button("Fermer le siège", reverse("committees:close_seat", args=key), icon="archive"))
    life = reverse("foundation:life", args=["committees", "seat", seat.pk])
    return [*found, Button("Historique", life, icon="history")]


def buttons_of(designation: Designation, seat: Seat, person: Any) -> list[Button]:
    """What one may still do with a designation: end it, or take it back before its first day."""
    today = clock.today()
    if not rules.may_designate(seat, person) or (designation.ends_on and designation.ends_on < today):
        return []
    key = [designation.pk]
    if not rules.has_begun(designation, today):
        return [Button("Retirer", reverse("committees:take_back", args=key), method="post", icon="x")]
    return [Button("Mettre fin", reverse("committees:end", args=key), icon="log-out")]


def situation(designation: Designation, on: Any) -> tuple[str, str]:
    """Whether a designation holds that day, in words, and the tone of them; after `with_backing`."""
    if designation.ends_on and designation.ends_on < on:
        return "terminée", "neutral"
    if designation.starts_on > on:
        return "à venir", "info"
    is_backed = designation.is_backed  # type: ignore[attr-defined]  # an annotation
    return ("en cours", "ok") if is_backed else ("à remplacer", "warn")


def why_to_replace(holder: Designation) -> str:
    """What a holder who is to be replaced has lost."""
    return f"{holder.person} ne tient plus la fonction qui permet de siéger ici."
