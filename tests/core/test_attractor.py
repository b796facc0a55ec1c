import numpy as np
import pytest

from app.core.attractor import attractor, period
from app.core.lyapunov import long_run


def rotation(radius: float, degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    return radius * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


@pytest.mark.parametrize(
    ("weight_hh", "kind", "steps"),
    [
        (rotation(0.95, 25), "rest", None),
        (np.array([[1.5, 0.7], [0.7, 1.5]]), "fixed point", 1),
        (np.array([[-1.5, -0.7], [-0.7, -1.5]]), "cycle", 2),
        (rotation(2.5, 100), "cycle", 4),
        (rotation(1.5, 40), "closed curve", None),
        (np.array([[4.3, -4.6], [1.3, -0.6]]), "chaos", None),
        (rotation(1, 25), "fading", None),
    ],
)
def test_it_names_what_two_units_end_in(weight_hh, kind, steps):
    run = long_run(weight_hh, np.array([[0.3, 0.2]]), np.zeros((900, 2)), 200, np.ones(1))

    found = attractor(run.states[:, 0], run.exponents[0])

    assert (found.kind, found.period) == (kind, steps)


def test_a_network_that_only_follows_its_input_is_driven():
    drive = np.random.default_rng(0).standard_normal((900, 2))
    run = long_run(rotation(0.5, 25), np.zeros((1, 2)), drive, 200, np.ones(1))

    assert attractor(run.states[:, 0], run.exponents[0]).kind == "driven"


def test_the_period_is_the_smallest():
    beat = np.tile(np.array([[0.0], [1.0], [0.0], [-1.0]]), (60, 1))

    assert period(beat) == 4
    assert period(np.arange(300.0)[:, None]) is None
