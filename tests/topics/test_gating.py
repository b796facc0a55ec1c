import re

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from app.figures.view import View
from app.topics.gating import TOPIC, Params, compute

VERDICTS = {
    "The slide": "(7, 5, 10, 9) becomes (3.5, 0, 2, 9), and after 10 steps (0.00684, 0, 1.0 · 10⁻⁶, 9)",
    "Twice": "after 2 steps (1.75, 0, 0.4, 9)",
    "The slide’s gate from a sigmoid": "(3.5, 2.3 · 10⁻⁴, 2, 8.99959)",
    "x opens f₂ and closes f₄": "becomes (3.5, 4.4, 2, 1.07)",
    "0.9, 0.99, 0.999, 0.9999": "after 100 steps (2.7 · 10⁻⁴, 3.66, 9.05, 9.9)",
    "99 %, half, 1 % after 100 steps": "after 100 steps (9.9, 5, 0.1, 7.9 · 10⁻³⁰)",
    "So open that it rounds to 1": "Float64 rounds f₄ = σ(40) to exactly 1",
}
CONSEQUENCES = {
    "The slide": "f₄ = 1 keeps for good, f₂ = 0 clears at once and f₁ = 0.5 halves every step.",
    "The slide’s gate from a sigmoid": "f₄, the most open, takes 0.0045 % a step, half is gone in 15,268 steps.",
    "0.9, 0.99, 0.999, 0.9999": "halves every 6,931 steps",
}


def read(**params: str | int) -> Params:
    return Params.model_validate(params)


def figure(view: View, slot: str):
    return next(figure.figure for figure in view.figures if figure.slot == slot)


def drawn(seed: int) -> Params:
    """A gate that a random layer computes."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 7))
    numbers = {"signal": (size,), "weight": (size, 2), "x": (2,), "bias": (size,)}
    fields = {name: np.clip(4 * rng.normal(size=shape), -10, 10) for name, shape in numbers.items()}
    return Params.model_validate(fields | {"source": "computed", "times": int(rng.integers(1, 200))})


def test_the_slides_numbers():
    result = compute(Params())

    assert result.passed.tolist() == [3.5, 0, 2, 9]
    np.testing.assert_allclose(result.left[2], [1.75, 0, 0.4, 9], rtol=1e-14)
    np.testing.assert_allclose(result.left[10], [0.0068359375, 0, 1.024e-6, 9], rtol=1e-12)
    assert result.half_life[[0, 1, 3]].tolist() == [1, 0, np.inf]


def test_the_slides_gate_from_a_sigmoid():
    result = compute(read(source="computed", x="0,0"))

    np.testing.assert_allclose(result.gate, [0.5, 0.0000454, 0.2, 0.9999546], rtol=1e-4)
    np.testing.assert_allclose(result.passed, [3.5, 0.000227, 2, 8.99959], rtol=1e-4)
    assert result.half_life[3] == pytest.approx(15_268, abs=1)


@pytest.mark.parametrize("seed", range(20))
def test_a_computed_gate_is_torchs_and_so_is_what_it_leaves(seed):
    params = drawn(seed)
    result = compute(params)

    linear = torch.nn.Linear(2, len(params.signal), dtype=torch.float64)
    linear.weight.data, linear.bias.data = torch.tensor(params.weight), torch.tensor(params.bias)
    gate, signal = torch.sigmoid(linear(torch.tensor(params.x))).detach(), torch.tensor(params.signal)

    np.testing.assert_allclose(result.gate, gate, rtol=1e-13)
    np.testing.assert_allclose(
        result.lost, torch.sigmoid(-linear(torch.tensor(params.x))).detach(), rtol=1e-13
    )
    np.testing.assert_allclose(result.passed, gate * signal, rtol=1e-13)
    for n in range(params.times):
        np.testing.assert_allclose(result.left[n], signal, rtol=1e-11, atol=1e-300)
        signal = signal * gate


def test_a_gate_that_takes_nearly_all_is_told_by_what_it_leaves_and_no_equal_is_most_open():
    verdict = TOPIC.view(read(signal="1,1", gate="0.004,0.004")).verdict

    assert "f₁ = 0.004 leaves 0.4 % a step" in verdict
    assert (
        "most open"
        not in TOPIC.view(read(signal="1,1", source="computed", weight="0,0;0,0", bias="1,1")).verdict
    )


def test_a_gate_loses_half_in_its_half_life_and_the_shares_over_n_steps():
    result = compute(read(source="computed", times=100))

    np.testing.assert_allclose(result.gate**result.half_life, 0.5, rtol=1e-12)
    kept = torch.sigmoid(torch.tensor(result.keeping_bias)) ** 100
    np.testing.assert_allclose(kept, [0.99, 0.5, 0.01], rtol=1e-11)
    np.testing.assert_allclose(result.keeping_bias, [9.205, 4.968, 3.055], atol=5e-4)


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_presets_lead_to_what_their_label_says(preset):
    view = TOPIC.view(Params.model_validate(dict(preset.params)))

    assert VERDICTS[preset.label] in view.verdict
    assert CONSEQUENCES.get(preset.label, "") in view.verdict


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"gate": "1,1,1,1"}, "f₁, f₂, f₃ and f₄ = 1 keep for good."),
        ({"gate": "0,0,0,0", "times": 1}, "becomes (0, 0, 0, 0). f₁, f₂, f₃ and f₄ = 0 clear at once."),
        (
            {"signal": "-8", "gate": "0.4"},
            "(−8) becomes (−3.2), and after 10 steps (−8.4 · 10⁻⁴). f₁ = 0.4 leaves 40 % a step.",
        ),
        ({"gate": "0.999999999,0,0,0"}, "f₁ = 1 − 1.0 · 10⁻⁹ halves every 6.9 · 10⁸ steps"),
        (
            {"signal": "2", "source": "computed", "weight": "1,0", "bias": "0"},
            "f₁ takes 27 % a step, half is gone in 2.21 steps.",
        ),
    ],
)
def test_verdicts_of_other_states(given, words):
    assert words in TOPIC.view(read(**given)).verdict


def test_the_bars_are_the_products_of_the_formula():
    result = compute(Params())
    rows = figure(TOPIC.draw(result), "rows")

    bars = [trace for trace in rows.data if trace.meta]
    lengths = np.array([trace.x[0] for trace in bars]).reshape(-1, 3)
    np.testing.assert_array_equal(lengths.T, [result.signal, result.gate, result.passed])
    texts = [note.text for note in rows.layout.annotations]
    assert texts == ["7", "5", "10", "9", "× 0.5", "× 0", "× 0.2", "× 1", "= 3.5", "= 0", "= 2", "= 9"]


def test_bars_ends_set_the_signal_and_a_given_gate():
    handles = figure(TOPIC.view(Params()), "rows").layout.meta["handles"]

    assert [handle["field"] for handle in handles] == ["signal"] * 4 + ["gate"] * 4
    for place, handle in enumerate(handles):
        default = getattr(Params(), handle["field"])
        (sets,) = handle["sets"]
        assert (sets["entry"], sets["axis"]) == (place % 4, "x")
        assert handle["x"] == default[sets["entry"]]
        assert handle["on"] == ("x" if place < 4 else "x2")
    assert (handles[-1]["sets"][0]["low"], handles[-1]["sets"][0]["high"]) == (0, 1)


@pytest.mark.parametrize("slot", ["curve", "lifetimes"])
def test_a_computed_gate_is_moved_by_its_bias(slot):
    params = read(source="computed")
    view = TOPIC.view(params)

    handles = figure(view, slot).layout.meta["handles"]
    assert [handle["field"] for handle in figure(view, "rows").layout.meta["handles"]] == ["signal"] * 4
    for place, handle in enumerate(handles):
        (sets,) = handle["sets"]
        assert sets["sign"] * (handle["x"] - sets["from"]) == pytest.approx(params.bias[place], abs=1e-12)
    assert not figure(TOPIC.view(Params()), slot).layout.meta["handles"]


def test_what_no_z_gives_is_said():
    view = TOPIC.view(Params())

    caption = next(figure.caption for figure in view.figures if figure.slot == "curve")
    assert "No z gives f₂ and f₄" in caption
    marks = [trace.text[0] for trace in figure(view, "curve").data if trace.text]
    assert marks == ["f<sub>1</sub>", "← f<sub>2</sub>", "f<sub>3</sub>", "f<sub>4</sub> →"]
    assert [trace.name for trace in figure(view, "lifetimes").data if re.match("f<", trace.name)] == [
        "f<sub>1</sub>",
        "f<sub>3</sub>",
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"gate": "0.5,0"}, "v has 4 numbers, so gate needs 4 numbers; it has 2"),
        ({"source": "computed", "signal": "1,2"}, "v has 2 numbers, so weight needs 2 rows; it has 4"),
        ({"gate": "0.5,0,0.2,1.5"}, "every number must be from 0 to 1"),
    ],
)
def test_sizes_that_do_not_fit_and_gates_that_are_none_are_refused(given, words):
    with pytest.raises(ValidationError, match=words):
        read(**given)


def test_what_is_not_used_does_not_have_to_fit():
    assert len(read(signal="1,2", gate="0.5,0").weight) == 4
    assert len(read(source="computed", signal="1", weight="1,2", bias="0").gate) == 4


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({"signal": "7,5,10,8"}, "passed"),
        ({"gate": "0.5,0,0.2,0.9"}, "passed"),
        ({"source": "computed"}, "gate"),
        ({"times": 11}, "keeping_bias"),
    ],
)
def test_every_field_of_a_given_gate_changes_the_numbers(given, changed):
    assert not np.array_equal(getattr(compute(read(**given)), changed), getattr(compute(Params()), changed))


@pytest.mark.parametrize("field", ["weight", "x", "bias"])
def test_every_field_of_a_computed_gate_changes_the_numbers(field):
    before = read(source="computed")
    changed = read(source="computed", **{field: (getattr(before, field) * 0.5).tolist()})

    assert not np.array_equal(compute(before).gate, compute(changed).gate)
