"""What the font of printed documents lacks is said where one types, as the press would say it."""

import pytest
from django.core.exceptions import ValidationError

from foundation.pdf import PdfError
from foundation.pdf.alphabet import refuse_unprintable, unprintable, why_unprintable
from tests.foundation.pdf_specimen import printed_content

NBSP = "\u00a0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "L’œuvre d’Élodie à 3 €, « sûre » : n° 2… – ou 12 % ?\n\tÀ l’Haÿ-les-Roses",
        "Łukasz Žižka, Ÿvette Șerban",
        "non\u2011sécable\u202f! divi\u00adsé\u200b \u2060 \u200d \ufeff",
        "Mante\u0301 et Ho\u0302tel",  # accents typed apart from their letter, as a Mac copies file names
    ],
)
def test_what_french_people_type_can_be_printed(text):
    assert unprintable(text) == []
    assert why_unprintable(text) == ""
    refuse_unprintable(text)


def test_each_character_that_no_font_has_is_named_once_in_its_order():
    assert unprintable("漢字 → 漢 😀") == ["漢", "字", "→", "😀"]
    assert why_unprintable("Poissy →").replace(NBSP, " ") == (
        "La police des documents imprimés n’a pas ce caractère : « → » (U+2192 RIGHTWARDS ARROW). Remplacez-le."
    )
    assert "n’a pas ces caractères" in why_unprintable("→ ☐")


def test_of_many_only_the_first_are_named():
    told = why_unprintable("".join(chr(code) for code in range(0x4E00, 0x4E0C)))

    assert told.count("U+") == 10
    assert "et 2 autres" in told


def test_a_form_refuses_them_by_their_name():
    with pytest.raises(ValidationError, match=r"U\+1F600 GRINNING FACE"):
        refuse_unprintable("Nacelle 😀")


@pytest.mark.parametrize(
    "character",
    ["é", "Ž", "−", "ẞ", "\u2003", "\u200e", "→", "☐", "ễ", "漢", "😀", "Ω", "Ж", "ﬁ", "\u0327", "\ue000", "\x85"],
)
def test_the_press_agrees(character):
    try:
        printed_content(f"<p>a{character}b</p>")
    except PdfError:
        refused = True
    else:
        refused = False
    assert bool(unprintable(character)) is refused
