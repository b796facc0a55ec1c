import pytest

from app.errors import InvalidInput
from app.tasks import tagging
from app.tasks.tagging import MostFrequentTag, Sentence, Vocabulary, read_conllu, split


def _line(number, form, tag="NOUN"):
    return "\t".join([str(number), form, "_", tag, *["_"] * 6])


def _sentence(*tagged):
    words, tags = zip(*(pair.split("/") for pair in tagged), strict=True)
    return Sentence(words, tags)


def test_comments_multiword_tokens_and_empty_nodes_are_passed_over():
    text = "\n".join(
        [
            "# text = Don't go",
            _line("1-2", "Don't", "_"),
            _line(1, "Do", "AUX"),
            _line(2, "n't", "PART"),
            _line("2.1", "unsaid", "PRON"),
            _line(3, "go", "VERB"),
            "",
        ]
    )

    assert read_conllu(text) == (Sentence(("Do", "n't", "go"), ("AUX", "PART", "VERB")),)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n"])
@pytest.mark.parametrize("tail", ["", "\n", "\n\n\n"])
def test_line_ends_a_byte_order_mark_and_empty_lines_change_nothing(start, end, tail):
    text = start + "\n".join([_line(1, "Fish"), _line(2, "swim", "VERB"), "", _line(1, "Go", "VERB")]) + tail

    sentences = read_conllu(text.replace("\n", end))

    assert [sentence.words for sentence in sentences] == [("Fish", "swim"), ("Go",)]


def test_a_hash_or_an_underscore_can_be_a_word_and_a_missing_tag_is_none():
    text = "\n".join(
        [_line(1, "#", "SYM"), _line(2, "_", "PUNCT"), _line(3, "New  York", "PROPN"), _line(4, "?", "_")]
    )

    (sentence,) = read_conllu(text)

    assert sentence == Sentence(("#", "_", "New York", "?"), ("SYM", "PUNCT", "PROPN", None))


def test_only_line_feeds_end_a_line():
    (sentence,) = read_conllu(_line(1, "a\u2028b\x0bc") + "\n" + _line(2, "d"))

    assert sentence.words == ("a\u2028b\x0bc", "d")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("2\tfish\tNOUN", "Line 3 has 3 columns; CoNLL-U has 10"),
        ("2 fish", "Line 3 has 1 columns"),
        (_line("two", "fish"), "Line 3: .*'two' is not a valid ID"),
        (_line("2-1", "fish"), "Line 3: .*'2-1' is not a valid ID"),
        (_line("_", "fish"), "Line 3 has the ID _; the next word of this sentence is 2"),
        (_line(3, "fish"), "Line 3 has the ID 3; the next word of this sentence is 2"),
        (_line(2, ""), "Line 3 has no word form"),
        (_line(2, "fish", "NN"), "Line 3: 'NN' is no UPOS tag. Tags: ADJ"),
        (_line(2, "fish", ""), "Line 3: '' is no UPOS tag"),
    ],
)
def test_a_malformed_line_is_named_with_its_number(bad, reason):
    with pytest.raises(InvalidInput, match=reason):
        read_conllu(f"# a comment\n{_line(1, 'The', 'DET')}\n{bad}\n")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", _line("1-2", "Don't", "_")])
def test_a_text_without_a_sentence_is_refused(text):
    with pytest.raises(InvalidInput, match="no sentence"):
        read_conllu(text)


def test_a_real_treebank_is_read_whole(real_data):
    text = (real_data / "ud/UD_English-ESLSpok/en_eslspok-ud-dev.conllu").read_text(encoding="utf-8")

    sentences = read_conllu(text)

    lines = [line for line in text.splitlines() if line[:1].isdigit()]
    words = [line for line in lines if line.split("\t")[0].isdigit()]
    assert sum(len(sentence.words) for sentence in sentences) == len(words)
    assert len(sentences) == text.count("# sent_id")


def test_the_baseline_is_what_the_definition_says_on_a_real_treebank(real_data):
    """89.25 % is known of this treebank with its most frequent tag for unknown words, 91.65 % with NOUN."""
    folder = real_data / "ud/UD_English-ESLSpok"
    train, dev = (
        read_conllu((folder / f"en_eslspok-ud-{part}.conllu").read_text(encoding="utf-8"))
        for part in ("train", "dev")
    )

    baseline = MostFrequentTag.of(train)

    assert baseline.unknown == "NOUN"
    assert baseline.accuracy(dev) == pytest.approx(0.9165, abs=5e-5)


def test_each_sixth_sentence_is_held_out():
    sentences = [_sentence(f"{i}/NUM") for i in range(1, 14)]

    train, dev = split(sentences)

    assert [sentence.words[0] for sentence in dev] == ["6", "12"]
    assert {*train, *dev} == {*sentences}
    assert len(train) == 11


def test_lookup_takes_the_word_as_written_then_in_lower_case_then_unknown():
    vocabulary = Vocabulary.of([_sentence("Book/VERB", "the/DET", "book/NOUN", "the/DET")])

    assert vocabulary.words == ("<unk>", "the", "Book", "book")
    assert vocabulary.counts == (0, 2, 1, 1)
    assert vocabulary.indices(["Book", "BOOK", "The", "books"]) == [2, 3, 1, 0]


def test_baseline_takes_each_words_commonest_tag_and_for_new_words_that_of_words_seen_once():
    train = [
        _sentence(
            "can/AUX", "can/NOUN", "can/AUX", "a/DET", "a/DET", "a/DET", "fish/NOUN", "tin/NOUN", "go/VERB"
        )
    ]

    baseline = MostFrequentTag.of(train)

    assert baseline.tags["can"] == "AUX"
    assert baseline.unknown == "NOUN"
    assert baseline.accuracy([_sentence("can/NOUN", "a/DET", "Can/NOUN", "new/ADJ")]) == 0.5


def test_baseline_without_rare_words_takes_the_commonest_tag_and_passes_over_missing_ones():
    twice = Sentence(("a", "a", "b", "b", "b", "c"), ("DET", "DET", "X", "X", "X", None))

    baseline = MostFrequentTag.of([twice])

    assert baseline.unknown == "X"
    assert baseline.accuracy([twice]) == 1.0


def test_the_short_way_through_plain_lines_reads_what_the_parser_reads(real_data, monkeypatch):
    text = (real_data / "ud/UD_English-ESLSpok/en_eslspok-ud-test.conllu").read_text(encoding="utf-8")
    short = read_conllu(text)

    monkeypatch.setattr(tagging, "_is_plain_word", lambda *_: False)

    assert read_conllu(text) == short


def test_a_vocabulary_may_be_bounded_and_what_is_rarer_is_unknown():
    sentences = [_sentence("the/DET", "the/DET", "fish/NOUN", "fish/NOUN", "swim/VERB")]

    vocabulary = Vocabulary.of(sentences, largest=2)

    assert vocabulary.words == ("<unk>", "the", "fish")
    assert vocabulary.indices(["swim", "Fish"]) == [0, 2]


def test_the_baseline_says_of_each_tagged_word_whether_it_is_right():
    baseline = MostFrequentTag.of([_sentence("can/AUX", "fish/NOUN")])

    right = baseline.is_right([Sentence(("can", "x", "can"), ("AUX", None, "NOUN"))])

    assert right == [True, False]
