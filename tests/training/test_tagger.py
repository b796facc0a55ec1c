"""Runs of the experiment `tagger`, whole and broken off, on a few sentences."""

import json
from itertools import islice

import pytest
import torch
from safetensors.torch import load

from app.errors import InvalidInput
from app.models.taggers import TAGGERS
from app.tasks.tagging import Sentence, Vocabulary, read_conllu
from app.tracing.checkpoints import read_checkpoint
from app.training.archive import unpack
from app.training.experiments import EXPERIMENTS
from app.training.tagger_params import TaggerParams
from app.training.watch import chosen_probe
from tests.training.samples import random_sentences
from tests.training.test_material import Shelf, conllu

EXPERIMENT = EXPERIMENTS["tagger"]
SMALL = {"corpus": "small", "epochs": 3, "embedding_dim": 3, "hidden_dim": 4, "batch_size": 4}


@pytest.fixture
def shelf(rng):
    sentences = random_sentences(rng, 36)
    lines = [
        " ".join(f"{word}/{tag or '_'}" for word, tag in zip(s.words, s.tags, strict=True)) for s in sentences
    ]
    return Shelf(small=conllu(*lines), other=conllu(*lines[::2]))


def _moments(shelf, resume=None, **changes):
    return EXPERIMENT.train(TaggerParams(**SMALL | changes), resume, shelf)


def _snapshots(moments):
    """What is told from each step on; the seconds are the one thing that differs from run to run."""
    told = {}
    for moment in moments:
        if moment.snapshot is not None:
            assert json.loads(json.dumps(moment.snapshot, allow_nan=False)) == moment.snapshot
            told[moment.step] = json.loads(json.dumps(moment.snapshot))
            for cell in told[moment.step].get("end", {}).get("cells", {}).values():
                assert cell.pop("seconds") > 0
    return told


def _checkpoint_at(moments, step):
    return next(moment for moment in moments if moment.step == step).checkpoint()


def test_there_is_a_moment_at_each_step_and_something_is_told_at_both_ends_and_in_each_epoch(shelf):
    moments = list(_moments(shelf))

    assert sorted({moment.step for moment in moments}) == list(range(25))
    assert all(moment.steps == 24 for moment in moments)
    told = {moment.step for moment in moments if moment.snapshot}
    assert {0, 24} < told
    assert all(any(8 * epoch < step <= 8 * epoch + 8 for step in told) for epoch in range(3))


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({}, {0, 1, 7, 8, 13, 24}),
        ({"cell": "gru", "optimizer": "momentum", "batch_size": 1, "epochs": 1}, {11, 30}),
        ({"cell": "lstm", "optimizer": "rmsprop", "bidirectional": True, "num_layers": 2}, {3}),
        ({"cell": "rnn", "optimizer": "sgd", "clipping": "value", "clip_at": 0.01}, {13}),
    ],
)
def test_a_run_taken_up_again_tells_the_same_to_the_last_bit(shelf, changes, steps):
    whole: dict[int, object] = {}
    kept: dict[int, bytes] = {}
    weights = b""
    for moment in _moments(shelf, **changes):
        whole |= _snapshots([moment])
        if moment.step in steps:
            kept[moment.step] = moment.checkpoint().resume  # the last of its step, with all that was told
        if moment.step == moment.steps:
            weights = moment.checkpoint().weights

    for step, resume in kept.items():
        rest = list(_moments(shelf, resume, **changes))

        assert rest[0].step == step
        assert _snapshots(rest) == {at: told for at, told in whole.items() if at >= step}
        assert rest[-1].checkpoint().weights == weights
    assert kept.keys() == steps


def test_a_run_can_be_broken_off_again_and_again(shelf):
    whole = _snapshots(_moments(shelf))

    told: dict[int, object] = {}
    resume: bytes | None = None
    step = 0
    while step < 24:
        moments = _moments(shelf, resume)
        part = list(islice(moments, 8))
        told |= _snapshots(part)
        resume, step = part[-1].checkpoint().resume, part[-1].step
    told |= _snapshots(_moments(shelf, resume))

    assert told == whole


def test_a_cell_learns_the_same_alone_and_beside_others(shelf):
    together = _snapshots(_moments(shelf, cell=["rnn", "gru", "lstm"]))[24]

    for cell in ("rnn", "gru", "lstm"):
        alone = _snapshots(_moments(shelf, cell=cell))[24]
        assert alone["look"][cell] == together["look"][cell]
        assert alone["end"]["cells"][cell] == together["end"]["cells"][cell]


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 1},
        {"cell": "gru"},
        {"embedding_dim": 4},
        {"hidden_dim": 3},
        {"gated_hidden_dim": 3},
        {"num_layers": 2},
        {"bidirectional": True},
        {"start": "orthogonal"},
        {"start": "identity"},
        {"start": "scaled"},
        {"start": "scaled", "spectral_radius": 0.5},
        {"forget_bias": 1.0},
        {"batch_size": 3},
        {"optimizer": "sgd"},
        {"learning_rate": 0.02},
        {"clipping": "none"},
        {"clip_at": 0.02},
        {"sentence": "The pond"},
        {"probe": 2},
        {"held_out": "other"},
    ],
    ids=str,
)
def test_every_parameter_changes_what_is_told(shelf, change):
    base: dict[str, object] = {"cell": "lstm", "clip_at": 0.01, "learning_rate": 0.01}
    if "spectral_radius" in change:
        base["start"] = "scaled"

    one = _snapshots(islice(_moments(shelf, **base), 40))
    other = _snapshots(islice(_moments(shelf, **base | change), 40))

    assert one != other


def test_both_corpora_and_nothing_else_decide_what_is_learned(shelf):
    other = Shelf(small=shelf.texts["small"].replace("swim", "leap"), dev=shelf.texts["small"])

    assert _snapshots(_moments(other)) != _snapshots(_moments(shelf))


@pytest.mark.parametrize(
    ("cell", "keys"), [("lstm", "lstm.weight_hh_l0"), (["rnn", "lstm"], "lstm.lstm.weight_hh_l0")]
)
def test_weights_open_in_plain_torch_under_the_slides_names(shelf, cell, keys):
    checkpoint = _checkpoint_at(_moments(shelf, cell=cell), 5)

    weights = load(checkpoint.weights)

    assert checkpoint.step == 5
    assert keys in weights
    own = {name.removeprefix("lstm."): value for name, value in weights.items() if name.startswith("lstm.")}
    own = own if isinstance(cell, list) else weights
    vocab_size, tags = len(unpack(checkpoint.weights)[1]["words"]), unpack(checkpoint.weights)[1]["tags"]
    TAGGERS["lstm"](3, 4, vocab_size, len(tags)).load_state_dict(own)
    networks = read_checkpoint(checkpoint.weights, "run.safetensors", 2**20)
    assert [network.name for network in networks] == (["lstm.lstm", "rnn.rnn"] if "rnn" in cell else ["lstm"])


@pytest.mark.cuda
def test_a_run_on_a_gpu_learns_what_it_learns_on_the_cpu(shelf):
    ends = [_snapshots(_moments(shelf, device=device))[24] for device in ("cpu", "cuda")]

    for cell in ("rnn", "lstm"):
        losses = [end["assessment"][cell]["loss"] for end in ends]
        assert losses[1] == pytest.approx(losses[0], rel=1e-3)
    resume = _checkpoint_at(_moments(shelf, device="cuda"), 7).resume
    assert list(_moments(shelf, resume, device="cuda"))[-1].step == 24


def test_a_checkpoint_is_of_its_moment_alone(shelf):
    moments = _moments(shelf)
    first = next(moment for moment in moments if moment.snapshot)
    first.checkpoint()

    next(moments)

    with pytest.raises(RuntimeError, match="step 0 has passed"):
        first.checkpoint()


@pytest.mark.parametrize("change", [{"hidden_dim": 5}, {"seed": 2}, {"epochs": 9}])
def test_a_checkpoint_of_another_run_is_refused(shelf, change):
    resume = _checkpoint_at(_moments(shelf), 3).resume

    with pytest.raises(InvalidInput, match="other parameters or other data"):
        next(_moments(shelf, resume, **change))


def test_a_checkpoint_does_not_go_on_with_another_corpus_of_the_same_name(shelf):
    resume = _checkpoint_at(_moments(shelf), 3).resume
    other = Shelf(small=shelf.texts["small"].replace("swim", "leap"))

    with pytest.raises(InvalidInput, match="other parameters or other data"):
        next(_moments(other, resume))


def test_a_network_whose_weights_are_no_numbers_any_more_stops_and_the_other_goes_on(shelf):
    moments = _moments(shelf)
    next(moments)
    run = moments.gi_yieldfrom.gi_frame.f_locals["self"]
    with torch.no_grad():
        run._trainees["rnn"].learner.model.hidden_to_tag.bias[0] = torch.nan

    *_, moment = moments

    assert moment.snapshot["cells"]["rnn"]["has_stopped"]
    assert moment.snapshot["assessment"]["rnn"]["loss"] is None
    assert moment.snapshot["look"]["rnn"]["own"]["probabilities"][0][0] is None
    assert not moment.snapshot["cells"]["lstm"]["has_stopped"]
    assert moment.snapshot["cells"]["lstm"]["loss"] > 0


def test_closing_ends_a_run_and_nothing_happens_before_it_is_asked_for():
    class Forbidden:
        def corpus(self, name):
            raise AssertionError(name)

    moments = EXPERIMENT.train(TaggerParams(corpus="x"), None, Forbidden())
    moments.close()

    assert list(moments) == []


def test_the_probe_is_the_longest_that_can_be_drawn_or_the_one_asked_for(rng):
    sentences = random_sentences(rng, 20, longest=70)

    chosen = chosen_probe(sentences, 0)

    assert len(chosen.words) == max(len(s.words) for s in sentences if len(s.words) <= 30)
    assert chosen_probe(sentences, 1) == sentences[0]
    with pytest.raises(InvalidInput, match="no sentence 21 to probe with: 20 are held out"):
        chosen_probe(sentences, 21)
    long = 1 + next(i for i, s in enumerate(sentences) if len(s.words) > 60)
    with pytest.raises(InvalidInput, match="a probe has at most 60"):
        chosen_probe(sentences, long)
    endless = Sentence(tuple(f"w{i}" for i in range(90)), (*[None] * 70, "NOUN", *[None] * 19))
    assert chosen_probe([endless], 0).words == endless.words[11:71]


@pytest.mark.slow
def test_on_a_real_treebank_taggers_learn_and_the_end_says_what_their_weights_do(real_data):
    folder = real_data / "ud/UD_English-ESLSpok"
    texts = {
        part: (folder / f"en_eslspok-ud-{part}.conllu").read_text(encoding="utf-8")
        for part in ("train", "dev")
    }
    params = TaggerParams(
        corpus="train",
        held_out="dev",
        cell=["rnn", "lstm"],
        embedding_dim=32,
        batch_size=32,
        learning_rate=0.01,
        epochs=3,
    )

    *_, moment = EXPERIMENT.train(params, None, Shelf(**texts))

    assert moment.snapshot is not None
    end = moment.snapshot["end"]
    weights, legend = unpack(moment.checkpoint().weights)
    dev = read_conllu(texts["dev"])
    vocabulary = Vocabulary(tuple(legend["words"]), (1,) * len(legend["words"]))
    for cell in ("rnn", "lstm"):
        model = TAGGERS[cell](32, 32, len(legend["words"]), len(legend["tags"]))
        model.load_state_dict(
            {
                name.removeprefix(f"{cell}."): value
                for name, value in weights.items()
                if name.startswith(f"{cell}.")
            }
        )
        right = [
            legend["tags"][number] == tag
            for sentence in dev
            for number, tag in zip(
                model(torch.tensor(vocabulary.indices(sentence.words))).argmax(1).tolist(),
                sentence.tags,
                strict=True,
            )
        ]
        assert end["cells"][cell]["accuracy"] == sum(right) / len(right) > 0.88
        low, high = end["cells"][cell]["interval"]
        assert low < end["cells"][cell]["accuracy"] < high
    assert end["baseline"]["accuracy"] == pytest.approx(0.9165, abs=5e-5)
    assert [(c["first"], c["second"]) for c in end["comparisons"]] == [
        ("rnn", "lstm"),
        ("rnn", "baseline"),
        ("lstm", "baseline"),
    ]
