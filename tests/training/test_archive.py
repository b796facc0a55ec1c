import pytest
import torch
from safetensors.torch import load, save

from app.errors import InvalidInput
from app.training.archive import below, pack, placed, unpack


def test_what_was_packed_comes_back_to_the_last_bit_and_opens_in_safetensors():
    tensors = {"a/x": torch.tensor([0.1, float("nan")]), "b": torch.eye(3, dtype=torch.float64).T}
    facts = {"loss": 0.1 + 0.2, "cells": {"rnn": [1, None]}}

    data = pack(tensors, facts)

    found, told = unpack(data)
    assert told == facts
    for name, tensor in tensors.items():
        assert torch.equal(found[name].nan_to_num(9), tensor.nan_to_num(9))
        assert torch.equal(load(data)[name].nan_to_num(9), tensor.nan_to_num(9))


@pytest.mark.parametrize("data", [b"", b"no safetensors", save({"x": torch.ones(2)}), b"\xff" * 40])
def test_other_bytes_are_refused(data):
    with pytest.raises(InvalidInput, match="cannot be read"):
        unpack(data)


def test_names_are_put_below_a_prefix_and_found_there():
    tensors = placed("rnn", {"x": torch.ones(1)}) | placed("rnn2", {"y": torch.ones(2)})

    assert list(below("rnn", tensors)) == ["x"]
