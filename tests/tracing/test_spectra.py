import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tracing.capture import capture
from app.tracing.jacobians import jacobians, state_size
from app.tracing.spectra import (
    block_eigenvalues,
    block_singular_values,
    evenly_spaced_steps,
    jacobian_spectra,
    spectral_radius,
)
from app.tracing.trace import GATES
from tests.tracing.networks import KINDS, inputs, network


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_spectra_of_the_weights_are_numpys(kind):
    module = network(kind, dtype=torch.float32)
    layer = capture(module, torch.zeros(2, 3)).layer()
    blocks = np.split(
        module.get_parameter("weight_hh_l0").detach().double().numpy(), max(len(GATES[layer.kind]), 1)
    )
    projection = None if layer.weight_hr is None else layer.weight_hr.double().numpy()

    values, sizes = block_eigenvalues(layer), block_singular_values(layer)

    for n, block in enumerate(blocks):
        expected = np.linalg.eigvals(block if projection is None else block @ projection)
        assert (values[n].abs().diff() <= 0).all()
        np.testing.assert_allclose(np.sort_complex(values[n].numpy()), np.sort_complex(expected), atol=1e-7)
        np.testing.assert_allclose(sizes[n], np.linalg.svd(block, compute_uv=False), atol=1e-12)
        np.testing.assert_allclose(spectral_radius(layer)[n], np.abs(expected).max(), atol=1e-7)


def test_blocks_stand_in_torchs_order_of_gates():
    module = network("LSTM")
    with torch.no_grad():
        module.get_parameter("weight_hh_l0").copy_(torch.cat([n * torch.eye(4) for n in (1, 2, 3, 4)]))

    assert spectral_radius(capture(module, inputs(module, 2)).layer()).tolist() == [1, 2, 3, 4]


@given(st.integers(1, 20_000), st.integers(2, 200))
@settings(deadline=None)
def test_steps_are_few_even_and_hold_both_ends(seq_len, count):
    steps = evenly_spaced_steps(seq_len, count)

    assert len(steps) == min(seq_len, count)
    assert (steps[0], steps[-1]) == (0, seq_len - 1)
    gaps = np.diff(steps)
    assert len(gaps) == 0 or (gaps.min() >= 1 and gaps.max() - gaps.min() <= 1)


@given(st.sampled_from(sorted(KINDS)), st.integers(0, 99))
@settings(deadline=None, max_examples=20)
def test_jacobian_spectra_belong_to_the_jacobians(kind, seed):
    torch.manual_seed(seed)
    module = network(kind)
    layer = capture(module, inputs(module, 2, 7)).layer()

    spectra = jacobian_spectra(layer)

    assert spectra.steps == tuple(range(7))
    matrices = jacobians(layer, spectra.steps)
    assert spectra.eigenvalues.shape == (2, 7, state_size(layer))
    torch.testing.assert_close(spectra.eigenvalues.sum(2).real, matrices.diagonal(dim1=2, dim2=3).sum(2))
    torch.testing.assert_close(
        spectra.eigenvalues.prod(2).real, torch.linalg.det(matrices), atol=1e-10, rtol=1e-6
    )
    assert (spectra.eigenvalues.abs().diff() <= 1e-12).all()
    torch.testing.assert_close(spectra.singular_values, torch.linalg.svdvals(matrices))


def test_jacobian_spectra_at_chosen_steps():
    module = network("GRU")
    layer = capture(module, inputs(module, 9)).layer()

    assert jacobian_spectra(layer, [3, 8]).steps == (3, 8)
    torch.testing.assert_close(
        jacobian_spectra(layer, [3]).singular_values, jacobian_spectra(layer).singular_values[:, 3:4]
    )
