"""Part-of-speech tagging (lecture 12): tagged sentences, the words a network knows, the baseline to beat.

Corpora are CoNLL-U (https://universaldependencies.org/format.html); tags are its 17 UPOS. The built-in corpus
was written and tagged by hand for this project.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from conllu.exceptions import ParseException
from conllu.parser import DEFAULT_FIELDS, parse_line

from app.errors import InvalidInput
from app.tasks.tokens import tokenize as tokenize  # the task's one door: its users import from here

UPOS = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"),
    *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
)
UNKNOWN = "<unk>"
LARGEST_VOCABULARY = 30_000  # each word has a row of numbers in the network, and more in its optimizer
BUILT_IN_CORPUS = "everyday"
CORPUS_DIR = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Sentence:
    """Words with their tags; a word that its corpus left untagged has None and never counts."""

    words: tuple[str, ...]
    tags: tuple[str | None, ...]


def read_conllu(text: str) -> tuple[Sentence, ...]:
    """Sentences of a CoNLL-U text; multi-word tokens and empty nodes are left out, their words stay.

    Raises:
        InvalidInput: a line that the format does not allow, with its number, or no sentence at all.
    """
    sentences: list[Sentence] = []
    words: list[tuple[str, str | None]] = []
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    for number, line in enumerate([*lines, ""], start=1):
        if not line.strip():
            if words:
                sentences.append(_sentence(words))
            words = []
        elif not line.startswith("#"):
            words.extend(_read_line(line, number, due=len(words) + 1))
    if not sentences:
        raise InvalidInput(
            "There is no sentence in this text. CoNLL-U has one word a line, ten columns with tabs."
        )
    return tuple(sentences)


def _sentence(tagged: Sequence[tuple[str, str | None]]) -> Sentence:
    return Sentence(tuple(word for word, _ in tagged), tuple(tag for _, tag in tagged))


def _read_line(line: str, number: int, due: int) -> list[tuple[str, str | None]]:
    """The line's word and tag, or nothing for a multi-word token (1-2) or an empty node (1.1)."""
    columns = line.split("\t")
    if len(columns) == len(DEFAULT_FIELDS) and _is_plain_word(columns, due):
        return [(re.sub(" {2,}", " ", columns[1]), columns[3])]
    if len(columns) != len(DEFAULT_FIELDS):
        raise InvalidInput(
            f"Line {number} has {len(columns)} columns; CoNLL-U has 10, with tabs between them."
        )
    try:
        # The parser would take two spaces for a column's end, which CoNLL-U does not.
        token = parse_line(re.sub(" {2,}", " ", line), DEFAULT_FIELDS[:4])
    except ParseException as error:
        raise InvalidInput(f"Line {number}: {error}") from error
    if isinstance(token["id"], tuple):
        return []
    if token["id"] != due:
        raise InvalidInput(f"Line {number} has the ID {columns[0]}; the next word of this sentence is {due}.")
    if not token["form"]:
        raise InvalidInput(f"Line {number} has no word form in its second column.")
    if token["upos"] not in (*UPOS, "_"):
        raise InvalidInput(
            f"Line {number}: {token['upos']!r} is no UPOS tag. Tags: {', '.join(UPOS)}; _ for none."
        )
    return [(token["form"], None if token["upos"] == "_" else token["upos"])]


def _is_plain_word(columns: Sequence[str], due: int) -> bool:
    """Whether nothing is left to ask the parser: nine lines in ten, read in a tenth of its time."""
    return columns[0] == str(due) and columns[1] != "" and columns[3] in UPOS


@cache
def built_in_corpus() -> tuple[Sentence, ...]:
    """The hand-tagged sentences that ship with the program."""
    return read_conllu((CORPUS_DIR / f"{BUILT_IN_CORPUS}.conllu").read_text(encoding="utf-8"))


def split(sentences: Sequence[Sentence], every: int = 6) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """(train, dev): each `every`-th sentence is held out, whatever is in it."""
    train = tuple(sentence for i, sentence in enumerate(sentences, start=1) if i % every)
    return train, tuple(sentences[every - 1 :: every])


@dataclass(frozen=True)
class Vocabulary:
    """The words a network knows, and how often training saw each; number 0 is `<unk>`, for all others."""

    words: tuple[str, ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, sentences: Iterable[Sentence], largest: int = LARGEST_VOCABULARY) -> "Vocabulary":
        """The words of these sentences, case kept, the most frequent first; rarer than `largest` are unknown."""
        counts = Counter(word for sentence in sentences for word in sentence.words).most_common(largest)
        return cls((UNKNOWN, *(word for word, _ in counts)), (0, *(count for _, count in counts)))

    def indices(self, words: Iterable[str]) -> list[int]:
        """Each word's number: as it is written, else in lower case, else 0."""
        return [self._numbers.get(word, self._numbers.get(word.lower(), 0)) for word in words]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}


@dataclass(frozen=True)
class MostFrequentTag:
    """The baseline: each word's most frequent tag in training, case kept; ties go to the tag seen first.

    Words that training never saw get the tag most frequent among words seen once.
    """

    tags: Mapping[str, str]
    unknown: str

    @classmethod
    def of(cls, sentences: Iterable[Sentence]) -> "MostFrequentTag":
        """Counted on these sentences, at least one of which has a tag."""
        tagged = _tagged(sentences)
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for word, tag in tagged:
            counts[word][tag] += 1
        once = Counter(tag for tags in counts.values() if tags.total() == 1 for tag in tags)
        everywhere = Counter(tag for _, tag in tagged)
        tags = {word: tags.most_common(1)[0][0] for word, tags in counts.items()}
        return cls(tags, (once or everywhere).most_common(1)[0][0])

    def accuracy(self, sentences: Iterable[Sentence]) -> float:
        """Share of the tagged words that get their right tag."""
        right = self.is_right(sentences)
        return sum(right) / len(right)

    def is_right(self, sentences: Iterable[Sentence]) -> list[bool]:
        """For each tagged word in turn, whether it gets its right tag."""
        return [self.tags.get(word, self.unknown) == tag for word, tag in _tagged(sentences)]


def _tagged(sentences: Iterable[Sentence]) -> list[tuple[str, str]]:
    return [
        (word, tag)
        for sentence in sentences
        for word, tag in zip(sentence.words, sentence.tags, strict=True)
        if tag is not None
    ]
