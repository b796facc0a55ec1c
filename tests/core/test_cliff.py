import numpy as np
import pytest
import torch

from app.core.cliff import (
    START_OUTPUT,
    WALL_FROM,
    gradient,
    is_attracting,
    outputs,
    rest_bias,
    wall,
    wall_crossings,
    wall_gradient_norm,
    wall_multiplier,
)


@pytest.mark.parametrize("seq_len", [1, 7, 50, 100])
def test_the_gradient_is_autograds(seq_len):
    rng = np.random.default_rng(seq_len)
    parameters = torch.tensor(rng.uniform(-10, 10, (200, 2)), requires_grad=True)
    w, b = parameters.T

    x = torch.full_like(w, 0.5)
    for _ in range(seq_len):
        x = w * torch.sigmoid(x) + b
    errors = (torch.sigmoid(x) - 0.7) ** 2
    (expected,) = torch.autograd.grad(errors.sum(), parameters)

    found = np.array([gradient(*pair, seq_len) for pair in zip(w.tolist(), b.tolist(), strict=True)])
    np.testing.assert_allclose(found[:, 0], errors.detach().numpy(), atol=1e-14)
    np.testing.assert_allclose(found[:, 1:], expected.numpy(), rtol=1e-8, atol=1e-14)


def test_the_gradient_is_the_complex_steps_where_the_run_is_not_close_to_the_wall():
    nudge = 1e-100
    for w, b in [(4.8, -2.2), (5.0, -2.0), (5.5, -3.3), (4.0, -2.5)]:
        sums = []
        for dw, db in ((nudge * 1j, 0), (0, nudge * 1j)):
            x = 0.5 + 0j
            for _ in range(50):
                x = (w + dw) / (1 + np.exp(-x)) + (b + db)
            sums.append((((1 / (1 + np.exp(-x))) - 0.7) ** 2).imag / nudge)

        np.testing.assert_allclose(gradient(w, b, 50)[1:], sums, rtol=1e-10)


def test_many_outputs_at_once_are_the_errors_one_by_one():
    rng = np.random.default_rng(1)
    w, b = rng.uniform(-10, 10, 200), rng.uniform(-10, 10, 200)

    errors = (outputs(w, b, 20) - 0.7) ** 2

    one_by_one = [gradient(*pair, 20)[0] for pair in zip(w.tolist(), b.tolist(), strict=True)]
    np.testing.assert_allclose(errors, one_by_one, atol=1e-10)


@pytest.mark.parametrize(
    ("w", "expected"), [(4.0, 0.683), (4.5, 11.5), (5.0, 779), (5.5, 54_800), (6.0, 3.0e6)]
)
def test_on_the_wall_the_gradient_has_its_closed_form(w, expected):
    there = float(wall(np.array([w]))[0])

    (closed,) = wall_gradient_norm(np.array([w]), 50)

    _, by_w, by_b = gradient(w, there, 50)
    assert closed == pytest.approx(np.hypot(by_w, by_b), rel=1e-6)
    assert closed == pytest.approx(expected, rel=0.02)
    assert by_w / by_b == pytest.approx(START_OUTPUT, rel=1e-6)  # at right angles to the wall


@pytest.mark.parametrize(("seq_len", "expected"), [(10, 0.99), (20, 5.9), (50, 779), (100, 2.5e6)])
def test_more_steps_make_the_wall_steeper(seq_len, expected):
    assert wall_gradient_norm(np.array([5.0]), seq_len)[0] == pytest.approx(expected, rel=0.02)


def test_where_a_nudge_neither_grows_nor_fades_every_step_adds_one():
    unmoved = np.array([WALL_FROM])

    (found,) = wall_gradient_norm(unmoved, 50)

    assert wall_multiplier(unmoved)[0] == pytest.approx(1)
    assert found == pytest.approx(50 * wall_gradient_norm(unmoved, 1)[0], rel=1e-3)
    assert abs(WALL_FROM - 4.25525) < 1e-5


def test_the_wall_is_where_the_output_jumps():
    w = np.array([5.0])

    below, on, above = (outputs(w, wall(w) + shift, 50)[0] for shift in (-1e-3, 0, 1e-3))

    assert [(value - 0.7) ** 2 for value in (below, on, above)] == pytest.approx(
        [0.3417, 0.0060, 0.0101], abs=1e-4
    )


def test_crossings_count_only_where_there_is_a_wall():
    high, low = np.array([0.0, 0.2]), np.array([0.0, -0.2])
    on_5, on_4 = (
        np.array([5.0, float(wall(np.array([5.0]))[0])]),
        np.array([4.0, float(wall(np.array([4.0]))[0])]),
    )

    assert wall_crossings(np.stack([on_5 + low, on_5 + high, on_5 + low, on_5 + low])) == 2
    assert wall_crossings(np.stack([on_4 + low, on_4 + high])) == 0


def test_rest_points_rest_and_attract_where_they_say_so():
    x, w = np.array([-2.0, 0.5, 2.5]), 5.0

    for place, b, attracts in zip(x, rest_bias(x, w), is_attracting(x, w), strict=True):
        run = place
        for _ in range(5):
            run = w / (1 + np.exp(-run)) + b
        assert run == pytest.approx(place, abs=1e-9)
        run += 1e-3
        for _ in range(60):
            run = w / (1 + np.exp(-run)) + b
        assert attracts == (abs(run - place) < 1e-3)
