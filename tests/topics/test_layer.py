import numpy as np
import pytest
import torch
from pydantic import ValidationError

from app.topics.layer import TOPIC, Params, compute, draw

TORCH = {"identity": lambda z: z, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}
VERDICTS = {
    "Turn, stretch, bend": "A small step of x moves h by 0.338 to 1.07",
    "Stretch and fold": "1 of 2 units stands on the flat of tanh, with slope 0.0707",
    "Only a turn": "only turns by 30°: every length and angle is kept",
    "Collapse": "Collapses: det W = 0",
    "Saturated": "all 2 units stand on the flat of tanh, with slopes 3.7 · 10⁻¹³, 1.8 · 10⁻⁴",
    "ReLU cuts": "25 % switch units 1 and 2 both off, to exactly (0, 0), and 25 % keep both",
    "Sigmoid: 0 to 1": "A small step of x moves h by 0.176 to 0.301",
    "Six units by seed": "3 of 6 units stand on the flat of tanh",
}


def read(**params: str | int) -> Params:
    return Params.model_validate(params)


@pytest.mark.parametrize("activation", ["identity", "sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("size", [2, 4, 6])
def test_output_is_torchs(activation, size):
    result = compute(read(numbers="drawn", size=size, seed=5, activation=activation))

    linear = torch.nn.Linear(size, size, dtype=torch.float64)
    linear.weight.data, linear.bias.data = torch.tensor(result.weight), torch.tensor(result.bias)
    expected = TORCH[activation](linear(torch.tensor(result.x))).detach().numpy()
    assert np.abs(result.output - expected).max() < 1e-14


def test_stretches_bound_what_a_small_step_does(rng):
    result = compute(Params())
    steps = rng.normal(size=(500, 2))
    steps *= 1e-6 / np.linalg.norm(steps, axis=1, keepdims=True)

    moved = np.tanh((result.x + steps) @ result.weight.T + result.bias) - result.output

    ratios = np.linalg.norm(moved, axis=1) / 1e-6
    assert ratios.min() == pytest.approx(result.smallest_stretch, rel=1e-3)
    assert ratios.max() == pytest.approx(result.largest_stretch, rel=1e-3)
    assert result.volume_factor == pytest.approx(abs(result.determinant) * np.prod(result.slope))


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_presets_lead_to_what_their_label_says(preset):
    view = TOPIC.view(Params.model_validate(dict(preset.params)))

    assert VERDICTS[preset.label] in view.verdict


def test_a_collapsed_plane_is_one_curve():
    view = TOPIC.view(read(weight="1,2;2,4", bias="0,0"))

    grid = next(trace for trace in _figure(view, "output").data if trace.name == "grid")
    z = np.arctanh(np.clip(np.array([grid.x, grid.y], np.float64), -0.99, 0.99))
    inside = (np.abs(z) < 2).all(axis=0)
    assert inside.sum() > 100
    assert np.abs(z[1] - 2 * z[0])[inside].max() < 1e-4


def test_every_field_changes_the_numbers():
    own, drawn = read(), read(numbers="drawn", size=3)
    base, other = compute(own).output, compute(drawn).output

    for changed in (
        {"weight": "1,0;0,1"},
        {"bias": "0,0"},
        {"x": "2,2"},
        {"activation": "relu"},
        {"numbers": "drawn"},
    ):
        assert not np.array_equal(compute(Params.model_validate(changed)).output, base)
    for size, seed in ((4, 0), (3, 1)):
        found = compute(read(numbers="drawn", size=size, seed=seed)).output
        assert found.shape != other.shape or not np.array_equal(found, other)


@pytest.mark.parametrize(("field", "text"), [("x", "1,2,3"), ("bias", "1,2,3")])
def test_numbers_that_do_not_fit_are_refused_with_what_fits(field, text):
    with pytest.raises(
        ValidationError, match=f"W has 2 rows and 2 columns, so {field} needs 2 numbers; it has 3"
    ):
        read(**{field: text})


def test_the_section_of_a_larger_layer_is_said():
    figure = next(
        figure for figure in TOPIC.view(read(numbers="drawn", size=6)).figures if figure.slot == "input"
    )

    assert "The layer has 6 inputs: 1 and 2 vary" in figure.caption


def test_the_slides_three_ways_are_there_with_the_numbers():
    latex = {
        equation.name: equation.latex.translate({ord(brace): "" for brace in "{}"})
        for equation in TOPIC.view(Params()).equations
    }

    assert r"\tanh(\mathbfW" in latex["vector"]
    assert r"\tanh(1.1 \cdot 1 - 0.6 \cdot 2 + 0.5) = 0.38" in latex["rows"]
    assert r"1.1 & -0.6 \\ 0.5 & 0.8" in latex["matrix"]


def test_handles_write_what_they_stand_for():
    result = compute(read(weight="1,2,0;3,4,0;0,0,1", bias="0.5,-1,2", x="1,2,3"))

    handles = [
        handle
        for figure in draw(result).figures
        for handle in (figure.figure.layout.meta or {}).get("handles", [])
    ]

    assert [handle["label"] for handle in handles] == ["x", "column 1 of W", "column 2 of W", "b"]
    for handle in handles:
        field = getattr(result.params, handle["field"]).ravel()
        for item in handle["sets"]:
            assert handle[item["axis"]] - item.get("from", 0) == pytest.approx(field[item["entry"]])


def test_drawn_numbers_have_no_handles():
    view = TOPIC.view(read(numbers="drawn", size=2))

    assert not any(figure.figure.layout.meta for figure in view.figures)


def _figure(view, slot):
    return next(figure.figure for figure in view.figures if figure.slot == slot)


def test_stretches_of_saturated_units_are_right_far_under_rounding():
    result = TOPIC.compute(Params.model_validate({"weight": "10,0;0,1", "bias": "0,0", "x": "5,0"}))

    flat = 40 * np.exp(-100)  # 10 tanh'(50)
    assert result.largest_stretch == pytest.approx(1)
    assert result.smallest_stretch == pytest.approx(flat, rel=1e-9)
    assert result.volume_factor == pytest.approx(flat, rel=1e-9)
    assert TOPIC.compute(Params.model_validate({"weight": "1,2;2,4", "bias": "0,0"})).smallest_stretch < 1e-15
