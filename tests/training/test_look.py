import pytest
import torch

from app.models.taggers import TAGGERS
from app.tasks.tagging import Sentence
from app.tracing.capture import capture
from app.training.look import Watched, look
from tests.training.samples import FREQUENT, TAGS, tagger

PROBE = Sentence(("fish", "the", "pond", "swim", "the"), ("NOUN", "DET", "NOUN", "VERB", None))
OWN = ("the", "pond", "blorps", "!")


@pytest.fixture
def watched():
    return Watched.of(PROBE, OWN, FREQUENT, TAGS, "cpu")


@pytest.fixture(params=TAGGERS)
def model(request):
    return tagger(request.param)


def _scores(model, words):
    return model(torch.tensor(FREQUENT.indices(words))).detach()


def test_the_error_is_that_of_the_last_tagged_word_that_is_no_punctuation(watched):
    assert (watched.probe.target, watched.own.target) == (3, 2)
    assert watched.right_tag == TAGS.index("VERB")
    only_marks = Sentence(("!", "?"), ("PUNCT", None))
    marks = Watched.of(only_marks, ("?", "!"), FREQUENT, ("PUNCT",), "cpu")
    assert (marks.probe.target, marks.own.target) == (0, 1)


def test_at_its_own_step_the_gradient_is_the_last_layers_and_behind_it_exactly_0(model, watched):
    found = look(model, watched).shown

    for part, words, (step, answer) in (
        ("probe", PROBE.words, (3, TAGS.index("VERB"))),
        ("own", OWN, (2, int(_scores(model, OWN)[2].argmax()))),
    ):
        error = _scores(model, words)[step].exp()
        error[answer] -= 1  # softmax and cross entropy: p - y
        norms = found[part]["gradient_norms"]
        assert norms[step] == pytest.approx((model.hidden_to_tag.weight.T @ error).norm().item(), rel=1e-5)
        assert norms[step + 1 :] == [0.0]
        assert all(0 < norm < norms[step] for norm in norms[:step])


def test_gradients_before_are_autograds_through_the_unrolled_network(watched):
    model = tagger("rnn")
    states = [torch.zeros(4)]
    w_x, w_h, b_x, b_h = model.recurrent.parameters()
    for x in model.word_embeddings(watched.probe.numbers):
        states.append(torch.tanh(w_x @ x + b_x + w_h @ states[-1] + b_h))
    loss = -model.log_probabilities(states[4][None])[0, watched.right_tag]
    by_autograd = torch.autograd.grad(loss, states[1:5])

    norms = look(model, watched).shown["probe"]["gradient_norms"]

    assert norms[:4] == pytest.approx([gradient.norm().item() for gradient in by_autograd], rel=1e-5)


def test_own_words_are_tagged_with_probabilities_and_each_gate_word_by_word(model, watched):
    found = look(model, watched).shown["own"]

    scores = _scores(model, OWN)
    assert found["tags"] == scores.argmax(1).tolist()
    torch.testing.assert_close(torch.tensor(found["probabilities"]), scores.exp())
    gates = capture(model.recurrent, model.word_embeddings(watched.own.numbers)).layer().gates
    assert set(found["gates"]) == set(gates)
    for name, values in gates.items():
        torch.testing.assert_close(torch.tensor(found["gates"][name]), values[0].mean(1))


def test_influence_is_what_reading_a_word_adds_to_the_log_probability_of_each_answer(model, watched):
    influence = torch.tensor(look(model, watched).shown["own"]["influence"])

    scores = _scores(model, OWN)
    best = scores.argmax(1, keepdim=True)
    for word in range(4):
        numbers = watched.own.numbers.clone()
        numbers[word] = 0
        difference = (scores - model(numbers).detach()).gather(1, best)[:, 0]
        torch.testing.assert_close(influence[word], difference, rtol=1e-4, atol=1e-6)
    assert influence[2].tolist() == pytest.approx([0] * 4, abs=1e-6), "an unknown word is <unk> already"
    assert not influence.tril(-1).abs().gt(1e-6).any(), "forwards no word changes what was before it"


def test_the_probes_states_and_activity_are_its_own(model, watched):
    found = look(model, watched)

    layer = capture(model.recurrent, model.word_embeddings(watched.probe.numbers)).layer()
    torch.testing.assert_close(found.states, layer.hidden[0])
    torch.testing.assert_close(torch.tensor(found.shown["probe"]["hidden"]), layer.hidden[0])
    activity = found.shown["probe"]["activity"]
    assert set(activity) == {"hidden", *layer.gates}
    for name, values in layer.gates.items():
        assert activity[name]["mean"] == pytest.approx(values.mean().item(), rel=1e-5)
        assert activity[name]["spread"] == pytest.approx(values.std(correction=0).item(), rel=1e-4)


@pytest.mark.parametrize(
    ("network", "gate", "squash"), [("lstm", "forget_gate", "sigmoid"), ("gru", "new_gate", "tanh")]
)
def test_saturation_is_the_share_of_gates_at_an_end(network, gate, squash, watched):
    model = tagger(network)
    rows = slice(4, 8) if gate == "forget_gate" else slice(8, 12)
    with torch.no_grad():
        model.recurrent.state_dict()["bias_ih_l0"][rows] = torch.tensor([50.0, 50.0, -50.0, 0.0])
        model.recurrent.state_dict()["weight_ih_l0"][rows] = 0
        model.recurrent.state_dict()["weight_hh_l0"][rows] = 0

    assert look(model, watched).shown["probe"]["activity"][gate]["saturated"] == 0.75


def test_spectral_radii_are_told_by_gate(model, watched):
    found = look(model, watched).shown["spectral_radius"]

    blocks = model.recurrent.all_weights[0][1].detach().split(4)
    expected = [torch.linalg.eigvals(block).abs().max().item() for block in blocks]
    assert list(found.values()) == pytest.approx(expected, rel=1e-5)
    assert set(found) == (set(look(model, watched).shown["own"]["gates"]) or {"hidden"})


def test_the_network_is_left_as_it_is(model, watched):
    before = {name: value.clone() for name, value in model.state_dict().items()}

    look(model, watched)

    torch.testing.assert_close(model.state_dict(), before, rtol=0, atol=0)
    assert all(p.grad is None and p.requires_grad for p in model.parameters())


def test_layers_and_directions_change_what_is_seen_but_not_its_form(watched):
    deep = look(tagger("gru", num_layers=2, bidirectional=True), watched).shown

    assert len(deep["probe"]["hidden"]) == 5
    assert len(deep["probe"]["hidden"][0]) == 4
    assert all(norm >= 0 for norm in deep["probe"]["gradient_norms"])
