import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tracing.capture import capture
from app.tracing.gradients import gradient_norms
from app.tracing.horizon import THRESHOLD, memory_horizon
from app.tracing.objectives import parse_objective
from tests.tracing.networks import network

LAG = np.arange(99, -1, -1)

TABLE = [
    (0.9**LAG, 44, None, 44, "vanishes"),
    (0.5**LAG, 7, None, 7, "vanishes"),
    (0.99**LAG, None, 100, None, "carries"),
    (np.ones(100), None, 100, None, "carries"),
    (1.1**LAG, None, 100, None, "explodes"),
    (np.where(LAG < 30, 1, np.where(LAG < 50, 1e-4, 0.5)), None, 100, 30, "carries"),
    (np.where(LAG < 40, 1.0, 0.0), 40, None, 40, "vanishes"),
    (np.abs(np.cos(LAG / 2)) * 0.95**LAG + 1e-12, 89, None, 22, "vanishes"),
]


@pytest.mark.parametrize(("g", "steps", "at_least", "first_dip", "verdict"), TABLE)
def test_table_of_the_definition(g, steps, at_least, first_dip, verdict):
    horizon = memory_horizon(g)

    found = (horizon.steps, horizon.at_least, horizon.first_dip, horizon.verdict)
    assert found == (steps, at_least, first_dip, verdict)
    assert horizon.ratio == pytest.approx(g[0] / g[-1], rel=1e-12)


@given(st.lists(st.sampled_from([0.0, 1e-5, 0.0099, 0.01, 0.5, 1.0, 3.0, 1000.0]), max_size=12))
@settings(deadline=None)
def test_horizon_is_what_its_definition_says(earlier):
    g = np.array([*earlier, 1.0])
    r = g[::-1]
    lags = [lag for lag in range(1, len(g)) if (r[lag:] < THRESHOLD).all()]

    horizon = memory_horizon(g)

    assert horizon.steps == (lags[0] if lags else None)
    assert (horizon.at_least is None) == bool(lags)
    assert horizon.verdict == ("explodes" if g[0] > 100 else "vanishes" if lags else "carries")


@pytest.mark.parametrize("bias", [-2, -1, 0, 1, 2])
@pytest.mark.parametrize("seq_len", [60, 300])
def test_a_cell_without_recurrence_has_the_closed_form(bias, seq_len):
    """U = 0 and W_f = 0: dc_T/dc_t = sigmoid(b)^lag, and no path leads from h_t to later steps."""
    module = network("LSTM")
    with torch.no_grad():
        module.get_parameter("weight_hh_l0").zero_()
        module.get_parameter("weight_ih_l0")[4:8].zero_()
        module.get_parameter("bias_ih_l0")[4:8] = bias
        module.get_parameter("bias_hh_l0")[4:8] = 0
    trace = capture(module, torch.randn(seq_len, 3, dtype=torch.float64))
    keep = 1 / (1 + math.exp(-bias))

    found = gradient_norms(trace, parse_objective("last", 4))[0, "forward"]

    assert found.cell is not None
    assert memory_horizon(found.cell[0].numpy()).steps == math.floor(math.log(0.01) / math.log(keep)) + 1
    assert memory_horizon(found.hidden[0].numpy()).steps == 1
    assert not found.hidden[0, :-1].any()


def test_no_horizon_has_a_reason():
    of_sum = memory_horizon(np.ones(5), is_one_step=False)
    unreached = memory_horizon(np.array([1.0, 0.0]))
    infinite = memory_horizon(np.array([np.inf, np.nan, 1.0]))

    for horizon, words in (
        (of_sum, "sum over steps"),
        (unreached, "does not depend"),
        (infinite, "2 steps of 3"),
    ):
        assert (horizon.verdict, horizon.steps, horizon.at_least, horizon.ratio) == (
            "undefined",
            None,
            None,
            None,
        )
        assert words in (horizon.reason or "")
        assert horizon.sentence == f"No memory horizon: {horizon.reason}."


@pytest.mark.parametrize(
    ("g", "sentence"),
    [
        (
            [0.37, 0.5, 1.0],
            "Carries: the memory horizon is longer than this sequence (at least 3 steps);"
            " the first step reaches the loss with 37 % of the weight of the last.",
        ),
        (
            [2.0],
            "Carries: the memory horizon is longer than this sequence (at least 1 step);"
            " the first step reaches the loss with 100 % of the weight of the last.",
        ),
        (
            [0.5, 0.001, 1.0],
            "Carries: the memory horizon is longer than this sequence (at least 3 steps);"
            " the first step reaches the loss with 50 % of the weight of the last."
            " It dips under 1 % after 1 step, comes back.",
        ),
        (
            [3e-8, 1.0, 1.0],
            "Vanishes: from 2 steps back on the gradient stays under 1 % of its last value;"
            " the first step reaches the loss with 3.0·10⁻⁶ % of the weight of the last.",
        ),
        (
            [0.0, 1.0],
            "Vanishes: from 1 step back on the gradient stays under 1 % of its last value;"
            " the first step does not reach the loss: its gradient is 0, or too small for the numbers"
            " it is computed in.",
        ),
        (
            [0.001, 0.5, 0.001, 1.0],
            "Vanishes: from 3 steps back on the gradient stays under 1 % of its last value;"
            " the first step reaches the loss with 0.1 % of the weight of the last."
            " It dips under 1 % after 1 step, comes back, and is under it for good from 3 steps back.",
        ),
        ([195.0, 1.0], "Explodes: the gradient of the first step is 195 times that of the last."),
        ([2e9, 1.0], "Explodes: the gradient of the first step is 2.0·10⁹ times that of the last."),
        (
            [1e300, 1e-300],
            "Explodes: the gradient of the first step is more than 1e308 times that of the last.",
        ),
    ],
)
def test_sentences(g, sentence):
    assert memory_horizon(np.array(g)).sentence == sentence
