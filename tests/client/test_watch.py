"""Watching changes nothing of the training, and no trouble of its own reaches the loop."""

import copy
import gc
import pickle
import subprocess
import sys
import textwrap
import warnings

import pytest
import torch
from torch import nn

from app.client import background, watch
from app.client.background import MAX_HEARD, MAX_WAITING, Background, Taken, Troubles
from app.client.look import Looker
from app.client.remote import Away, Over
from tests.client.conftest import TOLD, Told, settle, summing, train

NOWHERE = "http://127.0.0.1:9"


def state_of(model):
    gradients = [None if one.grad is None else one.grad.clone() for one in model.parameters()]
    modes = [part.training for part in model.modules()]
    wanted = [one.requires_grad for one in model.parameters()]
    return [*model.state_dict().values(), *gradients], modes, wanted, torch.get_rng_state()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"num_layers": 2, "dropout": 0.5},
        {"bidirectional": True},
        {"num_layers": 2, "bidirectional": True},
    ],
)
def test_the_training_is_the_same_to_the_last_bit(told, options):
    """Weights, gradients, modes, losses and what is drawn of torch's random numbers, dropout included."""
    plain, watched = summing(**options), summing(**options)
    torch.manual_seed(0)
    losses = train(plain, 6)
    expected = state_of(plain)

    torch.manual_seed(0)
    with watch(watched, every=2) as watching:
        found_losses = train(watched, 6, watching)

    tensors, *rest, randomness = state_of(watched)
    assert found_losses == losses
    assert all(torch.equal(a, b) for a, b in zip(tensors, expected[0], strict=True))
    assert tuple(rest) == expected[1:3]
    assert torch.equal(randomness, expected[3])
    assert [one["step"] for one in told().snapshots] == [0, 2, 4]
    assert [one["loss"] for one in told().snapshots] == losses[::2]


def frozen(model):
    return model.requires_grad_(False).head.requires_grad_(True)


@pytest.mark.parametrize("change", [nn.Module.eval, frozen, nn.Module.double, nn.Module.bfloat16])
def test_a_module_in_any_mode_is_watched(told, change):
    model = summing()
    change(model)

    with watch(model) as watching:
        train(model, 2, watching)

    layer = told().snapshots[0]["networks"]["lstm"]["layers"]["layer_0_forward"]
    assert len(layer["hidden"]) == 7
    assert ("gradient_norms" in layer) == (change is not frozen)


def test_without_gradients_the_states_are_told(told):
    model = summing()

    with watch(model) as watching, torch.no_grad():
        model(torch.randn(3, 7, 2))
        watching.step(0.5)

    snapshot = told().snapshots[0]
    assert (snapshot["loss"], snapshot["gradient_norm"]) == (0.5, None)
    assert len(snapshot["networks"]["lstm"]["layers"]["layer_0_forward"]["hidden"]) == 7


def test_under_autocast_the_gradients_are_told(told):
    model = summing()

    with watch(model) as watching:
        with torch.autocast("cpu", torch.bfloat16):
            loss = model(torch.randn(3, 7, 2)).sum()
        loss.backward()
        watching.step(loss)

    assert "gradient_norms" in told().snapshots[0]["networks"]["lstm"]["layers"]["layer_0_forward"]


def test_several_backward_passes_are_summed(told):
    """Two halves of a loss, each followed back by itself, are the whole."""
    model, x = summing(), torch.randn(3, 7, 2)

    for halves in ([1.0], [0.25, 0.75]):
        with watch(model) as watching:
            output = model(x).sum()
            for half in halves:
                (half * output).backward(retain_graph=True)
            watching.step()

    whole, summed = (
        one.snapshots[0]["networks"]["lstm"]["layers"]["layer_0_forward"]["gradient_norms"]
        for one in TOLD[-2:]
    )
    assert summed == pytest.approx(whole, rel=1e-6)


def test_the_first_run_is_heard_that_gradients_flow_through(told):
    model, x = summing(), torch.randn(3, 7, 2)

    with watch(model) as watching:
        with torch.no_grad():
            model(torch.randn(3, 9, 2))
        model(x).sum().backward()
        model(torch.randn(3, 4, 2)).sum().backward()
        watching.step()

    assert told().snapshots[0]["networks"]["lstm"]["facts"]["length"] == 7


def test_the_gradients_norm_is_that_of_all_parameters_as_they_stand(told):
    model = summing()

    with watch(model) as watching:
        model(torch.randn(3, 7, 2)).sum().backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.125)
        watching.step(accuracy=torch.tensor(0.5))

    assert told().snapshots[0]["gradient_norm"] == pytest.approx(0.125, rel=1e-4)
    assert told().snapshots[0]["numbers"] == {"accuracy": 0.5}


def test_a_sparse_gradient_has_a_norm(told):
    model = nn.Sequential(nn.Embedding(5, 2, sparse=True), nn.RNN(2, 3, batch_first=True))

    with watch(model) as watching:
        model(torch.tensor([[1, 2, 2]]))[0].sum().backward()
        watching.step()

    gradients = [one.grad for one in model.parameters() if one.grad is not None]
    dense = [one.to_dense() if one.is_sparse else one for one in gradients]
    expected = torch.cat([one.flatten() for one in dense]).norm()
    assert told().snapshots[0]["gradient_norm"] == pytest.approx(float(expected), rel=1e-6)


def test_networks_are_named_by_their_kind_and_described(told):
    model = nn.ModuleDict(
        {"encoder": nn.LSTM(2, 3, num_layers=2), "decoder": nn.LSTM(3, 4, proj_size=2), "x": nn.RNN(1, 1)}
    )

    watch(model, run_name="seq2seq", steps=9, params={"learning_rate": 0.1}).close()

    begun = told().begun
    assert (begun["name"], begun["steps"], begun["device"]) == ("seq2seq", 9, "cpu")
    assert begun["params"]["learning_rate"] == 0.1
    assert begun["params"]["networks"] == [
        "encoder: LSTM 2 → 3, 2 layers",
        "decoder: LSTM 3 → 4, projected to 2",
        "x: RNN 1 → 1",
    ]


def test_after_many_looks_they_are_further_apart(told, monkeypatch):
    monkeypatch.setattr("app.client.watching._LOOKS", 3)
    model = summing()

    with watch(model, every=1) as watching:
        for _ in range(16):
            watching.step()
            settle(watching)

    assert [one["step"] for one in told().snapshots] == [0, 1, 2, 4, 6, 8, 12]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((nn.Linear(2, 2),), "Linear holds no torch.nn.RNN"),
        ((nn.LSTMCell(2, 2),), "nn.LSTMCell"),
        ((nn.RNN(1, 1), "localhost:8000"), "http://127.0.0.1:8000"),
        ((nn.RNN(1, 1), "ftp://host"), "no server's address"),
    ],
)
def test_what_cannot_be_watched_is_refused(arguments, said):
    with pytest.raises(ValueError, match=said):
        watch(*arguments)


@pytest.mark.parametrize("counts", [{"every": 0}, {"steps": 0}])
def test_counts_begin_at_one(counts):
    with pytest.raises(ValueError, match="from 1 on"):
        watch(nn.RNN(1, 1), **counts)


def test_the_hooks_are_gone_after_the_close(told):
    model = summing()

    watching = watch(model)
    assert len(model.recurrent._forward_hooks) == 1
    watching.close()

    assert not model.recurrent._forward_hooks
    train(model, 1, watching)  # and a step after it does nothing
    assert told().snapshots == []
    assert told().end == ("done", None)


def test_a_module_that_is_watched_can_be_copied_and_pickled(told):
    model = summing()

    with watch(model) as watching:
        twins = [copy.deepcopy(model), pickle.loads(pickle.dumps(model))]
        for twin in twins:
            twin(torch.randn(3, 7, 2)).sum().backward()
        watching.step()

    assert told().snapshots[0]["networks"] == {}


def test_an_error_that_ends_the_loop_is_the_runs_end(told):
    with pytest.raises(RuntimeError), watch(summing()):
        raise RuntimeError("out of data")
    assert told().end == ("failed", "RuntimeError: out of data")

    with pytest.raises(KeyboardInterrupt), watch(summing()):
        raise KeyboardInterrupt
    assert told().end[0] == "stopped"


def test_one_that_is_forgotten_ends_when_it_is_collected(told):
    model = summing()
    watching = watch(model)
    train(model, 1, watching)

    del watching
    gc.collect()

    assert told().end[0] == "stopped"
    assert not model.recurrent._forward_hooks


def watched_loop(model, updates, url="http://127.0.0.1:8000"):
    """A loop from its beginning to its end; its losses, and what watched it."""
    with watch(model, url, every=1) as watching:
        return train(model, updates, watching), watching


def test_an_error_of_ours_is_one_warning_and_the_training_goes_on(told, monkeypatch):
    def broken(*_):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(Looker, "look", broken)

    with pytest.warns(UserWarning, match="broken on purpose") as warned:
        losses, _ = watched_loop(summing(), 5)

    assert len(warned) == 1
    assert losses == train(summing(), 5)
    assert len(told().snapshots) == 5


def test_a_loss_that_is_no_number_is_one_warning(told):
    watching = watch(summing(), every=1)

    with pytest.warns(UserWarning, match="could not be looked at"):
        watching.step(torch.zeros(3))
    watching.step(torch.zeros(3))  # a second warning would be an error here
    watching.close()


def test_warnings_as_errors_do_not_end_the_loop(told):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with watch(summing(), every=1) as watching:
            watching.step(torch.zeros(3))


def test_without_a_server_the_loop_runs_to_its_end_with_one_warning():
    with pytest.warns(UserWarning, match="Training goes on") as warned:
        losses, watching = watched_loop(summing(), 60, NOWHERE)

    assert len(warned) == 1
    assert losses == train(summing(), 60)
    assert watching.url is None
    assert len(watching._background._waiting) == MAX_WAITING


def test_a_network_that_was_not_seen_at_work_is_one_warning(told):
    """As inside torch.compile, which takes the hook for a part of the graph that does nothing."""
    model = summing()
    model.recurrent.weight_hh_l0.grad = torch.ones(20, 5)

    watching = watch(model)
    with pytest.warns(UserWarning, match=r"torch\.compile"):
        watching.step(0.5)
    watching.close()

    assert told().snapshots[0]["loss"] == 0.5


class Shut(Told):
    """A server that does not take anything until it is opened."""

    is_open = False

    def tell(self, snapshots, *more):
        if not self.is_open:
            raise Away("closed")
        super().tell(snapshots, *more)


def taken(step):
    return Taken(step, None, None, {})


def test_the_newest_snapshots_wait_for_a_server_that_is_away(monkeypatch):
    """All that was looked at meanwhile is bounded, and sent in order when it answers."""
    monkeypatch.setattr(background, "CLOSE_S", 60)
    remote, troubles = Shut("", {}), Troubles()
    thread = Background(remote, lambda one: {"step": one.step}, troubles)
    for step in range(50):
        while len(thread._heard) == MAX_HEARD:
            pass
        thread.take(taken(step))

    remote.is_open = True
    thread.close("done", None)

    assert [one["step"] for one in remote.snapshots] == list(range(50 - MAX_WAITING, 50))
    assert len(troubles.unsaid) == 1


def test_looks_that_take_too_long_are_left_out_with_a_warning(monkeypatch):
    monkeypatch.setattr(background, "CLOSE_S", 60)
    remote, troubles = Told("", {}), Troubles()
    thread = Background(remote, lambda one: {"step": one.step}, troubles)

    with thread._awake:  # it cannot take anything now; the lock is reentrant
        for step in range(MAX_HEARD + 3):
            thread.take(taken(step))
    thread.close("done", None)

    assert [one["step"] for one in remote.snapshots] == list(range(MAX_HEARD))
    assert "larger `every`" in troubles.unsaid[0]


def test_a_run_that_was_stopped_on_its_page_is_looked_at_no_more(told, monkeypatch):
    def over(*_):
        raise Over("409, stopped")

    monkeypatch.setattr(Told, "tell", over)
    watching = watch(summing(), every=1)
    watching._background._thread.join()

    with pytest.warns(UserWarning, match="not watched any more") as warned:
        train(watching._module, 3, watching)

    watching.close()
    assert len(warned) == 1
    assert not any(listener.is_listening for listener in watching._listeners.values())
    assert told().end is None


@pytest.mark.slow
def test_a_program_that_forgets_to_close_ends_and_so_does_its_fork():
    """A fork has no thread of ours, and its copy of the lock may be held: it must neither wait nor speak."""
    script = f"""
        import os, sys, torch
        from app.client import watch
        model = torch.nn.RNN(1, 2)
        watching = watch(model, "{NOWHERE}", every=1)
        for _ in range(3):
            model(torch.randn(4, 1, 1))[0].sum().backward()
            watching.step(0.0)
        child = os.fork()
        for _ in range(10):
            model(torch.randn(4, 1, 1))[0].sum().backward()
            watching.step(0.0)
        if child:
            assert os.waitpid(child, 0)[1] == 0
    """

    run = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert run.returncode == 0, run.stderr
    assert "Training goes on" in run.stderr
