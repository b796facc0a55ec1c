import pytest

from app.errors import InvalidInput, NotFound
from app.tasks.tagging import Sentence, built_in_corpus, split
from app.training.material import corpus_parts, material


class Shelf:
    """Lends corpora by name, as the worker does."""

    def __init__(self, **texts):
        self.texts = texts

    def corpus(self, name):
        if name not in self.texts:
            raise NotFound(f"There is no corpus {name!r}.")
        return self.texts[name]


def conllu(*sentences):
    """CoNLL-U of sentences written as `word/TAG word/TAG`."""
    blocks = []
    for sentence in sentences:
        pairs = [pair.rsplit("/", 1) for pair in sentence.split()]
        lines = [
            "\t".join([str(i), word, "_", tag, *"______"]) for i, (word, tag) in enumerate(pairs, start=1)
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def test_each_sixth_sentence_is_held_out_where_nothing_else_is_named():
    assert corpus_parts("everyday", "", Shelf()) == split(built_in_corpus())
    own = Shelf(mine=conllu(*[f"w{i}/NOUN" for i in range(13)]))

    training, held_out = corpus_parts("mine", "", own)

    assert [sentence.words[0] for sentence in held_out] == ["w5", "w11"]
    assert len(training) == 11


def test_a_corpus_to_measure_on_can_be_named():
    training, held_out = corpus_parts("everyday", "dev", Shelf(dev=conllu("fish/NOUN")))

    assert training == built_in_corpus()
    assert held_out == (Sentence(("fish",), ("NOUN",)),)


@pytest.mark.parametrize(
    ("corpus", "held_out", "error", "said"),
    [
        ("gone", "", NotFound, "no corpus 'gone'"),
        ("everyday", "gone", NotFound, "no corpus 'gone'"),
        ("few", "", InvalidInput, "'few' has 2 sentences; at least 6"),
        ("broken", "", InvalidInput, "Line 1 has 1 columns"),
    ],
)
def test_what_cannot_be_lent_or_read_is_refused(corpus, held_out, error, said):
    shelf = Shelf(few=conllu("a/DET", "b/NOUN"), broken="no corpus")

    with pytest.raises(error, match=said):
        corpus_parts(corpus, held_out, shelf)


def test_unknown_words_and_the_baselines_right_ones_are_known_word_by_word():
    training = [Sentence(("can", "can", "The", "fish"), ("AUX", "NOUN", "DET", "NOUN"))]
    held_out = [
        Sentence(("nothing",), (None,)),
        Sentence(("can", "x", "THE", "the"), ("NOUN", None, "DET", "DET")),
        Sentence(("blorp",), ("NOUN",)),
    ]

    found = material(training, held_out)

    assert found.tags == ("AUX", "DET", "NOUN")
    assert found.is_unknown.tolist() == [False, True, True, True]
    assert found.is_baseline_right.tolist() == [False, True, True, False]
    assert found.held_out_sentences == tuple(held_out[1:])
