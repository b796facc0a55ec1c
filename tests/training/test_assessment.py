import numpy as np
import pytest
import torch
import torch.nn.functional as F

from app.tasks.tagging import Sentence
from app.training.assessment import assess, reading_batches
from tests.training.samples import FREQUENT, TAGS, examples, random_sentences, tagger


@pytest.fixture
def sentences(rng):
    return random_sentences(rng, 30)


def test_everything_is_what_reading_one_sentence_at_a_time_gives(sentences):
    model, data = tagger("lstm"), examples(*sentences)

    found = assess(model, data)

    losses, right, confusion = [], [], np.zeros((3, 3), int)
    states: dict[int, list[torch.Tensor]] = {0: [], 1: [], 2: []}
    for sentence in sentences:
        numbers = torch.tensor(FREQUENT.indices(sentence.words))
        output = model.recurrent(model.word_embeddings(numbers))[0].detach()
        for tag, state, scores in zip(sentence.tags, output, model(numbers).detach(), strict=True):
            if tag is None:
                continue
            gold = TAGS.index(tag)
            losses.append(F.nll_loss(scores[None], torch.tensor([gold])).item())
            right.append(int(scores.argmax()) == gold)
            confusion[gold, int(scores.argmax())] += 1
            states[gold].append(state)
    assert found.is_right.tolist() == right
    assert found.loss == pytest.approx(np.mean(losses))
    assert np.array_equal(found.confusion, confusion)
    for tag, several in states.items():
        torch.testing.assert_close(torch.tensor(found.unit_means[tag]).float(), torch.stack(several).mean(0))


def test_a_tag_that_no_word_has_leaves_its_units_without_a_mean():
    found = assess(tagger(), examples(Sentence(("the", "fish"), ("DET", "NOUN"))))

    assert np.isnan(found.unit_means[2]).all()
    assert np.isfinite(found.unit_means[:2]).all()
    assert found.confusion.sum() == 2


def test_every_sentence_is_read_once_and_not_too_many_at_a_time(sentences):
    batches = reading_batches(examples(*sentences * 30))

    assert sum(len(batch.lengths) for batch in batches) == 900
    assert 1 < len(batches) < 10
    assert max(int(batch.lengths.sum()) for batch in batches) <= 2_009
    assert sum(int(batch.lengths.max() - batch.lengths.min()) for batch in batches) <= 8
