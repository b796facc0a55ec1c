from itertools import islice

import pytest
import torch

from app.models.taggers import TAGGERS
from app.tasks.tagging import Sentence
from app.training.assessment import assess
from app.training.epochs import Course
from app.training.loop import Tally
from tests.training.samples import SENTENCES, examples, learner, tagger


def _train(learning, data, epochs, batch_size=1, seed=0):
    course = Course(data, batch_size, seed)
    for batch in islice(course.batches(), epochs * course.batches_an_epoch):
        learning.learn(batch)
    return learning.model


def test_one_update_is_torchs_own_on_the_same_sentence():
    data, model, by_hand = examples(SENTENCES[0]), tagger(), tagger()
    learning = learner(model, learning_rate=0.1)

    _train(learning, data, epochs=1)

    scores = by_hand(torch.tensor([1, 2, 3])[data.words - 1])
    loss = -(scores[0, 0] + scores[1, 1] + scores[2, 2]) / 3
    gradients = torch.autograd.grad(loss, list(by_hand.parameters()))
    for parameter, start, gradient in zip(model.parameters(), by_hand.parameters(), gradients, strict=True):
        torch.testing.assert_close(parameter, start - 0.1 * gradient)
    norm = torch.cat([gradient.ravel() for gradient in gradients]).norm().item()
    right = int((scores.argmax(1) == torch.tensor([0, 1, 2])).sum())
    assert vars(learning.tally) == {
        "updates": 1,
        "words": 3,
        "loss": pytest.approx(3 * loss.item()),
        "right": right,
        **dict.fromkeys(("norm", "largest_norm", "clipped_norm"), pytest.approx(norm)),
        "clipped": 0,
    }


def test_words_without_a_tag_change_neither_loss_nor_gradient():
    whole = examples(Sentence(("the", "fish", "swim"), ("DET", "NOUN", None)))
    part = examples(Sentence(("the", "fish"), ("DET", "NOUN")))
    learners = learner(tagger()), learner(tagger())

    models = [_train(one, data, epochs=2) for one, data in zip(learners, (whole, part), strict=True)]

    assert learners[0].tally == learners[1].tally
    torch.testing.assert_close(models[0].state_dict(), models[1].state_dict())


@pytest.mark.parametrize("batch_size", [1, 2])
@pytest.mark.parametrize("network", TAGGERS)
def test_a_tagger_learns_what_only_the_context_tells(network, batch_size):
    learning = learner(tagger(network), learning_rate=0.5)

    model = _train(learning, examples(), epochs=80, batch_size=batch_size)

    assert assess(model, examples()).is_right.all()
    assert learning.tally.updates == 160 // batch_size
    assert learning.seconds > 0


def test_a_gradient_that_is_no_number_ends_learning_and_leaves_the_weights():
    learning = learner(tagger(), learning_rate=0.1)
    with torch.no_grad():
        learning.model.hidden_to_tag.weight[0, 0] = torch.inf
    before = {name: value.clone() for name, value in learning.model.state_dict().items()}

    _train(learning, examples(), epochs=2)

    assert learning.stopped
    assert learning.tally == Tally()
    torch.testing.assert_close(learning.model.state_dict(), before, rtol=0, atol=0)


def test_torchs_global_randomness_is_left_alone():
    learning, state = learner(tagger()), torch.get_rng_state()

    _train(learning, examples(), epochs=2)

    assert torch.equal(torch.get_rng_state(), state)


def test_a_tally_adds_up_and_keeps_the_largest():
    tally = Tally().with_update(3, 2.0, 1, (5.0, 1.0)).with_update(1, 4.0, 1, (0.5, 0.5))

    assert tally == Tally(2, 4, 10.0, 2, 5.5, 5.0, 1.5, 1)
