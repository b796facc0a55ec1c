"""Words of a sentence as a user types it, cut as the English UD corpora cut them (lecture 12).

Punctuation stands alone (a run of one sign, such as `...`, together); contractions are two words: do n't.
"""

import re
import unicodedata
from itertools import groupby

from app.errors import InvalidInput

MAX_CHARACTERS = 10_000

_STRAIGHT = str.maketrans("‘’“”", "''\"\"")
_CONTRACTION = re.compile(r"(.+)(n't|'(?:s|m|d|re|ve|ll))", re.IGNORECASE | re.DOTALL)
_CLITIC = re.compile(r"'(?:s|m|d|re|ve|ll)(?!\w)", re.IGNORECASE)
_ALWAYS_APART = re.compile(r'([—…"()\[\]{};!?])\1*')  # other signs only at a word's ends: 3.50, e-mail, 10:30
_ABBREVIATION = re.compile(r"(?:mr|mrs|ms|dr|st|etc)\.|(?:[^\W\d_]\.){2,6}", re.IGNORECASE)
_JOINERS = "\u200c\u200d"  # invisible, yet part of a word in some scripts


def tokenize(text: str) -> list[str]:
    """Tokens in order; curly quotes become straight ones, as in the corpora.

    Raises:
        InvalidInput: nothing to read in the text, or more than MAX_CHARACTERS.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidInput(
            f"The text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are taken. Shorten it."
        )
    visible = "".join(map(_visible, unicodedata.normalize("NFC", text).translate(_STRAIGHT)))
    tokens = [token for chunk in _ALWAYS_APART.sub(r" \g<0> ", visible).split() for token in _tokens(chunk)]
    if not tokens:
        raise InvalidInput("There is no word in this text. Type a sentence.")
    return tokens


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cs"):  # control characters, and halves of a surrogate pair, which no file can hold
        return " "
    return "" if category == "Cf" and character not in _JOINERS else character


def _tokens(chunk: str) -> list[str]:
    """Tokens of a piece without white space: signs before, words, signs after."""
    before, word, after = _peel(chunk)
    return [*_runs(before), *_words(word), *_runs(after)]


def _peel(chunk: str) -> tuple[str, str, str]:
    start, end = 0, len(chunk)
    while start < end and _is_sign(chunk[start]) and not _CLITIC.match(chunk, start):
        start += 1
    while end > start and _is_sign(chunk[end - 1]) and not _ABBREVIATION.fullmatch(chunk, start, end):
        end -= 1
    return chunk[:start], chunk[start:end], chunk[end:]


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _runs(signs: str) -> list[str]:
    return ["".join(run) for _, run in groupby(signs)]


def _words(word: str) -> list[str]:
    """One word, or the parts of a contraction: shouldn't've -> should n't 've."""
    if word.lower() == "cannot":
        return [word[:3], word[3:]]
    parts: list[str] = []
    while match := _CONTRACTION.fullmatch(word):
        word = match[1]
        parts.insert(0, match[2])
    return [word, *parts] if word else []
