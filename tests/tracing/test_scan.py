import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tracing.scan import linear_scan


def loop(factors, terms, initial):
    states, state = [], initial
    for t in range(factors.shape[1]):
        state = factors[:, t] * state + terms[:, t]
        states.append(state)
    return torch.stack(states, 1)


@given(st.integers(1, 700), st.integers(1, 3), st.integers(0, 99))
@settings(deadline=None)
def test_scan_is_the_loop(seq_len, batch, seed):
    generator = torch.Generator().manual_seed(seed)
    factors, terms = torch.rand(2, batch, seq_len, 2, dtype=torch.float64, generator=generator)
    initial = torch.rand(batch, 2, dtype=torch.float64, generator=generator)
    given_terms = terms.clone()

    states = linear_scan(factors, terms, initial)

    torch.testing.assert_close(states, loop(factors, terms, initial), atol=1e-14, rtol=1e-14)
    assert torch.equal(terms, given_terms)


@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0])
def test_float32_stays_exact_where_the_product_of_factors_underflows(factor):
    factors = torch.full((1, 2000, 4), factor)
    terms = torch.randn(1, 2000, 4, generator=torch.Generator().manual_seed(0))
    exact = loop(factors.double(), terms.double(), torch.zeros(1, 4).double())

    states = linear_scan(factors, terms, torch.zeros(1, 4))

    assert (states - exact).abs().max() <= 1e-6 * max(1.0, exact.abs().max().item())


def test_scan_takes_a_gate_out_of_the_middle_of_many():
    gates = torch.rand(2, 100, 12, dtype=torch.float64)
    factors, terms = gates[..., 3:6], gates[..., 6:9]
    initial = torch.zeros(2, 3, dtype=torch.float64)

    torch.testing.assert_close(linear_scan(factors, terms, initial), loop(factors, terms, initial))
