"""The demo’s desk: what libraries have declared these last weeks, worked by the functions of the screens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from foundation import clock
from foundation.clock import PARIS
from foundation.workcalendar import add_working_days
from network.models import Assignment, Library, Person, Vendor
from network.roles import Role
from reporting.demo.past import long_sent
from reporting.demo.personas import PERSONAS
from tickets import cases, declaring, delay_checks, incidents, moves, teams
from tickets.declaring import Asked
from tickets.models import CannedAnswer, Category, NetworkIncident, Ticket
from tickets.priorities import Urgency
from tickets.states import Cause, HandoverReason, Level, Severity, WaitingReason

NIGHT = time(3)
OWN = "78498"  # the commune of the personas of a library


@dataclass(frozen=True)
class Said:
    """One declaration: how many working days ago and at what time, where, under what, in which words."""

    ago: int
    at: time
    where: int  # rank of the library; 0 is that of the personas
    code: str
    subject: str
    description: str
    urgency: str
    then: str  # what became of it: a function of STORIES
    words: tuple[str, ...] = ()


DECLARED = [
    Said(24, time(9, 20), 3, "portail-panne", "Le portail affiche « erreur 502 »",
         "Depuis l’ouverture, le portail répond « erreur 502 » sur tous les postes et sur mon téléphone.",
         Urgency.STOPPED, "by_vendor",
         ("Testé sur deux postes et un téléphone : même erreur. Le SIGB répond.",
          "Bonjour, le portail répond « erreur 502 » depuis 9 h 15, sur tous les réseaux essayés.",
          "Le certificat avait expiré. Il est renouvelé, et son renouvellement est désormais automatique.",
          "Certificat renouvelé par l’éditeur ; le portail répond.")),
    Said(21, time(10, 5), 5, "usage", "Prolonger un prêt déjà réservé par un autre lecteur",
         "Une lectrice demande une prolongation et le SIGB refuse. Est-ce une règle ou un réglage ?",
         Urgency.UNSEEN, "by_correspondent",
         ("C’est la règle commune : un document réservé ne se prolonge pas. La fiche « Prêts » le dit page 2.",)),
    Said(18, time(14, 40), 7, "materiel", "La douchette du poste d’accueil ne lit plus",
         "Elle s’allume mais ne lit aucun code-barres. Débranchée et rebranchée, sans effet.",
         Urgency.DEGRADED, "by_town", ("Douchette remplacée ce matin.",)),
    Said(15, time(11, 15), 9, "sigb-parametrage", "Passer le prêt des jeux à quatre semaines",
         "Les familles nous le demandent souvent. Est-ce possible pour notre bibliothèque seule ?",
         Urgency.UNSEEN, "approved",
         ("Quatre semaines pour les jeux, dans votre bibliothèque : êtes-vous d’accord ?",
          "Oui, à partir du mois prochain.", "La règle est en place ; elle vaut pour les nouveaux prêts.")),
    Said(12, time(9, 50), 2, "sigb-acces", "Mot de passe refusé après le congé d’une collègue",
         "Ma collègue ne peut plus ouvrir le module de prêt depuis son retour.",
         Urgency.DEGRADED, "by_dsinum",
         ("Compte testé sur deux postes : refusé à chaque fois.", "Compte débloqué et mot de passe réinitialisé.")),
    Said(9, time(15, 30), 11, "consommables", "Plus de codes-barres",
         "Il nous reste une planche.", Urgency.DEGRADED, "at_town"),
    Said(8, time(10, 10), 4, "sigb-anomalie", "Deux réservations affichées pour un seul exemplaire",
         "Le même exemplaire est promis à deux lecteurs. Le code-barres est joint.",
         Urgency.DEGRADED, "at_vendor",
         ("Vu sur deux notices différentes, toujours après un retour en boîte.",
          "Bonjour, un exemplaire rendu dans la boîte est promis à deux lecteurs : notices 48210 et 51877.")),
    Said(6, time(16, 20), 0, "catalogue", "Trois notices pour le même roman",
         "« Le Grand Meaulnes », même édition, trois notices. Les exemplaires sont répartis.",
         Urgency.UNSEEN, "waiting", ("Pouvez-vous nous donner les trois numéros de notices ?",)),
    Said(5, time(9, 35), 0, "sigb-anomalie", "Le reçu de prêt n’imprime plus la date de retour",
         "Le reçu sort, mais la ligne de la date est vide depuis hier.",
         Urgency.DEGRADED, "resolved",
         ("Le modèle de reçu avait été vidé : la date y est de nouveau. Pouvez-vous essayer ?",)),
    Said(4, time(11, 0), 6, "portail-contenu", "Horaires d’hiver à publier",
         "Nous fermons à 17 h le mercredi jusqu’en mars.", Urgency.UNSEEN, "taken_by_sclp"),
    Said(3, time(14, 5), 8, "internet", "Internet très lent depuis deux jours",
         "Toutes les pages mettent une minute à s’ouvrir, pas seulement le SIGB.",
         Urgency.DEGRADED, "contested", ("Les autres services de la mairie ont un débit normal, sur la même ligne.",)),
    Said(2, time(10, 45), 1, "sigb-panne", "Le SIGB met une minute à répondre",
         "Chaque prêt prend une minute. La file attend.", Urgency.STOPPED, "network",
         ("Même chose dans les bibliothèques voisines, appelées ce matin.",)),
    Said(2, time(15, 10), 12, "sigb-anomalie", "La fiche d’un lecteur s’ouvre vide",
         "Une fiche sur dix s’ouvre sans nom ni adresse. En la rouvrant, elle est complète.",
         Urgency.DEGRADED, "escalated", ("Reproduit trois fois sur le poste 2, jamais sur le poste 1.",)),
    Said(1, time(9, 15), 0, "usage", "Où trouver les statistiques du mois ?",
         "La mairie me demande le nombre de prêts de ce mois.", Urgency.UNSEEN, "new"),
    Said(1, time(16, 0), 10, "evolution", "Voir la couverture du livre à la banque de retour",
         "Cela éviterait des erreurs de rayon.", Urgency.UNSEEN, "new"),
]  # fmt: skip

CANNED = [
    ("Demander des précisions",
     "Bonjour {demandeur}, pour avancer sur {ticket}, dites-nous : sur quel poste, à quelle heure, et ce qu’affichait "
     "l’écran. Une photo aide beaucoup."),
    ("Vider le cache du navigateur",
     "Bonjour, appuyez sur Ctrl + F5 dans le SIGB, puis reconnectez-vous. Si cela continue, répondez ici : nous "
     "regarderons avec vous."),
    ("Réponse de l’éditeur attendue",
     "Bonjour, l’éditeur a été saisi pour {bibliotheque}. Nous vous écrivons dès qu’il répond, sans que vous ayez rien "
     "à faire."),
]  # fmt: skip


def load(today: date) -> None:
    """What the libraries have declared, each brought to where it stands by the people whose turn it was."""
    people = {persona.account: Person.objects.get(email=persona.email) for persona in PERSONAS}
    libraries = _libraries(today)
    for said in DECLARED:
        _Story(said, libraries[said.where % len(libraries)], people, today).play()
    for title, body in CANNED:
        CannedAnswer.objects.create(title=title, body=body)
    night = datetime.combine(today, NIGHT, PARIS)
    with clock.frozen_at(night):
        delay_checks.check(night)
    long_sent("ticket-")
    long_sent("vendor-case")
    long_sent("library-without-correspondent")


def _libraries(today: date) -> list[Library]:
    """That of the personas, then the others with a trained référent, the largest communes first."""
    own = Library.objects.filter(commune__insee=OWN).earliest("code")
    others = Library.objects.open_on(today).exclude(pk=own.pk).order_by("-commune__population", "code")
    return [own, *(one for one in others if teams.has_first_level(one))]


class _Story:
    """One ticket and the moments of its life: each act an hour of work after the one before."""

    def __init__(self, said: Said, library: Library, people: dict[str, Person], today: date) -> None:
        self.said, self.library, self.people, self.today = said, library, people, today
        self.vendor = Vendor.objects.get(is_fictional=True)
        day = add_working_days(today, -said.ago)
        self.now = datetime.combine(day, said.at, PARIS)
        self.words = iter(said.words)

    def play(self) -> None:
        """Declare it, and do what became of it."""
        ticket = self._at(lambda: declaring.declare(self._asked(), by=self._agent()), hours=0)
        getattr(self, f"_{self.said.then}")(ticket)

    def _at(self, act: Callable[[], Ticket], *, hours: float = 1) -> Ticket:
        self.now = self.now + timedelta(hours=hours)
        with clock.frozen_at(self.now):
            return act()

    def _next_day(self) -> None:
        self.now = datetime.combine(add_working_days(self.now.date(), 1), time(9, 30), PARIS)

    def _asked(self) -> Asked:
        category = Category.objects.get(code=self.said.code)
        return Asked(self.library, category, self.said.subject, self.said.description, self.said.urgency)

    def _held(self, role: Role) -> Person | None:
        held = Assignment.objects.current(self.today).filter(library=self.library, role=role)
        shown = held.filter(person__email__in=[one.email for one in self.people.values()]).first()
        found = shown or held.first()
        return found.person if found else None

    def _agent(self) -> Person:
        return self._held(Role.VOLUNTEER) or self._held(Role.LIBRARIAN) or self._correspondent()

    def _head(self) -> Person:
        found = self._held(Role.LIBRARY_HEAD)
        assert found is not None, "every library of the demo has a head"
        return found

    def _correspondent(self) -> Person:
        return teams.first_level_of(self.library).order_by("-person__email").first().person

    # --- what became of it -------------------------------------------------------------------------------------------

    def _new(self, ticket: Ticket) -> Ticket:
        return ticket

    def _climb(self, ticket: Ticket, to: str = Level.DSINUM, by: str = "dsinum") -> Ticket:
        """The référent takes it, passes it on; the service takes it."""
        referent = self._correspondent()
        ticket = self._at(lambda: moves.take(ticket, by=referent), hours=0.4)
        ticket = self._at(lambda: moves.escalate(ticket, by=referent, to=to, diagnosis=next(self.words)), hours=0.3)
        return self._at(lambda: moves.take(ticket, by=self.people[by]))

    def _by_correspondent(self, ticket: Ticket) -> None:
        referent = self._correspondent()
        ticket = self._at(lambda: moves.take(ticket, by=referent), hours=0.5)
        ticket = self._at(lambda: moves.resolve(ticket, by=referent, solution=next(self.words), cause=Cause.TRAINING))
        self._next_day()
        self._at(lambda: moves.confirm(ticket, by=ticket.requester))

    def _by_dsinum(self, ticket: Ticket) -> None:
        ticket = self._climb(ticket)
        self._at(lambda: moves.resolve(ticket, by=self.people["dsinum"], solution=next(self.words), cause=Cause.ACCESS))
        self._next_day()
        self._at(lambda: moves.confirm(Ticket.objects.get(pk=ticket.pk), by=ticket.requester))

    def _send(self, ticket: Ticket) -> Ticket:
        def sent() -> Ticket:
            return cases.open_case(
                ticket,
                by=self.people["dsinum"],
                vendor=self.vendor,
                subject=ticket.subject,
                severity=Severity.BLOCKING if ticket.urgency == Urgency.STOPPED else Severity.MAJOR,
                body=next(self.words),
                contacts=[self.people["editeur"]],
            ).ticket

        return self._at(sent)

    def _at_vendor(self, ticket: Ticket) -> Ticket:
        ticket = self._send(self._climb(ticket))

        def received() -> Ticket:
            return cases.opened_by_vendor(ticket.cases.get(), by=self.people["editeur"]).ticket

        return self._at(received, hours=1.5)

    def _by_vendor(self, ticket: Ticket) -> None:
        ticket = self._at_vendor(ticket)
        self._at(lambda: cases.answer(ticket.cases.get(), next(self.words), by=self.people["editeur"]).case.ticket)
        back = HandoverReason.VENDOR_ANSWERED
        ticket = self._at(
            lambda: moves.hand_back(ticket, by=self.people["dsinum"], diagnosis="", reason=back), hours=0.6
        )
        ticket = self._at(
            lambda: moves.resolve(ticket, by=self.people["dsinum"], solution=next(self.words), cause=Cause.HOSTING)
        )
        self._next_day()
        self._at(lambda: moves.confirm(ticket, by=ticket.requester))

    def _escalated(self, ticket: Ticket) -> None:
        referent = self._correspondent()
        ticket = self._at(lambda: moves.take(ticket, by=referent), hours=0.4)
        self._at(lambda: moves.escalate(ticket, by=referent, to=Level.DSINUM, diagnosis=next(self.words)), hours=0.3)

    def _by_town(self, ticket: Ticket) -> None:
        contact = teams.commune_contacts(self.library.commune_id).first().person
        self._next_day()
        ticket = self._at(lambda: moves.take(ticket, by=contact))
        ticket = self._at(lambda: moves.resolve(ticket, by=contact, solution=next(self.words), cause=Cause.HARDWARE))
        self._next_day()
        self._at(lambda: moves.confirm(ticket, by=ticket.requester))

    def _at_town(self, ticket: Ticket) -> Ticket:
        return ticket

    def _contested(self, ticket: Ticket) -> None:
        if ticket.level == Level.COMMUNE:
            self._at(lambda: moves.contest(ticket, by=self._head(), why=next(self.words)), hours=2)

    def _waiting(self, ticket: Ticket) -> None:
        referent = self._correspondent()
        ticket = self._at(lambda: moves.take(ticket, by=referent), hours=0.5)
        asked = next(self.words)
        until = datetime.combine(add_working_days(self.today, 6), time(8, 30), PARIS)
        reason = WaitingReason.REQUESTER
        self._at(lambda: moves.wait(ticket, by=referent, waiting_reason=reason, resumes_at=until, why=asked))

    def _resolved(self, ticket: Ticket) -> None:
        """Solved the day before yesterday at the earliest: nobody has confirmed yet."""
        referent = self._correspondent()
        ticket = self._at(lambda: moves.take(ticket, by=referent), hours=0.5)
        self.now = datetime.combine(add_working_days(self.today, -1), time(10, 30), PARIS)
        self._at(lambda: moves.resolve(ticket, by=referent, solution=next(self.words), cause=Cause.SETTING))

    def _taken_by_sclp(self, ticket: Ticket) -> None:
        referent = self._correspondent()
        ticket = self._at(
            lambda: moves.escalate(ticket, by=referent, to=Level.SCLP, diagnosis="À publier sur le portail.")
        )
        self._at(lambda: moves.take(ticket, by=self.people["coordinatrice"]))

    def _approved(self, ticket: Ticket) -> None:
        referent, sclp = self._correspondent(), self.people["coordinatrice"]
        ticket = self._at(lambda: moves.escalate(ticket, by=referent, to=Level.SCLP, diagnosis="Demande à étudier."))
        ticket = self._at(lambda: moves.take(ticket, by=sclp))
        ticket = self._at(lambda: moves.ask_approval(ticket, by=sclp, approver=self._head(), question=next(self.words)))
        self._next_day()
        ticket = self._at(lambda: moves.decide(ticket, by=self._head(), is_agreed=True, answer=next(self.words)))
        ticket = self._at(lambda: moves.resolve(ticket, by=sclp, solution=next(self.words), cause=Cause.SETTING))
        self._next_day()
        self._at(lambda: moves.confirm(ticket, by=ticket.requester))

    def _network(self, ticket: Ticket) -> None:
        ticket = self._climb(ticket)
        moment = self.now + timedelta(minutes=20)
        with clock.frozen_at(moment):
            incident = NetworkIncident.objects.create(
                ticket=ticket,
                title="Le SIGB est très lent",
                told_to_all="Les prêts et les retours prennent une minute depuis ce matin. La DSINum cherche la cause.",
                opened_at=moment,
            )
        for rank, library in enumerate(_libraries(self.today)[2:5], start=1):
            with clock.frozen_at(moment + timedelta(minutes=15 * rank)):
                incidents.say_me_too(incident, library=library, by=teams.first_level_of(library).first().person)
