"""One fictional person per persona, the same sign-ins for ever (design: demo personas)."""

from dataclasses import dataclass

from network.roles import Role

DOMAIN = "demo.example"
PASSWORD = "maillage-demo-2026"  # noqa: S105 - printed at every start; production refuses the demo


@dataclass(frozen=True)
class Persona:
    """A sign-in of the demo, what it holds and where."""

    account: str
    first_name: str
    last_name: str
    role: Role
    place: str  # SCLP, DSINUM, VENDOR, or the INSEE code of a commune, with « library » when in its library
    what: str

    @property
    def email(self) -> str:
        """The address one signs in with."""
        return f"{self.account}@{DOMAIN}"


PERSONAS = [
    Persona("coordinatrice", "Claire", "Demo", Role.COORDINATOR, "SCLP", "suit les 73 conventions"),
    Persona("dsinum", "Karim", "Demo", Role.PROJECT_MANAGER, "DSINUM", "tient la technique et le marché"),
    Persona("referent", "Luc", "Demo", Role.IT_CORRESPONDENT, "library 78498", "premier niveau dans sa médiathèque"),
    Persona("responsable", "Amina", "Demo", Role.LIBRARY_HEAD, "library 78498", "dirige la médiathèque de Poissy"),
    Persona("agent", "Noé", "Demo", Role.VOLUNTEER, "library 78498", "bénévole trois heures par semaine"),
    Persona("membre", "Odile", "Demo", Role.MEMBER, "78361", "siège au comité technique"),
    Persona("formateur", "Basile", "Demo", Role.TRAINER, "SCLP", "anime les formations"),
    Persona("editeur", "Iris", "Demo", Role.VENDOR_CONTACT, "VENDOR", "répond pour le titulaire du marché"),
    Persona("maire", "Simone", "Demo", Role.COMMUNE_CONTACT, "78498", "signe pour la commune de Poissy"),
    Persona("admin", "Théo", "Demo", Role.ADMINISTRATOR, "SCLP", "tient les personnes et les droits"),
]
