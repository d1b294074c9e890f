"""Words that conventions print, such as the name of a Maire."""

from foundation.one_line import OneLineInput
from foundation.pdf.alphabet import refuse_unprintable


class PrintedField(OneLineInput):
    """A line of text; a character that no font of ours has is refused by its name where it is typed."""

    default_validators = [refuse_unprintable]
