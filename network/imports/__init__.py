"""Imports of communes, libraries and people, on the staged imports of `foundation.imports` (issue: people and places).

What a person typed is kept as typed: spaces are gathered and apostrophes made curly, capitals stay. Nobody can tell
« ASCL » from « ANDRÉSY », or give « NOEL MARC » back its accents, without knowing the place. So capitals, accents and
punctuation do not count when a line is compared: a name or an address that someone has since corrected by hand is not
put back by the next import of the old file.
"""

from foundation.imports import kinds
from network.imports.communes import COMMUNES
from network.imports.libraries import LIBRARIES
from network.imports.people import PEOPLE


def register() -> None:
    """From `AppConfig.ready`."""
    for kind in (COMMUNES, LIBRARIES, PEOPLE):
        kinds.register(kind)
