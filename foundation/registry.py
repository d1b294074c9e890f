"""What must go upward between layers: a higher app contributes, a lower app asks here (design: layers).

Contributions are registered in `AppConfig.ready` and read by name. A contribution is a function; what it
receives and returns is written beside the slot that names it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Contribution = Callable[..., Any]


@dataclass
class Slot:
    """One named place to contribute to, kept in the given order, each contributor once."""

    name: str
    meaning: str
    contributions: dict[str, tuple[int, Contribution]] = field(default_factory=dict)

    def add(self, key: str, contribution: Contribution, *, order: int = 100) -> None:
        """Register under a key; the same key again replaces (a reload is not a second panel)."""
        self.contributions[key] = (order, contribution)

    def __iter__(self) -> Iterator[Contribution]:
        ranked = sorted(self.contributions.items(), key=lambda entry: (entry[1][0], entry[0]))
        return iter(contribution for _, (_, contribution) in ranked)

    def collect(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Ask every contributor; lists are joined, None is left out."""
        found: list[Any] = []
        for contribution in self:
            answer = contribution(*args, **kwargs)
            if isinstance(answer, list | tuple):
                found.extend(answer)
            elif answer is not None:
                found.append(answer)
        return found


page_links = Slot(
    "page_links", "(person, path of the page) → PageLink or None: what is offered at the foot of every page"
)
navigation = Slot("navigation", "(person) → NavigationEntry or None: sections of the sidebar")
commune_panels = Slot("commune_panels", "(commune, person) → Panel or None: what concerns a commune, on its page")
person_panels = Slot("person_panels", "(subject, person) → Panel or None: what concerns a person, on their page")
home_panels = Slot("home_panels", "(person) → Panel(s): the home of a role")
todo = Slot("todo", "(person) → list of ToDo: what waits for this person")
figures = Slot("figures", "(person) → list of Figure: the figures above the home")
search_sources = Slot("search_sources", "(person, words) → list of Hit: the command palette and the search page")
searched = Slot("searched", "(person) → what they mostly look for, with its article: « une commune », or None")
life = Slot("life", "(object) → list of events of an object’s life kept by higher apps")
truths = Slot("truths", "(object as it was, day) → list of (label, value) computed for the end of that day")
closed_lives = Slot("closed_lives", "(object, person) → True when they see the object but not its life, else None")
unread_mails = Slot("unread_mails", "(object, person) → kinds of mail that they do not read in its life")
correspondent_conditions = Slot(
    "correspondent_conditions", "(day) → a condition on designations of référents without which they have no effect"
)
commune_participants = Slot(
    "commune_participants", "(day) → the keys, as a queryset, of the communes for which a participant sits that day"
)
access_losses = Slot("access_losses", "(attestation, day) → True when reminders tell of an access lost with it")
on_termination = Slot("on_termination", "(convention, on) → list of consequences of its end, in French")
mandate_objections = Slot("mandate_objections", "(mandate, not saved) → list of reasons why its dates cannot be")
mandate_effects = Slot("mandate_effects", "(mandate, not saved) → list of what its dates would change, in French")
paper_readers = Slot("paper_readers", "(person) → Q of the papers whose published versions they may read, or None")
paper_keepers = Slot("paper_keepers", "(person) → Q of the papers that they write and publish, or None")
personal_files = Slot("personal_files", "(person being erased) → files about them that are no proof")
register_readers = Slot("register_readers", "(person) → True for who reads the registers of mail and jobs, else None")


@dataclass(frozen=True)
class NavigationEntry:
    """A section of the sidebar, with the number of things that wait there: that of its `rows`, counted with others."""

    label: str
    url: str
    icon: str
    count: int = 0
    counted: str = "en attente"  # what the number counts, said to whoever asks
    is_current: bool = False
    rows: Any = None  # a queryset


@dataclass(frozen=True)
class PageLink:
    """Something offered at the foot of every page, and on one that says that something went wrong."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True)
class Panel:
    """A titled part of a page, rendered by its own template with its own context."""

    title: str
    template: str
    context: dict[str, Any]
    link: tuple[str, str] | None = None  # label, address
    is_aside: bool = False  # in the narrow column


@dataclass(frozen=True)
class Alike:
    """How a thing that waits is told with others that ask the same: « 28 brouillons à valider : Achères, Poissy… ».

    `foundation.todo` makes one line of those of one key, which opens on the page where all of them are done.
    """

    key: str  # the same for all that are told together
    many: str  # « brouillons »
    asks: str  # « à valider »
    name: str  # what tells this one from the others
    url: str
    label: str = "Voir"
    pick: str = ""  # « communes=12 »: added to the address for each one, where the page has them chosen


@dataclass(frozen=True)
class ToDo:
    """One thing that waits for a person: when, what, and the button that does it."""

    tone: str  # late (its day is past: the home counts these as such), warn (soon), info, ok
    when: str
    text: str
    label: str
    url: str
    rank: int = 0  # smaller first, within the same tone
    subject: str = ""  # how the text begins: what one looks for down the list, in bold
    alike: Alike | None = None  # where several of its sort are one line
    typed: str = ""  # what of the text somebody typed: it is shown as it is

    @property
    def predicate(self) -> str:
        """The text after its subject."""
        return self.text.removeprefix(self.subject)


@dataclass(frozen=True)
class Figure:
    """A number that opens on its evidence."""

    value: str
    label: str
    url: str
    total: str = ""


@dataclass(frozen=True)
class Hit:
    """One result of the search."""

    label: str
    detail: str
    url: str
    icon: str = "search"
    group: str = "Autres résultats"  # its title on the search page
