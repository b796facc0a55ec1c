"""Pickles made to do harm: no code in them runs, and only what torch.save writes is let through."""

import os
import pickle

import numpy as np
import pytest
import torch

from app.errors import InvalidInput, TooLarge
from tests.tracing.checkpoints.files import (
    archive,
    entries_of,
    legacy_pt,
    lstm,
    npz,
    pt,
    pt_of_pickle,
    read,
)

TERABYTE = b"\x8a\x06" + (10**12).to_bytes(6, "little")  # the pickled number
STORAGE = b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04tQ"


class RunsWhenRead:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def protocol_2(content):
    return pickle.dumps(content, protocol=2)


@pytest.mark.parametrize(
    "file_of",
    [
        lambda bad: pt({"weight_ih_l0": bad}),
        lambda bad: pt_of_pickle(protocol_2({"weight_ih_l0": bad})),
        lambda bad: pt_of_pickle(pickle.dumps(bad, protocol=4)),
        lambda bad: pt_of_pickle(pickle.dumps(bad, protocol=0)),
        lambda bad: legacy_pt({"weight_ih_l0": bad}),
        lambda bad: legacy_pt(lstm().state_dict()) + protocol_2(bad),
        lambda bad: protocol_2(bad),
        lambda bad: npz({"weight_ih_l0": np.array([bad], dtype=object)}),
        lambda bad: npz({"note": np.array([bad], dtype=object)}),
    ],
)
def test_no_code_in_a_file_runs(tmp_path, file_of):
    mark = tmp_path / "it-ran"

    try:
        networks = read(file_of(RunsWhenRead(mark)))
    except InvalidInput:
        networks = ()

    assert not mark.exists()
    assert len(networks) <= 1  # what follows a whole legacy file is not looked at


def test_an_object_array_beside_sound_weights_is_not_touched(tmp_path):
    weights = {key: value.numpy() for key, value in lstm().state_dict().items()}
    mark = tmp_path / "it-ran"

    (network,) = read(npz({**weights, "note": np.array([RunsWhenRead(mark)], dtype=object)}))

    assert network.kind == "LSTM"
    assert not mark.exists()


def test_an_object_array_as_weight_is_refused():
    with pytest.raises(InvalidInput, match="`weight_ih_l0` holds object; weights must be floats"):
        read(npz({"weight_ih_l0": np.array([None], dtype=object)}))


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (b"c__builtin__\nbytearray\n" + TERABYTE + b"\x85R", "__builtin__.bytearray"),
        (b"cbuiltins\nbytearray\n" + TERABYTE + b"\x85R", "builtins.bytearray"),
        (b"ctorch\nFloatTensor\n" + TERABYTE + b"\x85R", "torch.FloatTensor"),
        (b"ctorch.storage\nTypedStorage\n" + TERABYTE + b"\x85R", "torch.storage.TypedStorage"),
        (b"ctorch.storage\nUntypedStorage\n" + TERABYTE + b"\x85R", "torch.storage.UntypedStorage"),
        (b"c_codecs\nencode\nX\x01\x00\x00\x00aX\x03\x00\x00\x00hex\x86R", "_codecs.encode"),
        (b"ctorch._tensor\n_rebuild_from_type_v2\n(tR", "torch._tensor._rebuild_from_type_v2"),
        (b"ctorch._utils\n_rebuild_wrapper_subclass\n(tR", "torch._utils._rebuild_wrapper_subclass"),
        (b"K\x01)R", "a call"),
        (b"}K\x01b", "a state of its own"),
    ],
)
def test_calls_that_torch_save_does_not_write_are_refused(call, name):
    with pytest.raises(InvalidInput, match=rf"pickled Python object \(`.*{name}"):
        read(pt_of_pickle(b"\x80\x02" + call + b"."))


@pytest.mark.parametrize(
    "arguments",
    [
        STORAGE + b"K\x00" + TERABYTE + b"\x85K\x01\x85\x89N",  # more items than its data has
        STORAGE + TERABYTE + b"K\x01\x85K\x01\x85\x89N",  # begins behind its data
        STORAGE + b"K\x00K\x04\x85K\x02\x85\x89N",  # ends behind its data
        STORAGE + b"K\x00K\x04K\x01\x86K\x01\x85\x89N",  # shape and stride of different lengths
        STORAGE + b"J\xff\xff\xff\xffK\x01\x85K\x01\x85\x89N",  # begins before its data
        STORAGE + b"K\x00(" + b"K\x01" * 100 + b"t(" + b"K\x01" * 100 + b"t\x89N",  # a hundred dimensions
        STORAGE + b"K\x00K\x01\x85K\x01\x85\x89}K\x00)s",  # a hook
        b"}K\x00K\x01\x85K\x01\x85\x89N",  # no data
    ],
)
def test_tensors_that_do_not_fit_their_data_are_refused(arguments):
    call = b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(" + arguments + b"tR."

    with pytest.raises(InvalidInput, match="damaged"):
        read(pt_of_pickle(call, **{"0": bytes(16)}))


@pytest.mark.parametrize(
    "content",
    [
        b"]K\x01K\x02s",  # an item set in a list
        b"}K\x01a",  # an item added to a dictionary
        b"}K\x01\x85\x85K\x01s",  # a nested tuple as key
        b"}G?\xf0\x00\x00\x00\x00\x00\x00K\x01s",  # a float as key
        b"X\x01\x00\x00\x00aQ",  # data by a bare name
        b"(X\x06\x00\x00\x00moduleNNNNtQ",  # a module's source
        b"h\x07",  # nothing was remembered there
        b"t",  # no mark
        b"",  # nothing at all
    ],
)
def test_pickles_that_make_no_sense_are_refused(content):
    with pytest.raises(InvalidInput):
        read(pt_of_pickle(b"\x80\x02" + content + b"."))


def test_data_that_is_shorter_than_its_tensors_is_refused():
    entries = entries_of(pt(lstm().state_dict()))
    entries["archive/data/1"] = entries["archive/data/1"][:-4]

    with pytest.raises(InvalidInput, match="the data `1` has 252 bytes instead of 256"):
        read(archive(entries))


def test_data_that_is_not_there_is_refused():
    entries = entries_of(pt(lstm().state_dict()))
    del entries["archive/data/1"]

    with pytest.raises(InvalidInput, match="the entry `archive/data/1` is missing"):
        read(archive(entries))


def test_a_legacy_file_cannot_ask_for_memory_that_it_does_not_fill():
    data = legacy_pt({"weight_hh_l0": torch.zeros(4, 1)})
    unlisted = data.replace(data[data.rindex(b"]") : data.rindex(b".")], b"]", 1)
    large = data.replace(b"cpuq", b"cpuq", 1).replace(b"K\x04Nt", TERABYTE + b"Nt", 1)

    with pytest.raises(InvalidInput, match="list of data does not agree"):
        read(unlisted)
    with pytest.raises(InvalidInput, match="need 4000000000000 bytes"):
        read(large)


def test_a_pickle_of_endless_operations_is_refused(monkeypatch):
    monkeypatch.setattr("app.tracing.checkpoints.pickles.MAX_OPERATIONS", 1000)

    with pytest.raises(TooLarge, match="more than 1000 operations"):
        read(pt_of_pickle(b"\x80\x02" + b"N" * 1001 + b"."))
