"""A text file is read whatever its encoding, and says so when it had to be guessed."""

import pytest

from convention.text.source import read_source
from foundation.files.refusals import UnacceptableFile

WORDS = "Convention passée à Épône « entre l’État et la commune » : durée, prêt, réseau, où, ça, cœur…"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_without_a_word(encoding):
    found = read_source(WORDS.encode(encoding))
    assert (found.text, found.notices) == (WORDS, ())


@pytest.mark.parametrize(("encoding", "named"), [("cp1252", "Windows"), ("mac_roman", "Mac")])
def test_an_old_code_page_is_recognised_by_its_accents(encoding, named):
    found = read_source(WORDS.encode(encoding))
    assert found.text == WORDS
    assert named in found.notices[0]


def test_dos_is_recognised_too():
    words = "Convention passée à Épône entre l'État et la commune : durée, prêt, réseau, où, ça."
    found = read_source(words.encode("cp850"))
    assert found.text == words
    assert "DOS" in found.notices[0]


def test_plain_letters_need_no_guess():
    assert read_source(b"Article 1 : But").notices == ()


@pytest.mark.parametrize("data", [b"a\0b\xff\0" * 50, WORDS.encode() + b"\xc3"], ids=["binary", "cut in a letter"])
def test_what_is_no_whole_text_is_refused_with_the_remedy(data):
    with pytest.raises(UnacceptableFile, match="UTF-8"):
        read_source(data)
