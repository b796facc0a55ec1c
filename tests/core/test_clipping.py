import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.core.clipping import clip_by_norm, clip_by_value, turn_degrees

SIZES = st.floats(-1e6, 1e6) | st.floats(-1, 1)


def by_torch(gradient: np.ndarray, clip, limit: float) -> np.ndarray:
    parameter = torch.nn.Parameter(torch.zeros(len(gradient), dtype=torch.float64))
    parameter.grad = torch.tensor(gradient)
    clip([parameter], limit)
    return parameter.grad.numpy()


@given(st.lists(SIZES, min_size=1, max_size=5), st.floats(1e-3, 1e3))
def test_both_ways_of_clipping_are_torchs(entries, limit):
    gradient = np.array(entries)

    by_norm, by_value = clip_by_norm(gradient, limit), clip_by_value(gradient, limit)

    torchs = by_torch(gradient, torch.nn.utils.clip_grad_norm_, limit)
    np.testing.assert_allclose(by_norm, torchs, rtol=1e-13, atol=0)
    np.testing.assert_array_equal(by_value, by_torch(gradient, torch.nn.utils.clip_grad_value_, limit))
    assert np.linalg.norm(by_norm) <= limit


def test_a_norm_whose_square_is_too_large_for_a_float_is_clipped_too():
    np.testing.assert_allclose(clip_by_norm(np.array([3e200, 4e200]), 1.0), [0.6, 0.8], rtol=1e-12)


@given(st.floats(-179, 180), st.floats(-8, 8))
def test_a_turn_is_the_difference_of_two_directions(degrees, log10_length):
    start = math.radians(20)
    end = start + math.radians(degrees)
    before = np.array([math.cos(start), math.sin(start)])
    after = 10.0**log10_length * np.array([math.cos(end), math.sin(end)])

    assert turn_degrees(before, after) == pytest.approx(abs(degrees), abs=1e-10)


def test_by_norm_nothing_turns_and_by_value_it_does():
    gradient = np.array([410.0, 660.0])

    assert turn_degrees(gradient, clip_by_norm(gradient, 1.0)) == pytest.approx(0, abs=1e-10)
    turned = turn_degrees(gradient, clip_by_value(gradient, 1.0))
    assert turned == pytest.approx(math.degrees(math.atan2(660, 410)) - 45)
    assert turn_degrees(gradient, 0 * gradient) is None
