"""What a run goes on to do: linear networks by closed form, squashed ones by what their matrices are known for."""

import numpy as np
import pytest

from app.core.run_end import run_end
from app.core.vanilla_rnn import VanillaRNN, states

SILENCE = np.zeros(750)


def end_of(weight_hh: np.ndarray, is_squashed: bool, is_driven: bool = False):
    network = VanillaRNN(weight_hh, np.ones((len(weight_hh), 1)), is_squashed)
    return run_end(network, states(network, SILENCE[:40], np.array([0.3, 0.2])), SILENCE, is_driven)


@pytest.mark.parametrize(
    ("rho", "is_driven", "kind"),
    [
        (0.5, False, "rest"),
        (0.5, True, "driven"),
        (1.0, False, "neutral"),
        (1.5, True, "growing"),
        (0.0, False, "rest"),
    ],
)
def test_a_linear_network_is_known_by_its_spectral_radius(rho, is_driven, kind):
    end = end_of(rho * np.eye(2), is_squashed=False, is_driven=is_driven)

    assert end.kind == kind
    assert end.exponent == (pytest.approx(np.log(rho)) if rho else -np.inf)
    assert end.one_of_many_from is None
    assert end.orbit.shape == (0, 2)


def test_a_squashed_network_ends_where_its_map_leads():
    end = end_of(np.array([[-1.5, -0.7], [-0.7, -1.5]]), is_squashed=True)

    assert (end.kind, end.period) == ("cycle", 2)
    np.testing.assert_allclose(end.orbit[-1], -end.orbit[-2], atol=1e-9)
    assert end.one_of_many_from is None


def test_a_chaotic_run_has_no_digits_left_after_ln_1e16_over_its_exponent():
    end = end_of(np.array([[4.3, -4.6], [1.3, -0.6]]), is_squashed=True)

    assert end.kind == "chaos"
    assert end.one_of_many_from == int(np.log(1e16) / end.exponent)
