import numpy as np
import pytest
import torch

from app.core.cliff import wall
from app.core.descent import CLIPS, Plan, descent, parts_at

DEFAULT = (np.array([4.8, -2.2]), Plan(0.1, 1.0, 200, 50))
FAR = (np.array([5.0, -2.8]), Plan(0.3, 1.0, 150, 50))
LUCK = (np.array([5.2, -2.9]), Plan(1.0, 1.0, 150, 50))


def by_torch(start: np.ndarray, clip: str, plan: Plan, steps: int) -> np.ndarray:
    parameters = torch.nn.Parameter(torch.tensor(start))
    path = [parameters.detach().numpy().copy()]
    for _ in range(steps):
        x = torch.tensor(0.5, dtype=torch.float64)
        for _ in range(plan.seq_len):
            x = parameters[0] * torch.sigmoid(x) + parameters[1]
        (parameters.grad,) = torch.autograd.grad((torch.sigmoid(x) - 0.7) ** 2, parameters)
        if clip == "norm":
            torch.nn.utils.clip_grad_norm_([parameters], plan.threshold)
        if clip == "value":
            torch.nn.utils.clip_grad_value_([parameters], plan.threshold)
        parameters.data -= plan.learning_rate * parameters.grad
        path.append(parameters.detach().numpy().copy())
    return np.array(path)


@pytest.mark.parametrize("clip", CLIPS)
def test_the_first_steps_are_those_of_autograd_and_torchs_clipping(clip):
    start, plan = DEFAULT
    tight = Plan(0.1, 0.1, 200, 50)  # clips from the first steps on

    for tried in (plan, tight):
        run = descent(start, clip, tried)

        np.testing.assert_allclose(run.points[:21], by_torch(start, clip, tried, 20), atol=1e-10)


@pytest.mark.parametrize(
    ("state", "at", "steepest", "lands", "error"),
    [
        (DEFAULT, 22, 23.6, (5.84, -0.36), 0.0872),
        (FAR, 28, 160, (29.9, 38.4), 0.0900),
    ],
)
def test_without_clipping_the_wall_throws_the_descent_out(state, at, steepest, lands, error):
    run = descent(state[0], "none", state[1])

    assert run.grad_norms.argmax() == at
    assert run.grad_norms[at] == pytest.approx(steepest, rel=0.01)
    assert run.points[at + 1] == pytest.approx(lands, abs=0.05)
    assert run.errors[-1] == pytest.approx(error, abs=1e-4)


@pytest.mark.parametrize(
    ("state", "clip", "most"),
    [(DEFAULT, "norm", 8e-4), (DEFAULT, "value", 0.031), (FAR, "norm", 1e-3), (FAR, "value", 0.04)],
)
def test_with_clipping_it_stays_in_the_valley_from_every_start_nearby(state, clip, most):
    start, plan = state
    nudges = 1e-9 * np.random.default_rng(0).standard_normal((6, 2))

    ends = [descent(start + nudge, clip, plan) for nudge in nudges]

    assert all(np.median(run.errors[-50:]) < most for run in ends)
    assert all(3 <= run.is_clipped.sum() <= 14 for run in ends)


def test_luck_steps_over_the_wall_without_meeting_it():
    run = descent(LUCK[0], "none", LUCK[1])

    assert run.grad_norms.max() == pytest.approx(0.91, abs=0.01)
    assert run.errors[-1] < 1e-2


def test_clipping_bounds_every_step():
    for clip, most in zip(CLIPS[1:], (0.1, 0.1 * np.sqrt(2)), strict=True):
        run = descent(DEFAULT[0], clip, DEFAULT[1])

        assert run.jumps.max() <= most * (1 + 1e-12)
        assert (run.is_clipped == (run.jumps > 0.999999 * most)).all() or clip == "value"


def test_a_clipped_path_is_one_of_many_from_some_step_on():
    start, plan = DEFAULT

    run = descent(start, "norm", plan)
    at = parts_at(run, "norm", plan)

    assert at is not None
    neighbor = descent(np.nextafter(start, np.inf), "norm", plan)
    distance = np.hypot(*(run.points - neighbor.points).T)
    assert distance[at] > 1e-3
    assert (distance[:at] <= 1e-3).all()
    assert parts_at(descent(start, "none", plan), "none", plan) is None


def test_a_descent_ends_where_a_number_is_too_large_for_a_float():
    w = np.array([5.0])
    on_the_wall = np.array([w[0], wall(w)[0]])

    run = descent(on_the_wall, "none", Plan(1e304, 1.0, 20, 100))

    assert len(run.points) == 1
    assert run.is_clipped.shape == (0,)
    assert np.isfinite(run.gradients).all()
