"""A user's own sentence for the networks that fill a blank (lecture 2): which words they know, what they may answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.errors import InvalidInput
from app.tasks.cloze import ANSWERS, FRAMES, UNKNOWN, WORDS, Frame
from app.tasks.tokens import tokenize

MAX_WORDS = 100
_NUMBERS = {word.lower(): number for number, word in enumerate(WORDS)}


@dataclass(frozen=True)
class OpenSentence:
    """A sentence with its blank behind the last word; `read_open_sentence` makes it."""

    words: tuple[str, ...]

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Each word's place in WORDS, whatever its case; `<unk>`'s where the networks do not know it."""
        return tuple(_NUMBERS.get(word.lower(), _NUMBERS[UNKNOWN]) for word in self.words)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that are read as `<unk>`, each once."""
        named = zip(self.words, self.numbers, strict=True)
        return tuple(dict.fromkeys(word for word, number in named if WORDS[number] == UNKNOWN))

    @property
    def frame(self) -> Frame | None:
        """The frame with this last word, which is all of it that the shortest gap leaves; None where none has it."""
        last = WORDS[self.numbers[-1]]
        return next((frame for frame in FRAMES if frame.words[-1] == last), None)

    @property
    def candidates(self) -> tuple[str, ...]:
        """The answers that the frame allows; all of them without a frame."""
        return ANSWERS if self.frame is None else tuple(self.frame.cues)

    @property
    def chance(self) -> float:
        """One over the candidates."""
        return 1 / len(self.candidates)

    @property
    def cues(self) -> Mapping[int, str]:
        """Where a word stands that decides the blank, and the answer that it asks for."""
        if self.frame is None:
            return {}
        answers = {cue: answer for answer, cues in self.frame.cues.items() for cue in cues}
        words = (WORDS[number] for number in self.numbers)
        return {place: answers[word] for place, word in enumerate(words) if word in answers}

    @property
    def answer(self) -> str | None:
        """The word that belongs into the blank; None where there is no cue, or cues of more than one answer."""
        asked = set(self.cues.values())
        return asked.pop() if len(asked) == 1 else None

    @property
    def gap(self) -> int | None:
        """Words between the last cue and the blank, those of the frame included; None without a cue."""
        return len(self.words) - 1 - max(self.cues) if self.cues else None

    def remarks(self) -> tuple[str, ...]:
        """What a user must know of this sentence to judge the answers, in words; most sentences need none."""
        unknown = f"Not among the {len(WORDS) - 2} words of the networks, read as {UNKNOWN}: {_quoted(self.unknown)}."
        return (unknown, *self._open_ends()) if self.unknown else self._open_ends()

    def _open_ends(self) -> tuple[str, ...]:
        if self.frame is None:
            ends = " or ".join(_quoted([" ".join(frame.words)]) for frame in FRAMES)
            return (
                f"The networks learn from sentences that end in {ends}; this one ends in {_quoted(self.words[-1:])}. "
                f"All {len(ANSWERS)} answers are candidates, so chance is 1/{len(ANSWERS)}.",
            )
        if not self.cues:
            cues = ", ".join(cue for cues in self.frame.cues.values() for cue in cues)
            return (f"No word decides this blank, so every answer is a guess. These would: {cues}.",)
        if self.answer is None:
            deciding = _quoted(self.words[place] for place in self.cues)
            return (
                f"More than one answer is asked for, by {deciding}; the networks learn from one cue a sentence.",
            )
        return ()


def read_open_sentence(text: str) -> OpenSentence:
    """The sentence whose next word is asked for; signs are left out, so that `___` may mark the blank at its end.

    Raises:
        InvalidInput: no word, more than MAX_WORDS, or words behind the blank.
    """
    tokens = tokenize(text)
    words = tuple(token for token in tokens if any(map(str.isalnum, token)))
    if not words:
        raise InvalidInput("There is no word before the blank. Type the beginning of a sentence.")
    if len(words) > MAX_WORDS:
        raise InvalidInput(
            f"The sentence has {len(words)} words; at most {MAX_WORDS} are read. Leave some out."
        )
    blank = next((place for place, token in enumerate(tokens) if set(token) == {"_"}), len(tokens))
    if set(tokens[blank:]) & set(words):
        raise InvalidInput("The blank is the end of what is read. Leave out the words behind it.")
    return OpenSentence(words)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
