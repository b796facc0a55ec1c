import pytest
import torch

from app.training.plane import StatePlane


def _states(generator, count=40, turn=None):
    """States that vary most along two known directions of five."""
    states = torch.randn(count, 5, generator=generator, dtype=torch.float64)
    states *= torch.tensor([0.1, 3.0, 0.1, 2.0, 0.1])
    return states if turn is None else states @ turn


def test_the_plane_is_that_of_the_largest_variance_of_all_states_so_far(generator):
    parts = [_states(generator), _states(generator) + 1]
    plane = StatePlane.of_size(5)
    for part in parts:
        plane = plane.with_states(part)

    everything = torch.cat(parts)
    values, vectors = torch.linalg.eigh(torch.cov(everything.T, correction=0))

    torch.testing.assert_close(plane.center, everything.mean(0))
    torch.testing.assert_close(plane.axes.T @ plane.axes, torch.eye(2).double())
    best = vectors[:, -2:]
    torch.testing.assert_close(plane.axes @ plane.axes.T, best @ best.T)
    assert plane.explained.sum().item() == pytest.approx((values[-2:].sum() / values.sum()).item())


def test_the_axes_turn_and_flip_no_more_than_they_must(generator):
    plane = StatePlane.of_size(5).with_states(_states(generator))

    later = plane.with_states(_states(generator, 400))

    assert (torch.diagonal(plane.axes.T @ later.axes) > 0.99).all()
    turned = (plane.axes.T @ later.axes)[0, 1] - (plane.axes.T @ later.axes)[1, 0]
    assert abs(turned.item()) < 1e-9


def test_what_was_seen_before_is_left_as_it_was(generator):
    plane = StatePlane.of_size(5).with_states(_states(generator))
    before = plane.products.clone()

    plane.with_states(_states(generator))

    assert torch.equal(plane.products, before)


@pytest.mark.parametrize("hidden", [1, 2])
def test_a_network_with_few_units_has_its_places_too(hidden, generator):
    states = torch.randn(9, hidden, generator=generator)

    plane = StatePlane.of_size(hidden).with_states(states)

    assert plane.axes.shape == (hidden, 2)
    assert plane.explained.sum().item() == pytest.approx(1)


def test_states_that_never_vary_explain_nothing():
    plane = StatePlane.of_size(3).with_states(torch.full((4, 3), 0.5))

    assert plane.explained.tolist() == [0, 0]
