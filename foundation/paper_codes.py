"""The code of a printed paper: twelve characters that nobody mistakes for others, the last of which proves the rest.

31 characters, since 31 is prime: with weights that differ, the sum tells any one character mistaken for another and any
two exchanged, before the database is asked. Eleven drawn at random are 54 bits: guessing finds nothing in a lifetime.
"""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # neither 0 and O, nor 1, I and L
LENGTH = 12
GROUP = 4  # characters that one reads at a time
LONGEST_TYPED = 60  # characters: the code, whatever sets its groups apart
_SET_APART = re.compile(r"[\s.\-\u2010-\u2015]+")


def draw() -> str:
    """A new code, as it is kept: « K7QM2F9AXR4T »."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return drawn + ALPHABET[-_weighed(drawn) % len(ALPHABET)]


def read(typed: str) -> str:
    """The code that someone copied, in small letters, with spaces or hyphens; empty when it can be nobody’s."""
    if len(typed) > LONGEST_TYPED:
        return ""
    code = _SET_APART.sub("", typed).upper()
    is_whole = len(code) == LENGTH and set(code) <= set(ALPHABET)
    return code if is_whole and _weighed(code) % len(ALPHABET) == 0 else ""


def shown(code: str) -> str:
    """The code as it is printed: « K7QM-2F9A-XR4T »."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _weighed(code: str) -> int:
    """The sum of the characters, each by its distance from the end: 12 for the first, 1 for the twelfth."""
    return sum((LENGTH - place) * ALPHABET.index(character) for place, character in enumerate(code))
