from collections import Counter

import numpy as np
import pytest

from app.errors import InvalidInput
from app.tasks.cloze import ANSWERS, BYSTANDERS, CUES, FILLERS, FRAMES, PADDING, UNKNOWN, WORDS
from app.tasks.cloze_sentences import UNKNOWN_SHARE, draw_sentences, paired_sentences
from app.tasks.open_sentence import MAX_WORDS, read_open_sentence

CLOUDS, FRANCE = FRAMES
FRANCE_SENTENCE = "I grew up in France and as everyone at work always says I now speak ____."


def _cues(frame):
    return [cue for cues in frame.cues.values() for cue in cues]


def _words(row):
    """A row of numbers as words, without its padding."""
    return [WORDS[number] for number in row if WORDS[number] != PADDING]


def _parse(row):
    """(words before the cue, cue, words between it and the blank); there is one cue a sentence."""
    words = _words(row)
    (place,) = [place for place, word in enumerate(words) if word in CUES]
    return words[:place], words[place], words[place + 1 :]


def test_the_grammar_has_67_words_each_once_in_any_case():
    known = WORDS[2:]

    assert (len(CUES), len(ANSWERS), len(FILLERS), len(known)) == (18, 12, 31, 67)
    assert len({word.lower() for word in WORDS}) == len(WORDS)
    assert set(known) == {*CUES, *BYSTANDERS}
    assert not set(CUES) & set(BYSTANDERS)
    assert WORDS[0] == PADDING


def test_chance_is_one_over_the_answers_that_a_frame_allows():
    for frame in FRAMES:
        assert frame.chance * len(frame.cues) == 1
        assert set(frame.cues) <= set(ANSWERS)


def test_a_drawn_sentence_is_bystanders_a_cue_the_gap_and_the_frame_at_its_end(rng):
    sentences = draw_sentences(500, (1, 9), rng)

    for row, answer in zip(sentences.words, sentences.answers, strict=True):
        before, cue, between = _parse(row)
        frame = next(frame for frame in FRAMES if ANSWERS[answer] in frame.cues)
        assert cue in frame.cues[ANSWERS[answer]]
        assert len(before) <= 2
        assert 1 <= len(between) <= 9
        assert tuple(between[-3:]) == frame.words[-len(between) :]
        assert set(before + between[:-3]) <= {UNKNOWN, *BYSTANDERS}


def test_padding_stands_on_the_left_alone(rng):
    words = draw_sentences(200, (1, 9), rng).words

    is_padding = words == WORDS.index(PADDING)
    assert np.all(is_padding[:, :-1] >= is_padding[:, 1:])
    assert not is_padding[:, -1].any()


def test_answers_gaps_and_cues_are_evenly_drawn_and_one_bystander_in_twenty_is_hidden(rng):
    count = 12_000
    sentences = draw_sentences(count, (1, 5), rng)

    parsed = [_parse(row) for row in sentences.words]
    cues, gaps = Counter(cue for _, cue, _ in parsed), Counter(len(between) for *_, between in parsed)
    hidden = np.mean([word == UNKNOWN for before, _, _ in parsed for word in before])

    # five standard deviations of a binomial count
    assert all(abs(n - count / 12) < 5 * (count / 12) ** 0.5 for n in np.bincount(sentences.answers))
    assert all(abs(cues[cue] - count / 12) < 5 * (count / 12) ** 0.5 for cue in _cues(FRANCE))
    assert all(abs(cues[cue] - count / 24) < 5 * (count / 24) ** 0.5 for cue in _cues(CLOUDS))
    assert all(abs(gaps[gap] - count / 5) < 5 * (count / 5) ** 0.5 for gap in range(1, 6))
    assert hidden == pytest.approx(UNKNOWN_SHARE, abs=5 * (UNKNOWN_SHARE / count) ** 0.5)


def test_the_same_seed_draws_the_same_sentences_and_another_seed_others():
    first, again, other = (draw_sentences(20, (1, 9), np.random.default_rng(seed)) for seed in (0, 0, 1))

    assert np.array_equal(first.words, again.words)
    assert np.array_equal(first.answers, again.answers)
    assert not np.array_equal(first.answers, other.answers)


def test_a_context_is_paired_with_every_answer_and_differs_in_cue_and_frame_alone(rng):
    sentences = paired_sentences((1, 4, 7), 2, rng)

    contexts = sentences.words.reshape(3, 2, len(ANSWERS), -1)
    assert np.array_equal(sentences.answers.reshape(3, 2, -1), np.broadcast_to(np.arange(12), (3, 2, 12)))
    for gap, rows in zip((1, 4, 7), contexts, strict=True):
        for context in rows:
            parsed = [_parse(row) for row in context]
            assert {len(between) for *_, between in parsed} == {gap}
            assert len({tuple(before) for before, *_ in parsed}) == 1
            for frame in (slice(0, 6), slice(6, 12)):
                assert len({tuple(between) for *_, between in parsed[frame]}) == 1
    assert WORDS.index(UNKNOWN) not in sentences.words


@pytest.mark.parametrize(
    "text",
    ["Clouds are in the", "clouds ARE in the _____", "Clouds, are in the ...", " clouds are in the ___ . "],
)
def test_the_blank_signs_and_case_are_no_words(text):
    sentence = read_open_sentence(text)

    assert [WORDS[number] for number in sentence.numbers] == ["clouds", "are", "in", "the"]
    assert (sentence.answer, sentence.gap, sentence.frame, sentence.chance) == ("sky", 3, CLOUDS, 1 / 6)
    assert sentence.candidates == tuple(CLOUDS.cues)
    assert sentence.remarks() == ()


def test_the_sentence_about_france_is_read_as_the_grammar_means_it():
    sentence = read_open_sentence(FRANCE_SENTENCE)

    assert sentence.unknown == ()
    assert (sentence.answer, sentence.gap, sentence.frame) == ("French", 10, FRANCE)
    assert sentence.cues == {4: "French"}


def test_unknown_words_are_read_as_such_and_named_once():
    sentence = read_open_sentence("Blue blue clouds that hover are in the")

    assert [number == WORDS.index(UNKNOWN) for number in sentence.numbers] == [
        True,
        True,
        *[False] * 2,
        True,
        *[False] * 3,
    ]
    assert sentence.remarks() == (
        "Not among the 67 words of the networks, read as <unk>: “Blue”, “blue”, “hover”.",
    )


@pytest.mark.parametrize(
    ("text", "chance", "said"),
    [
        (
            "Clouds are in the sky",
            1 / 12,
            "this one ends in “sky”. All 12 answers are candidates, so chance is 1/12.",
        ),
        ("Germany and clouds: I", 1 / 12, "sentences that end in “are in the” or “I now speak”"),
        ("My friend and France are in the", 1 / 6, "No word decides this blank, so every answer is a guess."),
        ("Fish and clouds are in the", 1 / 6, "More than one answer is asked for, by “Fish”, “clouds”"),
    ],
)
def test_a_sentence_that_decides_nothing_is_answered_in_words(text, chance, said):
    sentence = read_open_sentence(text)

    (remark,) = sentence.remarks()
    assert said in remark
    assert (sentence.answer, sentence.chance) == (None, chance)


def test_two_cues_of_one_answer_agree_and_the_later_one_counts_for_the_gap():
    sentence = read_open_sentence("Stars and clouds today are in the")

    assert (sentence.answer, sentence.gap, sentence.remarks()) == ("sky", 4, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("_____", "There is no word before the blank"),
        (" ", "There is no word"),
        ("Clouds are in the ____ today", "Leave out the words behind it"),
        ("so " * (MAX_WORDS + 1), "The sentence has 101 words; at most 100 are read"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text, said):
    with pytest.raises(InvalidInput, match=said):
        read_open_sentence(text)


def test_the_longest_sentence_is_read():
    assert len(read_open_sentence("so " * MAX_WORDS).words) == MAX_WORDS
