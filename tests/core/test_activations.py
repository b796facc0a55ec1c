import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.core.activations import relu, sigmoid

values = hnp.arrays(np.float64, st.integers(1, 5), elements=st.floats(-1000, 1000))


@given(values)
@settings(deadline=None)
def test_sigmoid_is_torchs(z):
    np.testing.assert_allclose(
        sigmoid(z), torch.sigmoid(torch.from_numpy(z)).numpy(), rtol=1e-13, atol=1e-300
    )


@pytest.mark.parametrize(("z", "value"), [(-1e4, 0.0), (0.0, 0.5), (1e4, 1.0)])
def test_sigmoid_reaches_its_ends_without_a_warning(z, value):
    assert sigmoid(np.array([z]))[0] == value


@given(values)
@settings(deadline=None)
def test_relu_is_torchs(z):
    np.testing.assert_array_equal(relu(z), torch.relu(torch.from_numpy(z)).numpy())
