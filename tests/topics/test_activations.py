import numpy as np
import pytest
import torch

from app.core.random_network import random_network
from app.topics.activations import TOPIC, Params, compute

VERDICTS = {
    "On the way up": "At x = 0.5 a gradient keeps 0.786 of its size through tanh and 0.235 through σ",
    "Ten slopes at best": "after 10 such slopes 1 and 9.5 · 10⁻⁷ are left",
    "Twenty slopes at best": "after 20 such slopes 1 and 9.1 · 10⁻¹³ are left",
    "On the flat": "keeps 0.00987 of its size through tanh and 0.0452 through σ",
    "A quiet network": "0 % of the tanh units are saturated, and the product of the median unit’s 20 slopes is 0.683",
    "A loud network": "saturated so often, tanh lets less through than σ",
    "Large and chaotic": "52 % of the tanh units are saturated",
}
SLOPES = {
    1: (0.420, 0.197),
    2: (0.0707, 0.105),
    3: (0.00987, 0.0452),
    4: (0.00134, 0.0177),
    5: (0.000182, 0.00665),
}


def read(**params: float) -> Params:
    return Params.model_validate(params)


@pytest.mark.parametrize("x", [-6.0, -1.5, 0.0, 1.0, 5.0])
def test_values_and_slopes_are_torchs(x):
    result = compute(read(x=x))

    for name, value, slope in (
        ("tanh", result.tanh, result.tanh_slope),
        ("sigmoid", result.sigmoid, result.sigmoid_slope),
    ):
        point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        expected = getattr(torch, name)(point)
        (derivative,) = torch.autograd.grad(expected, point)
        assert value == pytest.approx(expected.item(), abs=1e-15)
        assert slope == pytest.approx(derivative.item(), abs=1e-15)


@pytest.mark.parametrize(("x", "slopes"), SLOPES.items())
def test_slopes_at_whole_numbers(x, slopes):
    result = compute(read(x=x))

    assert (result.tanh_slope, result.sigmoid_slope) == pytest.approx(slopes, rel=3e-3)


@pytest.mark.parametrize("n", [1, 10, 20, 200])
def test_at_best_all_of_it_is_left_by_tanh_and_a_power_of_a_quarter_by_sigmoid(n):
    result = compute(read(x=0, steps=n))

    assert result.tanh_power == 0
    assert result.sigmoid_power == pytest.approx(-n * np.log10(4), rel=1e-14)
    assert result.best_sigmoid_power == pytest.approx(-n * np.log10(4), rel=1e-14)


def test_tanh_is_twice_a_sigmoid_of_twice_x_less_one():
    assert compute(Params()).identity_error < 5e-16


def test_running_network_and_its_saturation_are_torchs():
    result = compute(Params())
    weight_hh, weight_ih = random_network(16, 1.5, 0)
    network = torch.nn.RNN(1, 16, bias=False, dtype=torch.float64)
    network.weight_hh_l0.data, network.weight_ih_l0.data = torch.tensor(weight_hh), torch.tensor(weight_ih)
    noise = np.random.default_rng([0, 1]).standard_normal((20, 1))

    h = network(torch.tensor(noise))[0].detach().numpy()

    assert np.abs(result.hidden - h).max() < 1e-12
    assert result.tanh_saturated == (np.abs(h) > 0.9).mean()
    assert np.abs(result.tanh_products - np.log10(1 - h**2).cumsum(axis=0)).max() < 1e-9


def test_no_run_of_sigmoids_beats_a_quarter_to_the_n():
    result = compute(read(hidden_size=64, steps=200, spectral_radius=3))

    best = np.arange(1, 201) * np.log10(0.25)
    assert (result.sigmoid_products <= best[:, None] + 1e-9).all()
    assert (result.tanh_products <= 1e-12).all()


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_presets_lead_to_what_their_label_says(preset):
    view = TOPIC.view(Params.model_validate(dict(preset.params)))

    assert VERDICTS[preset.label] in view.verdict


@pytest.mark.parametrize(
    ("field", "value", "changed"),
    [
        ("x", 2.0, "tanh"),
        ("steps", 21, "tanh_power"),
        ("hidden_size", 17, "sigma_max"),
        ("spectral_radius", 1.6, "sigma_max"),
        ("input_scale", 1.1, "tanh_products"),
        ("seed", 1, "sigma_max"),
    ],
)
def test_every_field_changes_the_numbers(field, value, changed):
    before, after = getattr(compute(Params()), changed), getattr(compute(read(**{field: value})), changed)

    assert not np.array_equal(before, after)


@pytest.mark.parametrize("spectral_radius", [0, 3])
@pytest.mark.parametrize("input_scale", [0, 10])
@pytest.mark.parametrize(("hidden_size", "steps", "x"), [(1, 1, -6), (64, 200, 6)])
def test_every_corner_of_the_limits_has_finite_numbers(spectral_radius, input_scale, hidden_size, steps, x):
    params = read(
        spectral_radius=spectral_radius, input_scale=input_scale, hidden_size=hidden_size, steps=steps, x=x
    )

    result = compute(params)

    view = TOPIC.draw(result)
    assert view.status == "ok"
    for values in (result.tanh_products, result.sigmoid_products, result.hidden, result.cell_gate):
        assert np.isfinite(values).all()
    assert "nan" not in view.verdict
    assert "inf" not in view.verdict


def test_shares_of_the_bars_are_the_saturated_ones():
    result = compute(Params())

    bars = next(figure.figure for figure in TOPIC.draw(result).figures if figure.slot == "saturation")
    at_ends = np.add(bars.data[0].x, bars.data[2].x) / 100

    assert at_ends[0] == pytest.approx(result.tanh_saturated)
    assert at_ends[1] == pytest.approx(result.sigmoid_saturated)
