import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.tasks.tagging import tokenize
from app.tasks.tokens import MAX_CHARACTERS


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't go.", ["Do", "n't", "go", "."]),
        ("it's Anna's", ["it", "'s", "Anna", "'s"]),
        ("I can't; we cannot", ["I", "ca", "n't", ";", "we", "can", "not"]),
        ("shouldn't've", ["should", "n't", "'ve"]),
        ("DON'T I'M", ["DO", "N'T", "I", "'M"]),
        ("the 'sun' and dogs' bowls", ["the", "'", "sun", "'", "and", "dogs", "'", "bowls"]),
        ("do n't it 's", ["do", "n't", "it", "'s"]),
        ("($3.50, 20%)...", ["(", "$", "3.50", ",", "20", "%", ")", "..."]),
        ("What?! No!!", ["What", "?", "!", "No", "!!"]),
        ("Mr. Li, at 5 p.m., e-mailed.", ["Mr.", "Li", ",", "at", "5", "p.m.", ",", "e-mailed", "."]),
        ("“Hi”—it’s me", ['"', "Hi", '"', "—", "it", "'s", "me"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("cafe\u0301", ["café"]),
        ("a\x00b so\u00adft", ["a", "b", "soft"]),
    ],
)
def test_words_are_cut_as_in_the_english_corpora(text, tokens):
    assert tokenize(text) == tokens


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\ufeff", "\x00\ud800"])
def test_a_text_without_a_word_is_refused(text):
    with pytest.raises(InvalidInput, match="no word"):
        tokenize(text)


def test_a_text_that_is_too_long_is_refused_with_the_limit():
    with pytest.raises(InvalidInput, match=r"10,001 characters; at most 10,000"):
        tokenize("a" * (MAX_CHARACTERS + 1))


@given(st.text(min_size=1, max_size=60))
def test_whatever_is_typed_nothing_seen_is_lost_and_all_can_be_kept_in_a_file(text):
    text = "x " + text

    tokens = tokenize(text)

    assert all(token and not any(map(str.isspace, token)) for token in tokens)
    "".join(tokens).encode()
    assert [c for c in "".join(tokens) if c.isalnum()] == [
        c for c in unicodedata.normalize("NFC", text) if c.isalnum()
    ]


@given(st.text(alphabet="ab'n ts.!?\"—(", min_size=1, max_size=30))
def test_tokens_cut_a_second_time_stay_as_they_are(text):
    tokens = tokenize("x " + text)

    once_more = tokenize(" ".join(tokens))

    assert tokenize(" ".join(once_more)) == once_more
