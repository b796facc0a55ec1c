from collections import Counter
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch

from app.training.epochs import Course
from tests.training.samples import examples, random_sentences


@pytest.fixture
def data(rng):
    return examples(*random_sentences(rng, 25))


def _read(batch):
    """Each sentence of a batch as its words."""
    return [tuple(column[:n].tolist()) for column, n in zip(batch.words.T, batch.lengths, strict=True)]


def _sentences(data):
    return Counter(
        tuple(data.words[start : start + size].tolist())
        for start, size in zip(data.starts, data.lengths, strict=True)
    )


@pytest.mark.parametrize("batch_size", [1, 4, 25, 100])
def test_an_epoch_reads_every_sentence_once(data, batch_size):
    course = Course(data, batch_size, seed=0)

    read = [_read(batch) for batch in islice(course.batches(), course.batches_an_epoch)]

    assert Counter(sentence for batch in read for sentence in batch) == _sentences(data)
    assert max(map(len, read)) == min(batch_size, 25)


def test_sentences_of_like_length_are_read_together(data):
    course = Course(data, 5, seed=0)

    lengths = [batch.lengths.tolist() for batch in islice(course.batches(), course.batches_an_epoch)]

    by_length = sorted(lengths)
    assert [n for batch in by_length for n in batch] == sorted(data.lengths.tolist())
    assert lengths != by_length


def test_the_order_is_another_in_each_epoch_and_with_each_seed(data):
    def orders(seed):
        course = Course(data, 1, seed)
        read = [_read(batch)[0] for batch in islice(course.batches(), 2 * course.batches_an_epoch)]
        return read[:25], read[25:]

    assert orders(0) == orders(0)
    assert orders(0)[0] != orders(0)[1]
    assert orders(0)[0] != orders(1)[0]


@pytest.mark.parametrize("step", [0, 3, 7, 20])
def test_reading_taken_up_at_any_step_goes_on_as_if_it_had_never_stopped(data, step):
    course = Course(replace(data, hiding=np.full_like(data.hiding, 0.5)), 4, seed=0)
    whole = list(islice(course.batches(), 30))

    rest = list(islice(course.batches(step), 30 - step))

    for ours, expected in zip(rest, whole[step:], strict=True):
        assert torch.equal(ours.words, expected.words)
        assert torch.equal(ours.tags, expected.tags)


def test_words_are_read_as_unknown_as_often_as_their_chance_says_and_keep_their_tags(data):
    course = Course(replace(data, hiding=np.where(data.words == 1, 0.25, 0.0)), 5, seed=0)

    read = list(islice(course.batches(), 200 * course.batches_an_epoch))

    hidden = sum(int((batch.words.flatten()[batch.places] == 0).sum()) for batch in read)
    ones = int((data.words[data.is_tagged] == 1).sum())
    assert hidden / (200 * ones) == pytest.approx(0.25, abs=0.02)
    assert sum(len(batch.tags) for batch in read) == 200 * data.is_tagged.sum()
