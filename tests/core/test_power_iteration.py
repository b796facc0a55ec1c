"""The loop against the slide's digits, closed forms and NumPy's own eigenvectors."""

import math

import numpy as np
import pytest

from app.core.outcome import kinds_of_draws, linear_end, squashed_end
from app.core.power_iteration import (
    angles_to,
    fan_of_states,
    first_step_under,
    power_iteration,
    predicted_angles,
    turns,
)
from app.core.spectrum import spectrum

SLIDE = np.array([[-1.15011703, -0.45383375], [-3.68550987, 2.13596934]])
START = np.array([0.3, 0.2])


def matrix(text: str) -> np.ndarray:
    return np.array([[float(entry) for entry in row.split(",")] for row in text.split(";")])


def rotation(degrees: float, size: float = 1.0) -> np.ndarray:
    angle = math.radians(degrees)
    return size * np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])


def plain_loop(w: np.ndarray, h: np.ndarray, steps: int) -> np.ndarray:
    """The slide's own cell."""
    for _ in range(steps):
        h = w @ h
        h = h / np.linalg.norm(h)
    return h


def test_the_slides_numbers_to_all_printed_digits():
    run, found = power_iteration(SLIDE, START, 10_000, "scale"), spectrum(SLIDE)

    assert run.states[-1] == pytest.approx([0.12065226, -0.99269483], abs=5e-9)
    assert found.values == pytest.approx([2.58390671, -1.5980544], abs=5e-9)
    assert found.vectors == pytest.approx(
        np.array([[0.12065226, -0.7117151], [-0.99269483, -0.70246823]]), abs=5e-9
    )


@pytest.mark.parametrize("steps", [1, 2, 5, 50, 200])
@pytest.mark.parametrize("seed", range(4))
def test_scaling_is_the_slides_loop(steps, seed):
    rng = np.random.default_rng(seed)
    w, h = rng.normal(0, 3, (3, 3)), rng.standard_normal(3)

    run = power_iteration(w, h, steps, "scale")

    assert run.states[-1] == pytest.approx(plain_loop(w, h, steps), abs=1e-9)


@pytest.mark.parametrize("keep", ["scale", "nothing"])
def test_a_repeat_of_the_floats_is_copied_not_computed(keep):
    run = power_iteration(SLIDE, START, 10_000, keep)

    assert run.repeats_from is not None
    assert run.period is not None
    assert run.repeats_from + run.period < 200
    growth = np.diff(run.log10_norms[5_000:])
    assert growth == pytest.approx(math.log10(2.583906707931819), abs=1e-9)


def test_a_measure_of_states_that_repeat_is_that_of_every_state():
    run, direction = power_iteration(SLIDE, START, 1_000, "scale"), np.array([1.0, 0.0])

    assert run.period is not None
    assert run.of_each(lambda states: angles_to(direction, states)) == pytest.approx(
        angles_to(direction, run.states), rel=1e-12
    )


def test_with_nothing_to_keep_it_the_size_is_that_of_the_matrix_power():
    run = power_iteration(SLIDE, START, 100, "nothing")

    truth = np.linalg.matrix_power(SLIDE, 100) @ START
    assert run.log10_norms[-1] == pytest.approx(math.log10(np.linalg.norm(truth)), abs=1e-12)
    assert run.states[-1] == pytest.approx(truth / np.linalg.norm(truth), abs=1e-12)


def test_a_size_beyond_all_floats_is_known_by_its_logarithm():
    run = power_iteration(100 * np.eye(8) + 1, np.ones(8), 10_000, "nothing")

    assert run.log10_norms[-1] == pytest.approx(
        math.log10(math.sqrt(8)) + 10_000 * math.log10(108), rel=1e-12
    )
    assert np.isfinite(run.states).all()


def test_squashing_is_tanh_of_the_product():
    run = power_iteration(SLIDE, START, 3, "squash")

    h = START
    for _ in range(3):
        h = np.tanh(SLIDE @ h)
    assert run.states[-1] == pytest.approx(h, abs=1e-15)


@pytest.mark.parametrize(("start", "step"), [((0.5, 0.5), 2), ((0.3, 0.2), 2)])
def test_no_direction_is_left_where_the_rest_is_rounding(start, step):
    run = power_iteration(matrix("3,-1;9,-3"), np.array(start), 50, "scale")

    assert run.zero_at == step
    assert not run.states[step:].any()


def test_a_start_of_zero_has_no_direction():
    assert power_iteration(SLIDE, np.zeros(2), 5, "squash").zero_at == 0


def test_angles_keep_their_digits_where_the_arc_cosine_has_none():
    direction = np.array([1.0, 0.0])
    states = np.array([[1.0, 1e-12], [-1.0, 1e-5], [0.0, 2.0], [0.0, 0.0]])

    angles = angles_to(direction, states)

    assert angles[:3] == pytest.approx([math.degrees(1e-12), math.degrees(math.atan(1e-5)), 90.0], rel=1e-12)
    assert math.isnan(angles[3])


def test_the_angle_law_meets_the_measured_angles_with_its_factor():
    run, found = power_iteration(SLIDE, START, 40, "scale"), spectrum(SLIDE)

    predicted = predicted_angles(found, START, 40)

    assert predicted is not None
    measured = angles_to(found.vectors[:, 0].real, run.states)
    assert predicted[25:] == pytest.approx(measured[25:], rel=1e-4)
    assert math.tan(math.radians(predicted[0])) == pytest.approx(3.724, abs=5e-4)


@pytest.mark.parametrize("w", [rotation(30), matrix("2,1;0,2"), matrix("3,-2;4,-3")])
def test_there_is_no_angle_law_without_two_leading_values_apart(w):
    assert predicted_angles(spectrum(w), START, 10) is None


def test_defective_creeps_by_the_closed_form():
    w = matrix("2,1;0,2")
    run = power_iteration(w, START, 10_000, "scale")

    angles = angles_to(np.array([1.0, 0.0]), run.states)

    t = np.arange(1, 10_001)
    assert angles[1:] == pytest.approx(np.degrees(np.arctan(0.2 / (0.3 + t * 0.1))), rel=1e-9)


def test_a_rotation_turns_by_its_angle_at_every_step():
    run = power_iteration(rotation(30, 1.1), START, 50, "scale")

    assert turns(run.states) == pytest.approx(30.0, abs=1e-9)


@pytest.mark.parametrize(
    ("w", "start", "end"),
    [
        (SLIDE, START, "settles"),
        (matrix("-2,1;0.5,1"), START, "flips"),
        (matrix("0.5,-1.2;1,0.8"), START, "turns"),
        (matrix("3,-2;4,-3"), START, "several"),
        (matrix("0,0,1;1,0,0;0,1,0"), np.array([0.3, 0.2, 0.1]), "several"),
        (matrix("2,1;0,2"), START, "creeps"),
        (matrix("3,-1;1,1"), START, "creeps"),
        (2 * np.eye(2), START, "eigenplane"),
        (matrix("2,0;0,1"), np.array([0.0, 1.0]), "aside"),
        (matrix("3,-1;9,-3"), START, "zero"),
        (matrix("0.995,0.005;0.005,0.995"), START, "settles"),
    ],
)
def test_how_a_direction_ends(w, start, end):
    assert linear_end(spectrum(w), power_iteration(w, start, 10_000, "scale")) == end


@pytest.mark.parametrize(
    ("w", "start", "kind", "period"),
    [
        (SLIDE, START, "cycle", 2),
        (matrix("2,1;0,2"), START, "fixed point", 1),
        (matrix("0.6,-0.3;0.2,0.7"), START, "rest", None),
        (matrix("0.7,0.2;0.3,0.8"), START, "fading", None),
        (rotation(40, 1.5), START, "closed curve", None),
        (matrix("4.3,-4.6;1.3,-0.6"), START, "chaos", None),
        (matrix("3,-1;9,-3"), np.array([0.5, 0.5]), "fixed point", 1),
    ],
)
def test_how_a_squashed_run_ends(w, start, kind, period):
    found = squashed_end(w, power_iteration(w, start, 10_000, "squash")).attractor

    assert (found.kind, found.period) == (kind, period)


def test_a_squashed_orthogonal_matrix_fades_like_one_over_the_root_of_t():
    run = power_iteration(rotation(25), START, 10_000, "squash")

    t = 10_000
    assert 10 ** run.log10_norms[t] == pytest.approx(1 / math.sqrt(1 / (0.3**2 + 0.2**2) + t / 2), rel=2e-3)


def test_draws_lead_by_a_real_value_as_often_as_theory_says():
    count = 20_000
    settles, flips, turning = kinds_of_draws(np.random.default_rng(0).normal(0, 3, (count, 2, 2)))

    assert settles + flips + turning == count
    deviation = math.sqrt(0.5 * 0.5 / count)
    assert (settles + flips) / count == pytest.approx(1 / math.sqrt(2), abs=4 * deviation)
    assert settles / (settles + flips) == pytest.approx(0.5, abs=4 * deviation)


def test_the_first_step_from_which_on_all_is_small():
    assert first_step_under(np.array([3.0, 0.5, 2.0, 0.5, 0.1]), 1.0) == 3
    assert first_step_under(np.array([0.5, 2.0]), 1.0) is None
    assert first_step_under(np.array([0.5]), 1.0) == 0


@pytest.mark.parametrize("keep", ["scale", "squash"])
def test_a_fan_is_one_run_a_start(keep):
    starts = np.random.default_rng(0).standard_normal((3, 2))

    fan = fan_of_states(SLIDE, starts, 12, keep)

    for place, start in enumerate(starts):
        assert fan[:, place] == pytest.approx(power_iteration(SLIDE, start, 12, keep).states, abs=1e-12)
