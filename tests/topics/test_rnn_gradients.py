import contextlib
import io

import numpy as np
import pytest
import torch

from app.topics.pictures.rnn_gradients import draw
from app.topics.rnn_gradients import TOPIC, Params, Result, compute

DRAWN = {"steps": 20, "drawn": True, "input": "noise"}
VERDICTS = {
    "The slide": "The longest way, k = 1, makes 5.5 % of the gradient, the shortest, k = 3, 66 %",
    "The slide, activations ignored": "grows 1.1-fold instead: 3.16 times the exact value at step 1",
    "h₀ = 0: a term is gone": "Term k = 1 is exactly 0 because its last factor, h₀, is 0",
    "ρ = 0.5: both vanish": "With the activations ignored it vanishes to",
    "ρ = 0.9: exact vanishes": "Vanishes: from 9 steps back",
    "ρ = 1.2: simplified grows, exact vanishes": "The squash turns growth into decay",
    "ρ = 1.5: simplified explodes, exact vanishes": "With the activations ignored it explodes 2,399-fold",
    "ρ = 2.5: the same, further apart": "With the activations ignored it explodes 3.9 · 10⁷-fold",
    "ρ = 2.5, another input: explodes": "Explodes: the gradient of the first step is",
    "Explodes without any input": "Explodes: the gradient of the first step is",
    "100 steps": "Vanishes: from 12 steps back",
    "ρ < 1 is no bound": "ρᵗ⁻ᵏ is no bound: 780 of 780 pairs exceed it",
    "Orthogonal: only the squash": "Wᵣ is orthogonal",
    "An error at every step": "the ways of all 8 errors add up",
    "Remembers, gradient gone": "Vanishes: from 3 steps back",
}


def run(**params: object) -> Result:
    return compute(Params.model_validate(params))


def trace(view, slot: str, name: str):
    figure = next(figure.figure for figure in view.figures if figure.slot == slot)
    return next(trace for trace in figure.data if trace.name == name)


def torch_gradients(result: Result):
    """d eps / d W_r and |d eps / d h_t| by autograd through a step-by-step torch network."""
    weight_hh = torch.tensor(result.weight_hh, requires_grad=True)
    bias = torch.tensor(np.resize(result.params.b_h, len(result.weight_hh)))
    states = [torch.tensor(result.h[0]).requires_grad_()]
    for x_t in result.x.tolist():
        states.append(torch.tanh(torch.tensor(result.weight_ih) * x_t + weight_hh @ states[-1] + bias))
    errors = 0.5 * (torch.stack(states[1:]) @ torch.tensor(result.weight_ho) - result.params.target) ** 2
    error = errors[-1] if result.params.loss == "last" else errors.sum()
    found = torch.autograd.grad(error, [weight_hh, *states[1:]])
    return found[0].numpy(), np.array([float(one.norm()) for one in found[1:]])


@pytest.mark.parametrize("loss", ["last", "every"])
@pytest.mark.parametrize(
    "params",
    [{}, {"h_0": "0,0"}, {"b_h": "0.3,-2", "target": -3}, DRAWN, DRAWN | {"steps": 100, "hidden_size": 32}],
    ids=["slide", "h0", "own", "drawn", "largest"],
)
def test_the_gradient_is_autograds(params, loss):
    result = run(**params, loss=loss)

    gradient, norms = torch_gradients(result)

    assert np.linalg.norm(result.gradient - gradient) < 1e-12 * np.linalg.norm(gradient)
    np.testing.assert_allclose(result.gradient_norms, norms, rtol=1e-9)
    assert result.relative_error is not None
    assert result.relative_error < 1e-12


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_presets_lead_to_what_their_label_says(preset):
    params = Params.model_validate(dict(preset.params))

    result = compute(params)

    assert VERDICTS[preset.label] in draw(result).verdict
    assert result.status == "ok"
    assert result.relative_error is not None
    assert result.relative_error < 1e-12
    assert result.pairs_over_bound == 0


def test_it_opens_on_the_slides_three_terms():
    result = run()

    assert result.term_sizes.shape == (3,)
    assert (result.term_sizes > 0.3).all()
    assert result.shares is not None
    assert result.shares.sum() == pytest.approx(1, abs=1e-14)
    sums = {equation.name: equation.latex for equation in draw(result).equations}
    assert sums["sum"].count(r"\frac{\partial \varepsilon_{3}}{\partial o_{3}}") == 3
    assert "W_r W_r" in sums["powers"]


def test_the_simplified_sum_is_no_networks_gradient():
    """It misses the tanh network's gradient, and that of a network without tanh as well."""
    result = run(ignore_activations=True)
    weight = torch.tensor(result.weight_hh, requires_grad=True)
    state = torch.tensor(result.h[0])
    for x_t in result.x.tolist():
        state = torch.tensor(result.weight_ih) * x_t + weight @ state
    error = 0.5 * (state @ torch.tensor(result.weight_ho) - result.params.target) ** 2
    (linear,) = torch.autograd.grad(error, weight)

    misses = [
        np.linalg.norm(result.simplified_gradient - other) for other in (result.gradient, linear.numpy())
    ]

    assert min(misses) > 0.1
    assert result.simplified_miss == pytest.approx(misses[0] / np.linalg.norm(result.gradient))


def test_the_factor_is_the_power_over_the_product():
    result = run(**DRAWN)
    last = (result.o[-1] - result.params.target) * result.weight_ho

    power = last @ np.linalg.matrix_power(result.weight_hh, 19)
    product = last
    for t in range(20, 1, -1):
        product = product @ ((1 - result.h[t] ** 2)[:, None] * result.weight_hh)

    assert result.factor == pytest.approx(np.linalg.norm(power) / np.linalg.norm(product), rel=1e-9)


def test_the_drawn_matrix_has_the_radius_that_was_asked_for():
    assert run(**DRAWN, spectral_radius=1.7).spectral_radius == pytest.approx(1.7)


def test_a_nudge_of_the_first_state_moves_the_error_as_the_gradient_says():
    """d eps / d h_1 by the complex step, which has no step size to choose."""
    result = run(steps=8)
    found = []
    for unit in range(2):
        state = result.h[1] + 1e-100j * np.eye(2)[unit]
        for x_t in result.x[1:]:
            state = np.tanh(result.weight_ih * x_t + result.weight_hh @ state)
        found.append((0.5 * (state @ result.weight_ho - 1) ** 2).imag / 1e-100)

    np.testing.assert_allclose(result.gradients[0], found, rtol=1e-12)


def test_an_answer_that_is_the_target_has_no_gradient_and_says_so():
    silent = {"w_o": "0,0", "target": 0}

    result = run(**silent)
    view = draw(result)

    assert result.shares is None
    assert result.relative_error is None
    assert "gradient is 0" in result.status
    assert view.verdict == "No error, no gradient: the answer is the target, and nothing goes back."


def test_terms_of_0_under_a_gradient_that_is_not_have_no_shares():
    """h stays 0, so every use of W_r multiplies by 0, while the error still reaches every state."""
    result = run(h_0="0", x="0")

    assert result.shares is None
    assert (result.gradient_norms > 0).all()
    assert "Term k = 1 is exactly 0" in draw(result).verdict


@pytest.mark.parametrize("bias", ["12,-9", "20", "0.5,18,-3"])
def test_saturated_units_do_not_spoil_the_comparison(bias):
    """1 - h^2 of a unit at its end lives on the last digits of h."""
    result = run(b_h=bias, steps=30, loss="every", spectral_radius=2.2, drawn=True, seed=3)

    assert result.relative_error is not None
    assert result.relative_error < 1e-12


def test_what_is_too_large_for_a_float_is_none():
    result = run(w_r="5", b_h="18", w_x="1", w_o="1", steps=100, x="0", h_0="1", ignore_activations=True)

    assert result.factor is None
    assert draw(result).verdict


@pytest.mark.parametrize("ignores", [False, True])
def test_one_step_has_one_term(ignores):
    view = draw(run(steps=1, ignore_activations=ignores))

    assert view.verdict.startswith("One step, one term")


def test_a_term_after_the_last_step_is_the_last():
    assert run(steps=4, term=90).term == 4


@pytest.mark.parametrize("ignores", [False, True])
def test_the_chosen_term_is_lit_in_graph_and_formula(ignores):
    view = draw(run(term=2, ignore_activations=ignores))

    assert trace(view, "graph", "jacobian").meta == {"term": "jacobian"}
    marked = next(equation.marked for equation in view.equations if equation.name == "sum")
    for factor in ("error", "readout", "jacobian", "immediate"):
        assert marked.count(rf"\term{{{factor}}}") == 1


def test_every_error_lights_its_own_way():
    view = draw(run(loss="every", term=2))

    assert len(trace(view, "graph", "errors").x) == 3


def test_h0_can_be_dragged_where_it_is_a_point():
    plane = next(figure for figure in draw(run()).figures if figure.slot == "plane")

    (handle,) = plane.figure.layout.meta["handles"]
    assert (handle["field"], handle["x"], handle["y"]) == ("h_0", 0.5, -0.5)
    assert draw(run(**DRAWN)).absent["plane"]


def test_advice_leads_to_a_gradient_that_carries():
    result = run(steps=50, drawn=True, hidden_size=32, spectral_radius=3, x="0")

    assert result.advice is not None
    advised = run(**result.advice.params)
    assert advised.horizon.verdict == "carries"
    assert advised.horizon.ratio is not None
    assert f"{100 * advised.horizon.ratio:.2g} %" in result.advice.text


def test_no_advice_for_weights_of_ones_own():
    assert run(w_r="0.1", steps=20).advice is None


@pytest.mark.parametrize(
    "params", [{}, DRAWN, {"steps": 8, "loss": "every", "ignore_activations": True, "b_h": "0.2"}]
)
def test_the_script_prints_the_same_numbers(params):
    result, script = run(**params), TOPIC.script(Params.model_validate(params))

    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(script, {})  # the page's own script

    lines = dict(line.split(" = ", 1) for line in out.getvalue().splitlines())
    assert "gradient_norms" in lines or "simplified_gradient_norms" in lines
    for name, text in lines.items():
        np.testing.assert_allclose(eval(text), getattr(result, name), rtol=1e-9)


def test_the_page_draws_the_same_way_back_as_core():
    result = run(**DRAWN, ignore_activations=True, term=8)
    view = draw(result)

    line = trace(view, "gradient", "simplified")
    np.testing.assert_array_equal(line.y, result.simplified_gradient_norms)
    np.testing.assert_array_equal(trace(view, "terms", "exact").y, result.term_sizes)
