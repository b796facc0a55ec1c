import numpy as np
import pytest
import torch
import torch.nn.functional as F

from app.errors import InvalidInput
from app.models.taggers import TAGGERS
from app.tasks.tagging import Sentence, Vocabulary
from app.training.examples import MAX_SENTENCE, encode, tags_of
from tests.training.samples import FREQUENT, SENTENCES, TAGS, examples, random_sentences, tagger


def test_sentences_become_numbers_with_the_chance_of_each_word_to_be_hidden():
    found = encode(SENTENCES, Vocabulary.of(SENTENCES), TAGS)

    assert (found.words.tolist(), found.tags.tolist()) == ([1, 2, 3, 2, 1, 4], [0, 1, 2, 2, 0, 1])
    twice, once = 0.25 / 2.25, 0.25 / 1.25
    np.testing.assert_allclose(found.hiding, [twice, twice, once, twice, twice, once])
    assert (found.lengths.tolist(), found.starts.tolist()) == ([3, 3], [0, 3])


def test_tags_are_those_that_occur_in_the_order_of_the_standard():
    assert tags_of(SENTENCES, [Sentence(("!",), ("ADJ",)), Sentence(("?",), (None,))]) == ("ADJ", *TAGS)


def test_a_batch_has_its_sentences_as_columns_and_knows_where_tagged_words_stand():
    data = examples(SENTENCES[0], Sentence(("pond", "the"), (None, "DET")))

    batch = data.batch(np.array([1, 0]))

    assert batch.words.tolist() == [[4, 1], [1, 2], [0, 3]]
    assert batch.lengths.tolist() == [2, 3]
    assert batch.words.flatten()[batch.places].tolist() == [1, 1, 2, 3]
    assert batch.tags.tolist() == [0, 0, 1, 2]
    assert batch.tokens.tolist() == [0, 4, 1, 2]


def test_sentences_without_a_tag_are_left_out():
    assert examples(Sentence(("the", "fish"), (None, None)), SENTENCES[0]).lengths.tolist() == [3]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (Sentence(("the",), (None,)), "nothing to learn"),
        (Sentence(("fish",) * 500, ("NOUN",) * 500), f"has 500 words; at most {MAX_SENTENCE}"),
    ],
)
def test_a_corpus_that_cannot_be_learned_from_is_refused(sentence, reason):
    with pytest.raises(InvalidInput, match=reason):
        encode([sentence], FREQUENT, TAGS)


@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "bidirectional": True}])
@pytest.mark.parametrize("network", TAGGERS)
def test_a_batchs_loss_and_gradient_are_those_of_its_sentences_one_at_a_time(network, options, rng):
    sentences = random_sentences(rng, 12)
    data, model = examples(*sentences), tagger(network, **options).double()
    batch = data.batch(rng.permutation(12))
    parameters = list(model.parameters())

    together = F.nll_loss(model.score(batch.words, batch.lengths, batch.places), batch.tags)

    losses, words = [], 0
    for sentence in sentences:
        tags = torch.tensor([TAGS.index(tag) if tag else -100 for tag in sentence.tags])
        scores = model(torch.tensor(FREQUENT.indices(sentence.words)))
        losses.append(F.nll_loss(scores, tags, reduction="sum"))
        words += int((tags >= 0).sum())
    alone = torch.stack(losses).sum() / words
    torch.testing.assert_close(together, alone, rtol=0, atol=1e-13)
    gradients = (torch.autograd.grad(loss, parameters) for loss in (together, alone))
    for ours, expected in zip(*gradients, strict=True):
        torch.testing.assert_close(ours, expected, rtol=0, atol=1e-13)
