"""Against torch and autograd (the page's script is both), the closed form, and numbers worked out beforehand."""

import contextlib
import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.core.cell_paths import straight_horizon
from app.core.linear_run import linear_run
from app.core.reach import last_gradients
from app.models.side_by_side import Draw, drawn
from app.topics.lstm_vs_rnn import TOPIC, Params, Result, compute
from app.topics.pictures.lstm_vs_rnn import draw
from app.tracing.horizon import Horizon, memory_horizon
from app.tracing.side_by_side import BIASES, bias_sweep, courses

DRAWS = [Draw(seed, 100, 4, 32) for seed in range(5)]
VERDICTS = {
    "Forget bias 1, ρ = 1": "Memory horizon: RNN 26 steps, GRU 19 steps, LSTM 27 steps, the LSTM’s h alone 14 steps. "
    "The LSTM forgets about as fast as the RNN",
    "Forget bias 0": "GRU and LSTM 9 steps, the LSTM’s h alone 6 steps. The LSTM forgets sooner than the RNN",
    "Forget bias 3": "The LSTM reaches step 1 with 1.2 times the weight of step 100; the RNN does not",
    "torch’s own start": "Memory horizon: RNN 7 steps, GRU 9 steps, LSTM 10 steps",
    "A lucky RNN: ρ = 1.5": "The RNN reaches step 1 as well, without a gate: with 49 % of the weight of step 100",
    "ρ = 2.5: the RNN explodes": "What explodes is no memory: step 1 has 5.1 · 10⁸ times the weight of step 100",
    "Forget bias 6, 300 steps: it grows": "with 91 times the weight of step 300: it grows on its way",
    "No gate reads h: straight on only": "up to 0.098, all of it straight through the forget gates",
    "The forget bias alone": "Nothing but the bias decides: σ(2) to the power of τ is under 1 % from τ = 37 on",
    "Read later: the footnote": "moves h by 1.1 · 10⁻⁵ at step 59, and by 0.247 at step 60",
    "A mistake: C held still": "the product of ∂hₜ/∂hₜ₋₁ is 3.7 · 10⁻⁴³ there, against 2.3",
}


def run(**params: object) -> Result:
    return compute(Params.model_validate(params))


def trace(view, slot: str, name: str):
    figure = next(figure.figure for figure in view.figures if figure.slot == slot)
    return next(trace for trace in figure.data if trace.name == name)


def by_autograd(params: Params) -> dict[str, np.ndarray]:
    """What the page's script prints: torch's modules, or the equations written out, and autograd."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(TOPIC.script(params), {})
    lines = dict(line.split(" = ", 1) for line in out.getvalue().splitlines())
    return {name: np.array(eval(text)) for name, text in lines.items()}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"forget_bias": 3, "hidden_size": 8, "input_size": 2, "seed": 7, "lag": 99},
        {"torch_init": True, "steps": 40},
        {"gates_read": "input", "forget_bias": -0.5, "steps": 30},
        {"gates_read": "nothing", "hidden_size": 1, "input_size": 1, "steps": 60},
        {"networks": "read_later", "read_at": 30, "lag": 50},
        {"steps": 2, "lag": 1},
        {"spectral_radius": 0, "steps": 12},
    ],
)
def test_every_gradient_and_the_split_are_autograds(params):
    result = run(**params)

    found = by_autograd(result.params)

    assert {"rnn_gradient_norms", "lstm_cell_gradient_norms", "cell_jacobian", "rest"} <= set(found)
    for name, theirs in found.items():
        ours = np.asarray(getattr(result, name))
        size = np.abs(found["cell_jacobian"] if name == "rest" else theirs).max()  # the rest is a difference
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-13 * size, err_msg=name)
    assert result.sum_error is not None
    assert result.sum_error < 1e-13


def horizons(start: tuple[float, float] | None) -> dict[str, list[Horizon]]:
    """Of every state at seeds 0 to 4; `start` is the spectral radius and the forget bias."""
    every = [courses(drawn(draw_of, start))[0] for draw_of in DRAWS]
    return {one.name: [seed[place].horizon for seed in every] for place, one in enumerate(every[0])}


def rnn_horizons(radius: float) -> list[Horizon]:
    found = []
    for draw_of in DRAWS:
        side = drawn(draw_of, (radius, 0.0))
        run = linear_run("RNN", side.networks["RNN"], side.x["RNN"])
        found.append(memory_horizon(last_gradients(run, side.direction)["hidden"]))
    return found


def steps(found: list[Horizon]) -> list[int | None]:
    return [horizon.steps for horizon in found]


def span(found: list[Horizon]) -> tuple[int, int]:
    known = [horizon.steps or 1_000 for horizon in found]
    return min(known), max(known)


def test_the_rnns_horizons_are_those_worked_out_beforehand():
    assert span(rnn_horizons(0.9)) == (14, 21)
    assert span(rnn_horizons(1.0)) == (18, 28)
    assert span(rnn_horizons(1.2)) == (41, 63)
    lucky, exploding = rnn_horizons(1.5), rnn_horizons(2.5)
    assert steps(lucky) == steps(exploding) == [None] * 5
    assert 0.15 < min(horizon.ratio or 0 for horizon in lucky) < 0.17
    assert all(horizon.verdict == "explodes" and (horizon.ratio or 0) > 7e3 for horizon in exploding)


def test_the_gated_networks_horizons_are_those_worked_out_beforehand():
    sweeps = [bias_sweep(draw_of) for draw_of in DRAWS]
    lstm, gru = (
        {
            bias: [getattr(sweep, name)[BIASES.index(bias)] for sweep in sweeps]
            for bias in (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
        }
        for name in ("lstm", "gru")
    )

    assert span(lstm[-2.0]) == (3, 4)
    assert steps(lstm[-1.0]) == [5] * 5
    assert steps(lstm[0.0]) == [9] * 5
    assert span(lstm[1.0]) == (23, 27)
    assert steps(lstm[2.0]) == [59, None, None, None, None]
    assert all(0.9 < (horizon.ratio or 0) < 2.85 for horizon in lstm[3.0])
    assert span(gru[1.0]) == (16, 21)
    assert span(gru[2.0]) == (38, 48)
    assert steps(gru[3.0]) == [None, None, None, None, 97]


def test_at_torchs_own_start_all_three_forget_alike():
    own = horizons(None)

    assert steps(own["rnn"]) == [7, 8, 8, 7, 7]
    assert span(own["gru"]) == (8, 11)
    assert span(own["lstm_cell"]) == (9, 10)
    assert span(horizons((1.0, 1.0))["lstm_hidden"]) == (13, 15)


def test_a_large_forget_bias_grows():
    found = [courses(drawn(Draw(seed, 300, 4, 32), (1.0, 6.0)))[0][-1].horizon.ratio for seed in (0, 1)]

    assert [round(ratio or 0) for ratio in found] == [91, 97]


@pytest.mark.parametrize(
    ("bias", "lag", "total", "straight", "rest"),
    [
        (0, 10, 0.0201, 0.0030, 0.0192),
        (1, 20, 0.094, 0.0052, 0.093),
        (3, 50, 2.26, 0.32, 2.22),
        (5, 99, 70.4, 0.68, 70.3),
    ],
)
def test_the_split_is_the_one_worked_out_beforehand(bias, lag, total, straight, rest):
    result = run(forget_bias=bias, lag=lag)

    at = list(result.path_steps).index(100 - lag)
    norms = (result.cell_jacobian_norms, result.straight_norms, result.rest_norms)
    assert [each[at] for each in norms] == pytest.approx([total, straight, rest], rel=0.02)


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_presets_lead_to_what_their_label_says(preset):
    result = run(**preset.params)

    assert VERDICTS[preset.label] in draw(result).verdict
    assert result.status == "ok"


@pytest.mark.parametrize("bias", [-2, -0.5, 1, 2.5])
def test_gates_that_read_nothing_follow_the_closed_form(bias):
    result = run(gates_read="nothing", forget_bias=bias)

    law = straight_horizon(bias, 0.01)
    assert (result.lstm_cell_horizon_steps, result.gru_horizon_steps, result.lstm_hidden_horizon_steps) == (
        law,
        law,
        1,
    )
    assert result.law is not None
    assert result.law[BIASES.index(bias)] == law
    assert not result.rest.any()
    keep = 1 / (1 + np.exp(-bias))
    np.testing.assert_allclose(result.straight_path, keep**result.lag, rtol=1e-12)


def test_old_input_is_read_later():
    result = run(networks="read_later")

    nudges, unit = result.lstm_hidden_nudge_norms, result.rnn_nudge_norms
    assert nudges is not None
    assert unit is not None
    assert [nudges[at - 1] for at in (59, 60, 61, 100)] == pytest.approx(
        [1.12e-5, 0.2468, 1.12e-5, 0.2468], rel=5e-3
    )
    assert [unit[at - 1] for at in (30, 60, 100)] == pytest.approx([0.0044, 1.9e-4, 2.8e-6], rel=0.03)
    assert result.gru_horizon_steps is None
    assert "made by hand" in draw(result).absent["bias"]


def test_the_sweep_at_a_bias_is_the_page_at_that_bias():
    for bias in (-2.0, 0.5, 4.0):
        result = run(forget_bias=bias, hidden_size=6, steps=50)
        place = BIASES.index(bias)
        assert result.sweep_lstm_horizons is not None
        assert result.sweep_gru_horizons is not None
        assert result.sweep_lstm_horizons[place] == (result.lstm_cell_horizon_steps or 50)
        assert result.sweep_gru_horizons[place] == (result.gru_horizon_steps or 50)


def test_advice_leads_to_an_lstm_that_reaches_the_first_step():
    result = run()

    assert result.advice is not None
    advised = run(**result.advice.params)
    assert advised.lstm_cell_horizon_steps is None
    assert advised.lstm_cell_gradient_ratio == pytest.approx(0.11, abs=5e-3)
    assert "11 %" in result.advice.text
    assert advised.advice is None
    own_start = run(torch_init=True).advice
    assert own_start is not None
    assert own_start.params == {"forget_bias": "2.5"}


def test_parameters_are_one_to_three_to_four():
    result = run()

    assert (result.rnn_parameters, result.gru_parameters, result.lstm_parameters) == (1216, 3648, 4864)
    assert dict(draw(result).facts)["Parameters RNN, GRU, LSTM"].endswith("1 : 3 : 4")


def test_sizes_that_no_float_holds_are_null_and_said():
    """One unit that reads sixteen inputs may close its gate for hundreds of steps."""
    result = run(hidden_size=1, input_size=16, steps=300, forget_bias=-2, spectral_radius=0.05)
    view = draw(result)

    assert result.rnn_gradient_norms is not None
    assert np.isnan(result.rnn_gradient_norms).any()
    assert "too small for a float" in result.status
    assert "RNN too small for a float" in dict(view.facts)["Weight of step 1 against step T"]
    assert result.rnn_horizon_steps == 1


def test_what_explodes_is_not_said_to_fall_short():
    verdict = draw(run(spectral_radius=2.5, forget_bias=3, hidden_size=32)).verdict

    assert "RNN none (it explodes), GRU and LSTM longer" in verdict
    assert (
        "The LSTM reaches step 1 with 1.2 times the weight of step 100. What explodes is no memory" in verdict
    )


def test_a_gradient_that_dips_and_comes_back_is_told():
    result = run(forget_bias=6, spectral_radius=3, steps=149, hidden_size=4)

    gradient = result.rnn_gradient_norms
    assert gradient is not None
    share = gradient[::-1] / gradient[-1]
    assert share[43] < 0.01 <= share[:43].min()
    assert result.rnn_horizon_steps == 84
    assert "Dips under 1 % and comes back: RNN after 43 steps." in draw(result).verdict


def test_two_parts_that_nearly_cancel_leave_a_total_of_many_digits():
    result = run(torch_init=True, hidden_size=1, input_size=2, forget_bias=6, lag=99)

    assert 0 < result.cell_jacobian_norms[0] < 1e-2 * result.straight_norms[0]
    assert "the two nearly cancel" in draw(result).verdict


def test_a_cell_whose_tanh_rounds_to_1_still_has_a_last_gradient():
    result = run(forget_bias=5.888, spectral_radius=3, steps=300, hidden_size=2, input_size=1)

    assert result.lstm_cell_gradient_norms is not None
    assert 0 < result.lstm_cell_gradient_norms[-1] < 1e-12
    assert "undefined" not in {course.horizon.verdict for course in result.courses}


def test_requests_at_the_same_time_get_their_own_numbers():
    def at(seed: int) -> Result:
        return run(seed=seed, hidden_size=8, steps=20)

    alone = [at(seed).lstm_cell_gradient_norms for seed in range(4)]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(at, [*range(4)] * 2))

    for seed, result in zip([*range(4)] * 2, together, strict=True):
        np.testing.assert_array_equal(result.lstm_cell_gradient_norms, alone[seed])


def test_the_page_draws_what_was_computed():
    result = run()
    view = draw(result)

    norms, nudges = result.lstm_cell_gradient_norms, result.rnn_nudge_norms
    assert norms is not None
    assert nudges is not None
    np.testing.assert_allclose(trace(view, "backwards", "lstm_cell").y, norms / norms[-1], rtol=1e-6)
    np.testing.assert_allclose(trace(view, "forwards", "rnn").y, nudges, rtol=1e-6)
    np.testing.assert_allclose(
        trace(view, "sum", "dC<sub>T</sub>/dC<sub>t</sub>").z, result.cell_jacobian, rtol=1e-6
    )
    assert [bar.x[0] for bar in next(one for one in view.figures if one.slot == "horizons").figure.data] == [
        26,
        19,
        27,
        14,
    ]


def test_only_a_bias_that_is_set_can_be_dragged():
    def handles(result: Result) -> list:
        return next(one for one in draw(result).figures if one.slot == "bias").figure.layout.meta["handles"]

    (handle,) = handles(run(forget_bias=2))
    assert (handle["field"], handle["x"]) == ("forget_bias", 2)
    assert handles(run(torch_init=True)) == []
