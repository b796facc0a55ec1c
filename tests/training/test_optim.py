import pytest
import torch
from torch import nn

from app.training.optim import OPTIMIZERS, Clipping, optimizer_of

BY_HAND = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1, fused=False),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, fused=False),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1, fused=False),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.1),
}


def _model():
    model = nn.Linear(3, 2).double()
    for parameter in model.parameters():
        nn.init.constant_(parameter, 0.5)
    return model


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_is_torchs_of_that_name(name):
    ours, plain = _model(), _model()
    optimizers = optimizer_of(name, ours, 0.1), BY_HAND[name](plain.parameters())

    for step in range(3):
        for model, optimizer in zip((ours, plain), optimizers, strict=True):
            optimizer.zero_grad()
            (model(torch.arange(3.0).double()) * (step + 1)).square().sum().backward()
            optimizer.step()

    torch.testing.assert_close(ours.state_dict(), plain.state_dict())


@pytest.fixture
def parameters():
    found = [nn.Parameter(torch.zeros(2)), nn.Parameter(torch.zeros(1))]
    found[0].grad, found[1].grad = torch.tensor([3.0, -4.0]), torch.tensor([12.0])
    return found


def _gradient(parameters):
    return torch.cat([parameter.grad for parameter in parameters])


def test_without_clipping_the_norm_is_told_and_nothing_changes(parameters):
    assert Clipping("none").norms(parameters) == (13.0, 13.0)
    assert _gradient(parameters).tolist() == [3.0, -4.0, 12.0]


def test_clipping_by_norm_keeps_the_direction(parameters):
    before, after = Clipping("norm", 6.5).norms(parameters)

    assert (before, after) == (13.0, 6.5)
    torch.testing.assert_close(_gradient(parameters), torch.tensor([1.5, -2.0, 6.0]))


@pytest.mark.parametrize("kind", ["norm", "value"])
def test_a_gradient_within_the_limit_stays(kind, parameters):
    assert Clipping(kind, 20.0).norms(parameters) == (13.0, 13.0)
    assert _gradient(parameters).tolist() == [3.0, -4.0, 12.0]


def test_clipping_by_value_cuts_each_entry(parameters):
    before, after = Clipping("value", 3.5).norms(parameters)

    assert _gradient(parameters).tolist() == [3.0, -3.5, 3.5]
    assert before == 13.0
    assert after == pytest.approx((9 + 2 * 12.25) ** 0.5)
