"""Import of people: by e-mail, else by name and place; what they hold comes with them."""

from dataclasses import replace
from typing import Any

from foundation.french import fold, typography
from foundation.imports.kinds import ImportKind
from foundation.imports.lines import Applied, Line, check_model, read_fields, save_model
from foundation.imports.repeats import difference
from foundation.imports.values import field_of
from foundation.tabular.cells import date_fr, email, phone_fr, text
from foundation.tabular.columns import Column
from foundation.workflow import Refused
from network.imports import functions
from network.imports.acquaintances import Acquaintances
from network.imports.cells import typed
from network.imports.designation import functions_of, place_of
from network.imports.places import COMMUNE_COLUMNS
from network.imports.recognition import recognised
from network.models import Person
from network.roles import Role
from network.rules import may_give, may_manage_network, may_manage_person

COLUMNS = (
    Column("last_name", "Nom", ("nom de famille", "nom d’usage"), required=True, parse=typed(80)),
    Column("first_name", "Prénom", required=True, parse=typed(80)),
    Column(
        "email", "Adresse e-mail", ("e-mail", "mail", "mél", "courriel", "adresse mail", "adresse électronique"),
        parse=email, help="Elle identifie la personne, qui sans elle ne peut pas se connecter.",
    ),
    Column("phone", "Téléphone", ("tel", "numéro de téléphone", "téléphone professionnel"), parse=phone_fr),
    Column(
        "roles", "Fonction", ("rôle", "poste"), parse=functions.roles,
        help="Celles de la page Droits ; plusieurs, séparées par une virgule, si elles s’exercent au même lieu.",
    ),
    Column(
        "place", "Lieu", ("bibliothèque", "médiathèque", "service", "titulaire", "établissement", "structure"),
        parse=text(160), help="Nom ou code de la bibliothèque, service (SCLP, DSINum), titulaire, ou commune.",
    ),
    *COMMUNE_COLUMNS,
    Column(
        "starts_on", "À partir du",
        (
            "du", "depuis", "depuis le", "à compter du", "début", "début le", "date de début", "date du début",
            "arrivée", "date d’arrivée", "date d’entrée", "prise de poste", "prise de fonction",
        ),
        parse=date_fr, help="Aujourd’hui sinon.",
    ),
    Column(
        "ends_on", "Jusqu’au",
        ("au", "fin", "fin le", "date de fin", "jusqu’à", "départ", "date de départ", "date de sortie"),
        parse=date_fr, help="Le dernier jour, s’il est connu.",
    ),
)  # fmt: skip
OWN = ("last_name", "first_name", "email", "phone")


def prepare(line: Line) -> dict[str, Any]:
    """Who the line designates, how to reach them, and all they will hold once it is imported."""
    fields = {name: line.values[name] for name in OWN if line.values.get(name) is not None}
    place = place_of(line)
    new = functions_of(line, place)
    if line.is_refused:
        return fields
    try:
        existing = line.lookup.find(fields, place)
    except Refused as doubt:
        line.refuse("email" if "email" in fields else "last_name", doubt.message)
        return fields
    if existing is None:
        _notice_new(line, fields)
    held = functions.held_by(existing) if existing else []
    given = [one for one in new if not functions.is_held(one, held)]
    if given:
        fields["functions"] = functions.written([*held, *given])
    return recognised(fields, existing, ("first_name", "last_name"), numbers=["phone"])


def match(line: Line) -> Person | None:
    """The person that the preview recognised; for a new one, whoever has come since. Raises Refused in doubt."""
    if key := line.fields.get("id"):
        return Person.objects.filter(pk=key).first()
    given = functions.read(line.fields.get("functions", ""))
    return line.lookup.find(line.fields, given[0].place if given else None)


def current(existing: Person, names: Any) -> dict[str, Any]:
    """What the person says now; their functions as one text."""
    own = read_fields(existing, [name for name in names if field_of(Person, name)])
    if "functions" in names:
        own["functions"] = functions.written(functions.held_by(existing))
    return own


def check(line: Line, existing: Person | None) -> None:
    """What saving the person would refuse, or what whoever imports may not do."""
    _insist_may_change(existing, line.by)
    check_model(_without_functions(line), existing)


def apply(line: Line, existing: Person | None, by: Any) -> Applied:
    """Save the person, then each function they do not hold yet; Refused what the importer may not do on a page."""
    _insist_may_change(existing, by)
    person: Any = save_model(_without_functions(line), existing, by)
    held = functions.held_by(person)
    made = []
    for one in functions.read(line.fields.get("functions", "")):
        if not functions.is_held(one, held):
            if not may_give(Role(one.role), by):
                raise Refused(f"La fonction « {Role(one.role).label} » ne se donne que par un administrateur.")
            assignment: Any = one.assignment
            assignment.person, assignment._history_user = person, by
            assignment.full_clean()
            assignment.save()
            made.append(assignment)
    return Applied(person, tuple(made))


def _insist_may_change(existing: Person | None, by: Any) -> None:
    """Raise Refused when this person’s own page would not let them be changed by whoever imports."""
    if existing and not may_manage_person(existing, by):
        raise Refused(f"La fiche de {existing} ne se change que par un administrateur.")


def _notice_new(line: Line, fields: dict[str, Any]) -> None:
    """What to know of someone new: no sign-in without an address, and never twice the same name without one."""
    if "email" in fields:
        return
    line.warn("email", "Sans adresse e-mail, cette personne ne pourra pas se connecter.")
    name = fold(f"{fields['last_name']} {fields['first_name']}")
    number, cells = line.lookup.new_names.setdefault(name, (line.number, line.cells))
    if number != line.number:
        told = difference(line, number, cells, apart={"last_name", "first_name"})
        line.refuse(
            "last_name",
            f"La ligne {number} porte le même nom.{told} Sans adresse, rien ne dit si c’est la même personne : "
            "gardez-en une.",
        )


def _without_functions(line: Line) -> Line:
    """The same line, sharing its problems, with the fields of the person alone."""
    return replace(line, fields={name: value for name, value in line.fields.items() if name in OWN})


PEOPLE = ImportKind(
    name="personnes",
    label="personnes",
    model=Person,
    columns=COLUMNS,
    may=may_manage_network,
    identity=("email",),
    help=typography(
        "Une personne est reconnue à son adresse e-mail, sinon à son nom et à son lieu ; en cas de doute, la ligne est "
        "refusée. Personne n’est invité à se connecter : cela se fait ensuite, sur la fiche."
    ),
    labels={"functions": "Fonctions"},
    lookup=Acquaintances,
    prepare=prepare,
    match=match,
    current=current,
    check=check,
    apply=apply,
)
