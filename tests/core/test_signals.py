import numpy as np
import pytest

from app.core.signals import SINE_PERIOD, signal


@pytest.mark.parametrize(
    ("kind", "first_three"), [("none", [0, 0, 0]), ("impulse", [1, 0, 0]), ("step", [1, 1, 1])]
)
def test_simple_signals(kind, first_three):
    np.testing.assert_array_equal(signal(kind, 3, 0), first_three)


def test_the_sine_turns_once_in_its_period():
    x = signal("sine", 2 * SINE_PERIOD, 0)

    np.testing.assert_allclose(x[:SINE_PERIOD], x[SINE_PERIOD:], atol=1e-14)
    np.testing.assert_allclose(x[SINE_PERIOD // 4 - 1], 1.0)


@pytest.mark.parametrize("kind", ["none", "impulse", "step", "sine", "noise"])
def test_a_longer_signal_begins_with_the_shorter_one(kind):
    np.testing.assert_array_equal(signal(kind, 50, 3)[:20], signal(kind, 20, 3))


def test_noise_depends_on_the_seed_alone():
    assert np.abs(signal("noise", 5, 1) - signal("noise", 5, 2)).max() > 0.1
