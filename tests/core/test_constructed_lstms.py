"""Each construction does what it says for 100 steps: against counts, closed forms and torch's own LSTM."""

import math

import numpy as np
import pytest
import torch

from app.core.constructed_lstms import CONSTRUCTED, READ_AT, ConstructedName, demonstration
from app.core.lstm_run import LSTMRun, run_lstm
from tests.core.lstms import torch_lstm


def run(name: ConstructedName, x: np.ndarray) -> LSTMRun:
    return run_lstm(CONSTRUCTED[name].weights, x)


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


@pytest.mark.parametrize("name", CONSTRUCTED)
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-13), (torch.float32, 2e-5)])
def test_torchs_lstm_does_the_same(name, dtype, tolerance):
    x = demonstration(name, 120)
    network = torch_lstm(CONSTRUCTED[name].weights).to(dtype)

    ours = run(name, x)

    hidden, (_, c_n) = network(torch.tensor(x, dtype=dtype))
    assert np.abs(ours.hidden - hidden.detach().numpy()).max() < tolerance
    assert abs(ours.cell[-1, 0] - c_n.item()) < tolerance * max(1, abs(c_n.item()))


@pytest.mark.parametrize("bit", [1.0, -1.0])
def test_latch_keeps_its_bit_and_is_written_again(bit):
    x = np.zeros((102, 2))
    x[0] = bit, 1
    x[101] = -bit, 1

    latch = run("latch", x)

    kept = bit * math.tanh(5) * sigmoid(10) ** np.arange(1, 102)
    np.testing.assert_allclose(latch.cell[:101, 0], kept, rtol=1e-12)
    assert latch.cell[100, 0] == pytest.approx(bit * 0.995335, abs=1e-6)
    assert latch.hidden[100, 0] == pytest.approx(bit * 0.759593, abs=1e-6)
    assert latch.cell[101, 0] == pytest.approx(-bit * 0.9998, abs=1e-4)


def test_latch_withstands_the_opposite_value():
    latch = run("latch", demonstration("latch", 101))

    assert latch.cell[-1, 0] == pytest.approx(0.990806, abs=1e-6)


@pytest.mark.parametrize(("name", "a_pulse"), [("counter", 1.0), ("counter_in_h", 0.01)])
def test_counters_count_the_pulses(name, a_pulse):
    x = demonstration(name, 100, seed=3)

    counter = run(name, x)

    counts = x[:, 0].cumsum()
    assert np.abs(counter.cell[:, 0] / a_pulse - counts).max() < 0.003
    assert 30 < counts[-1] < 50


def test_counters_numbers_of_the_lecture():
    pulses = np.ones((100, 1))

    counter, small = run("counter", pulses), run("counter_in_h", pulses)

    assert counter.cell[-1, 0] == pytest.approx(99.99545, abs=1e-5)
    np.testing.assert_allclose(counter.hidden[[0, 1, 2, 4], 0], [0.762, 0.964, 0.995, 0.99986], atol=5e-4)
    assert small.cell[36, 0] == pytest.approx(0.36998, abs=1e-5)
    assert small.hidden[36, 0] == pytest.approx(0.35396, abs=1e-5)
    assert 100 * math.atanh(small.hidden[36, 0] / small.output_gate[36, 0]) == pytest.approx(36.998, abs=1e-3)


def test_brackets_tell_the_depth():
    x = demonstration("brackets", 100)

    brackets = run("brackets", x)

    depth = (x[:, 0] - x[:, 1]).cumsum()
    assert np.abs(brackets.cell[:, 0] - depth).max() < 1.5e-4
    assert depth.max() == 3
    assert depth[11] == 0


def test_latch_with_reset_keeps_until_its_signal():
    latch = run("latch_with_reset", demonstration("latch_with_reset", 120))

    assert latch.cell[[0, 99], 0] == pytest.approx([0.999864, 0.995380], abs=1e-6)
    assert latch.cell[100, 0] == pytest.approx(4.5e-5, rel=0.02)
    assert latch.hidden[100, 0] == pytest.approx(4.5e-5, rel=0.02)


def test_ramp_adds_up_and_starts_again():
    ramp = run("ramp_with_reset", demonstration("ramp_with_reset", 100))

    assert ramp.cell[[58, 59, 99], 0] == pytest.approx([2.9435, 0.0501, 2.0465], abs=5e-5)


def test_read_later_shows_what_it_holds_when_it_is_asked():
    x = demonstration("read_later", 100)

    later = run("read_later", x)

    assert later.cell[0, 0] == pytest.approx(0.761560, abs=1e-6)
    assert later.hidden[[59, 99], 0] == pytest.approx([0.640766, 0.639954], abs=1e-6)
    unread = np.delete(later.hidden[:, 0], np.array(READ_AT) - 1)
    np.testing.assert_allclose(unread, 2.9e-5, rtol=0.02)


def test_read_later_lets_the_gradient_reach_step_1_when_it_is_read():
    network = torch_lstm(CONSTRUCTED["read_later"].weights)
    x = torch.tensor(demonstration("read_later", 100)).requires_grad_()
    hidden, _ = network(x)

    slopes = [
        torch.autograd.grad(hidden[t - 1, 0], x, retain_graph=True)[0][0, 0].item() for t in (59, 60, 100)
    ]

    assert slopes == pytest.approx([1.12e-5, 0.2468, 0.2468], rel=5e-3)
