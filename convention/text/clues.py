"""How a French convention betrays its gaps and its names: « prend effet le », « hébergés par … », « auprès de … »."""

from __future__ import annotations

import re
from dataclasses import dataclass

from convention.text.variables import Kind, Source
from foundation.french import MONTHS

GAP = r"(?:\.{3,}|…+|_{3,}|\[\s*(?:\.{3}|…|à compléter)\s*\])"
_WORD = r"[A-ZÀ-Þ0-9][\w&'’-]*"
_NAME = rf"{_WORD}(?: (?:& )?{_WORD})*"  # D4TA ; Grand Paris Seine & Oise
_LONG_NAME = rf"{_WORD}(?: (?:(?:&|de la|de|du|des|en|sur|lès) )*(?:d['’])?{_WORD})*"  # Val de Seine
_CAPITALS = r"(?!ET\b)[A-ZÀ-Þ0-9'’-]+(?: (?!ET\b)(?:&|[A-ZÀ-Þ0-9'’-]+))*"
_DATE = rf"(?:\d{{1,2}}(?:er)? (?:{'|'.join(MONTHS)}) \d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}})"
_NUMBER = r"(?:\d+|une?|deux|trois|quatre|cinq|six|dix|douze)"
_JOINT = r"(?P<joint>de la |de |du |des |de l['’]|d['’])"
_ARTICLES = {"du ": "Le ", "des ": "Les ", "de la ": "La ", "au ": "Le ", "aux ": "Les "}
_EFFECT = r"(?:prend(?:ra)? effet|entre(?:ra)? en vigueur)(?: à compter)? (?:le|du|au)"
_COMMUNITY = r"Communauté (?:urbaine|d['’]agglomération|de communes)"
_COMMUNITY_CAPITALS = r"COMMUNAUT[EÉ] (?:URBAINE|D['’]AGGLOM[EÉ]RATION|DE COMMUNES)"


@dataclass(frozen=True)
class Clue:
    """One way in which a text calls for a variable, and why it should have it (`why`, told to the user).

    In the pattern, `gap` is what the variable takes the place of, `value` the name found there, `joint` its
    preposition. `only_in` is the path of the one part where the clue counts.
    """

    name: str
    label: str
    kind: Kind
    source: Source
    written: str
    pattern: re.Pattern[str]
    why: str = ""
    required: bool = True
    only_in: str = ""

    def default(self, match: re.Match[str]) -> str:
        """The name as it stands alone: « des Mureaux » gives « Les Mureaux »."""
        groups = match.groupdict()
        value = groups.get("value") or ""
        return _ARTICLES.get(groups.get("joint") or "", "") + value if value else ""

    def reason(self, match: re.Match[str]) -> str:
        """Why the variable is proposed here, in the user's words."""
        before = " ".join(match.string[: match.start("gap")].split()[-4:])
        value = self.default(match)
        if not value:
            return f"Le texte laisse un blanc après « {before} »." if before else f"{self.label} : la place est vide."
        lacks_joint = "{{ de_" in self.written and not re.match(r"\s*(?:d['’]|de |du |des )", match["gap"])
        added = f" Il manque « de » après « {before} » : la variable l’ajoute." if lacks_joint else ""
        return f"Le texte écrit « {value} ». {self.why}{added}"


_Subject = tuple[str, str, Kind, Source]
_EFFECT_DATE: _Subject = ("date_effet", "Date d’effet de la convention", "date", "convention")
_NAME_OF_COMMUNITY: _Subject = ("communaute", "Nom de la Communauté", "text", "asked")
_UPKEEP: _Subject = ("prestataire_maintenance", "Prestataire de maintenance des logiciels", "text", "asked")
_BY_MARKET = "Ce nom change avec le marché."
_BY_TERRITORY = "Ce nom tient au territoire : il s’écrit une fois pour toutes dans les variables."
_BY_ACT = "Cela peut changer d’une convention à l’autre."
_BY_MANDATE = "Cela change avec le mandat."

CLUES: tuple[Clue, ...] = (
    Clue(*_EFFECT_DATE, " {{ date_effet }}. ", re.compile(rf"{_EFFECT}(?P<gap>\s+(?:{GAP}\s*)?)(?=[A-ZÀ-Þ])"), _BY_ACT),
    Clue(
        *_EFFECT_DATE, " {{ date_effet }}",
        re.compile(rf"{_EFFECT}(?P<gap>\s*(?P<value>{_DATE})|\s*{GAP}|(?=\s*(?:[.,;]|$)))"), _BY_ACT,
    ),
    Clue(
        "hebergeur", "Hébergeur du SIGB et du portail", "text", "asked", "{{ hebergeur }}",
        re.compile(rf"[Hh]ébergée?s? par (?P<gap>{GAP}|(?P<value>{_NAME}))"), _BY_MARKET,
    ),
    Clue(
        *_UPKEEP, "{{ prestataire_maintenance }}",
        re.compile(rf"auprès de la société (?P<gap>{GAP}|(?P<value>{_NAME}))"), _BY_MARKET,
    ),
    Clue(
        *_UPKEEP, " {{ de_prestataire_maintenance }}",
        re.compile(rf"[Mm]aintenance[^.;\n]{{0,80}}?\bauprès(?P<gap> (?:de |d['’])?(?:{GAP}|(?P<value>{_NAME})))"),
        _BY_MARKET,
    ),
    Clue(
        *_NAME_OF_COMMUNITY, "{{ COMMUNAUTE }}",
        re.compile(rf"{_COMMUNITY_CAPITALS} (?P<gap>(?P<value>{_CAPITALS}))"), _BY_TERRITORY,
    ),
    Clue(
        "sigle_communaute", "Sigle de la Communauté", "text", "asked", "{{ sigle_communaute }}",
        re.compile(rf"{_COMMUNITY} (?P<gap>(?P<value>[A-Z][A-Z0-9&]{{1,9}}))(?![\w'’-])"), _BY_TERRITORY,
    ),
    Clue(
        *_NAME_OF_COMMUNITY, "{{ communaute }}",
        re.compile(rf"{_COMMUNITY} (?P<gap>(?P<value>{_LONG_NAME}))"), _BY_TERRITORY,
    ),
    Clue(
        "duree", "Durée de la convention", "text", "convention", "{{ duree }}",
        re.compile(rf"(?:durée|période) de (?P<gap>(?P<value>{_NUMBER} (?:ans?|années?|mois)))\b"), _BY_ACT,
    ),
    Clue(
        "departement", "Département", "place", "asked", "{{ de_departement }}",
        re.compile(rf"[Dd]épartement (?P<gap>{_JOINT}(?P<value>{_NAME}))"), _BY_TERRITORY,
    ),
    Clue(
        "tribunal", "Siège du tribunal compétent", "place", "asked", "{{ de_tribunal }}",
        re.compile(rf"tribunal (?:administratif|judiciaire) (?P<gap>{_JOINT}(?P<value>{_NAME}))"), _BY_TERRITORY,
    ),
    Clue(
        "exemplaires", "Nombre d’exemplaires originaux", "text", "asked", "{{ exemplaires }}",
        re.compile(rf"en (?P<gap>(?P<value>{_NUMBER})) exemplaires?"), _BY_ACT, only_in="closing",
    ),
    Clue(
        "lieu_signature", "Lieu de signature", "place", "asked", "{{ a_lieu_signature }}",
        re.compile(rf"(?P<gap>\b(?P<joint>à |au |aux )(?:{GAP}|(?P<value>{_NAME})))"), _BY_TERRITORY, only_in="closing",
    ),
    Clue(
        "date_signature", "Date de signature", "date", "convention", " {{ date_signature }}",
        re.compile(rf"\ble(?P<gap>\s*(?:{GAP}|(?P<value>{_DATE}))?)(?=\s*\.?$)"), _BY_ACT,
        required=False, only_in="closing",
    ),
)  # fmt: skip


def blank(rank: int) -> Clue:
    """A gap that no other clue explains."""
    return Clue(
        f"blanc_{rank}", f"Blanc n° {rank} à remplir", "text", "asked", f"{{{{ blanc_{rank} }}}}",
        re.compile(rf"(?<![^\s*])(?P<gap>{GAP})(?=[\s.,;:)*]|$)"),
    )  # fmt: skip


def capacity_of(role: str, label: str, source: Source) -> Clue:
    """In what capacity a party signs."""
    pattern = re.compile(r"(?P<gap>(?P<value>.+))")
    return Clue(
        f"qualite_{role}", f"Qualité {label}", "text", source, f"{{{{ qualite_{role} }}}}", pattern, _BY_MANDATE
    )


def name_of(role: str, label: str, source: Source, known: str) -> Clue:
    """Who signs: the name given, wherever it stands, or the place left for it."""
    pattern = re.compile(rf"(?P<gap>(?P<value>{re.escape(known)}))" if known else r"(?P<gap>)$")
    written = f"{{{{ {role} }}}}"
    return Clue(role, f"Nom {label}", "person", source, written, pattern, _BY_MANDATE, required=bool(known))
