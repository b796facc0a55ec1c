"""Vanilla RNNs, unrolled: torch's run, the complex step's nudge, and an honest verdict for every preset."""

import re

import numpy as np
import pytest
import torch
from torch import nn

from app.topics.topic import public_numbers
from app.topics.vanilla_rnn import TOPIC, Params, Result
from app.topics.words.vanilla_rnn import ADVISED_RADIUS

SAYS = {
    "Two units: fades": r"Fades: .*keeps 95 % .*λ = ln ρ = −0\.051.*At step 60 a nudge of x₁ is felt with 1\.1 %",
    "Past ρ = 1: turns": r"Turns for ever on a closed curve: λ = [−0]",
    "64 units: fades": r"Fades: .*keeps 90 % .*λ = ln ρ = −0\.105.*0\.019 % of its size",
    "64 units: chaos": r"Chaos: .*λ = 0\.2[0-9]+ nats.*from about step 1[2-7]\d on: up to there.*one of many",
    "Chaos that ends": r"Remembers: h comes to rest away from 0.*chaotic for a while: from about step 1\d\d on",
    "Every ρ from 0 to 3": r"On the border of chaos|closed curve",
    "One unit keeps a bit": r"Remembers: .*at 0\.9575.*2\.0 · 10⁻⁷⁷ times.*learning to remember differ",
    "Two memories and a saddle": r"Remembers: .*\(0\.9727, 0\.9727\).*learning to remember differ",
    "Four memories": r"Remembers: .*\(0\.9575, 0\.9575\)",
    "Flips": r"Cycles: h repeats every 2 steps for ever, through \(−?0\.9727, −?0\.9727\)",
    "Spiral: 0.95 R(25°)": r"Fades: .*keeps 95 %",
    "Closed curve: 1.5 R(40°)": r"closed curve: λ = −?0\.00[01]",
    "Locked: 2.5 R(100°)": r"Cycles: h repeats every 4 steps",
    "The slide’s matrix": r"Cycles: h repeats every 2 steps for ever, through \(−?0\.8908, −?0\.8842\)",
    "Chaos in two units": r"Chaos: .*λ = 0\.1[4-7]\d nats.*from about step 2\d\d on",
    "Without tanh: explodes": r"Explodes: without tanh .* ρ = 1\.1 in the long run",
}


def result_of(**given: object) -> Result:
    return TOPIC.compute(Params.model_validate(given))


def torch_run(result: Result, h0: np.ndarray) -> np.ndarray:
    module = nn.RNN(1, len(h0), bias=False, batch_first=True, dtype=torch.float64)
    weights = {"weight_hh_l0": result.weight_hh, "weight_ih_l0": result.weight_ih}
    module.load_state_dict({name: torch.tensor(weight) for name, weight in weights.items()})
    with torch.no_grad():
        outputs, _ = module(torch.tensor(result.input)[None, :, None], torch.tensor(h0)[None, None])
    return outputs[0].numpy()


def nudge_by_complex_step(result: Result) -> np.ndarray:
    h, sizes = result.hidden[0].astype(complex), []
    for t, x in enumerate(result.input):
        nudged = x + (1e-100j if t == 0 else 0)
        h = np.tanh(result.weight_ih[:, 0] * nudged + result.weight_hh @ h)
        sizes.append(np.linalg.norm(h.imag / 1e-100))
    return np.array(sizes)


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_a_preset_leads_to_what_its_label_says(preset):
    view = TOPIC.view(Params.model_validate(dict(preset.params)))

    assert re.search(SAYS[preset.label], view.verdict), view.verdict


def test_the_quiz_is_answered_by_its_state():
    result = result_of(**TOPIC.quiz.params)

    assert result.last_state[0] == pytest.approx(0.9575, abs=1e-4)
    assert result.nudge_log10[-1] < -77
    assert "the derivative is gone" in TOPIC.quiz.choices[TOPIC.quiz.answer]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"hidden_size": 64, "seed": 0, "spectral_radius": 0.9},
        {"hidden_size": 16, "spectral_radius": 1.5, "input": "noise", "steps": 200},
        {"hidden_size": 64, "seed": 0, "spectral_radius": 3, "steps": 200},
        {"network": "own", "weight_hh": "4.3,-4.6;1.3,-0.6", "initial_state": "0.3,0.2", "steps": 300},
    ],
)
def test_the_page_shows_torchs_states(given):
    result = result_of(**given)

    z = result.input[:, None] * result.weight_ih.T + result.hidden[:-1] @ result.weight_hh.T
    assert np.abs(result.hidden[1:] - np.tanh(z)).max() <= 1e-13
    exact = len(result.input) if result.lyapunov_exponent <= 0.01 else 20
    own = torch_run(result, result.hidden[0])[:exact]
    np.testing.assert_allclose(result.hidden[1 : exact + 1], own, atol=1e-12)


@pytest.mark.parametrize(
    "given", [{}, {"hidden_size": 64, "seed": 0}, {"spectral_radius": 1.2, "input": "sine"}]
)
def test_the_nudge_is_the_complex_steps(given):
    result = result_of(**given)

    np.testing.assert_allclose(10**result.nudge_log10, nudge_by_complex_step(result), rtol=1e-10)
    assert (result.nudge_log10 <= result.bound_log10 + 1e-9).all()


def test_a_chaotic_run_names_the_step_after_which_it_is_one_of_many():
    result = result_of(hidden_size=64, seed=0, spectral_radius=3, steps=200)
    own = torch_run(result, result.hidden[0])
    apart = np.abs(result.hidden[1:] - own).max(axis=1)

    assert result.one_of_many_from == int(np.log(1e16) / result.lyapunov_exponent)
    assert apart[: result.one_of_many_from // 2].max() < 1e-6
    assert apart[-1] > 0.1


def test_a_run_whose_chaos_ended_names_it_too():
    result = result_of(hidden_size=24, seed=33, spectral_radius=3, steps=300)

    assert result.lyapunov_exponent < -0.05
    assert result.one_of_many_from is not None
    assert 100 < result.one_of_many_from < 250


def test_a_run_that_fades_names_no_such_step():
    assert result_of().one_of_many_from is None


def test_the_advice_is_what_its_link_shows():
    view = TOPIC.view(Params())
    assert view.advice is not None
    there = TOPIC.compute(Params.model_validate(dict(view.advice.params)))

    ratio = 10 ** (there.nudge_log10[-1] - there.nudge_log10[0])

    assert there.spectral_radius == pytest.approx(ADVISED_RADIUS)
    assert f"felt with {100 * ratio:.2g} % of" in view.advice.text


def test_the_start_can_be_dragged_on_the_plane_and_on_the_stairs():
    for weight_hh, entries in (("1.5,0.7;0.7,1.5", [0, 1]), ("2", [0])):
        params = {"network": "own", "weight_hh": weight_hh, "initial_state": "0.3,0.2"}
        figure = TOPIC.view(Params.model_validate(params)).figures[0].figure
        (handle,) = figure.layout.meta["handles"]

        assert handle["field"] == "initial_state"
        assert [change["entry"] for change in handle["sets"]] == entries
        assert handle["x"] == 0.3
        assert list(figure.layout.xaxis.range) == [-1.1, 1.1]


def test_own_numbers_are_read_and_then_nothing():
    result = result_of(input="own", own_input="0.5\n-1\n2", steps=5)

    np.testing.assert_array_equal(result.input, [0.5, -1, 2, 0, 0])


def test_an_overflow_ends_the_run_in_words():
    view = TOPIC.view(
        Params.model_validate({"network": "own", "weight_hh": "20", "squash": False, "steps": 500})
    )

    assert "10³⁰⁰ at step 232" in view.status
    assert all(
        np.isfinite(trace.y.astype(float)).all()
        for trace in view.figures[2].figure.data
        if trace.y is not None
    )


def test_a_matrix_of_zeros_says_that_every_nudge_dies():
    result = result_of(spectral_radius=0)
    view = TOPIC.draw(result)

    assert result.lyapunov_exponent == -np.inf
    assert "no nudge of h survives" in view.verdict
    assert "exactly 0 from step 2 on" in view.verdict


def test_fixed_points_stand_only_where_they_are():
    result = result_of(network="own", weight_hh="2,0;0,2", input="none")

    residual = np.tanh(result.fixed_points @ result.weight_hh.T) - result.fixed_points
    assert len(result.fixed_points) == 9
    assert np.abs(residual).max() <= 1e-12
    assert sorted(result.stabilities).count("stable") == 4


def test_the_step_holds_the_map_at_its_level():
    result = result_of(input="step")

    rest = result.fixed_points[0]
    assert result.held_input == 1
    np.testing.assert_allclose(np.tanh(result.weight_hh @ rest + result.weight_ih[:, 0]), rest, atol=1e-12)
    np.testing.assert_allclose(result.orbit[-1], rest, atol=1e-6)


def test_every_radius_is_the_page_at_that_radius():
    swept = result_of(sweep=True)
    assert swept.radii is not None
    assert swept.exponents is not None
    index = int(np.abs(swept.radii - 0.5).argmin())

    alone = result_of(spectral_radius=float(swept.radii[index]))

    assert swept.exponents[index] == pytest.approx(alone.lyapunov_exponent, abs=0.02)


@pytest.mark.parametrize("given", [{"squash": False}, {"network": "own", "weight_hh": "0,1;0,0"}])
def test_where_no_radius_can_be_shown_it_says_why(given):
    view = TOPIC.view(Params.model_validate({"sweep": True, **given}))

    assert view.absent["sweep"].endswith(".")


def test_the_api_has_no_number_that_is_not_one():
    numbers = public_numbers(result_of(hidden_size=5, axes="3"))

    assert numbers["hidden"].shape == (61, 5)
    assert all(
        np.isfinite(value).all() for value in numbers.values() if isinstance(value, np.ndarray | float)
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"squash": False, "input": "step"}, r"Follows its input: λ = −0\.051"),
        ({"squash": False, "spectral_radius": 1}, r"On the border: without tanh and with ρ = 1 "),
        ({"input": "sine"}, r"Follows its input: h repeats every 20 steps"),
        ({"input": "noise"}, r"Follows its input: λ = −\d\.\d+ nats"),
        ({"input": "step", "spectral_radius": 0.5}, r"Comes to rest where its input holds it"),
        ({"input_scale": 0}, r"not felt at all: the input scale is 0"),
        ({"steps": 1}, r"With one step a nudge of x₁ has not been passed on yet"),
    ],
)
def test_what_goes_on_after_the_run_is_said(given, says):
    assert re.search(says, TOPIC.view(Params.model_validate(given)).verdict)


def test_a_saturated_nudge_is_not_called_exactly_0():
    view = TOPIC.view(Params.model_validate({"network": "own", "weight_hh": "20", "input": "step"}))

    assert "0, or too small for a float, from step 3 on" in view.verdict
