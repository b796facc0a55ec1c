"""What is not a checkpoint is refused by its content, with what it is and the way out."""

import io
import pickle
import re
import tarfile

import numpy as np
import pytest
import torch

from app.errors import InvalidInput, TooLarge
from tests.tracing.checkpoints.files import archive, entries_of, legacy_pt, lstm, npz, pt, read, safe

SAVE = re.escape('torch.save(model.state_dict(), "model.pt")')


def tar_of(names):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name in names:
            tar.addfile(tarfile.TarInfo(name))
    return buffer.getvalue()


FOREIGN = {
    "empty": (b"", "is empty", SAVE),
    "legacy tar": (tar_of(["sys_info", "pickle", "tensors", "storages"]), "tar archive", SAVE),
    "ONNX": (b"\x08\x0a\x12\x07pytorch\x1a\x05" + bytes(50), "ONNX", SAVE),
    "HDF5": (b"\x89HDF\r\n\x1a\n" + bytes(50), "HDF5.*Keras", "weight_ih_l0=kernel.T"),
    "Keras zip": (archive({"config.json": b"{}", "model.weights.h5": b""}), "Keras", "weight_ih_l0=kernel.T"),
    "SavedModel zip": (archive({"m/saved_model.pb": b""}), "TensorFlow", "weight_ih_l0=kernel.T"),
    "TensorFlow Lite": (b"\x1c\x00\x00\x00TFL3" + bytes(50), "TensorFlow Lite", "kernel.T"),
    "GGUF": (b"GGUF\x03\x00\x00\x00" + bytes(50), "GGUF", SAVE),
    "npy": (b"\x93NUMPY\x01\x00" + bytes(50), r"single \.npy", r"np\.savez"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(50), "gzip", "Unpack it"),
    "other zip": (archive({"notes.txt": b"hello"}), r"no checkpoint; it holds `notes\.txt`", SAVE),
    "empty zip": (archive({}), "empty zip", SAVE),
    "web page": (b"<!DOCTYPE html><html>", "web page", "Download the file itself"),
    "LFS pointer": (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer", "git lfs pull"),
    "pickle": (pickle.dumps({"weight_ih_l0": [1.0]}), "pickle that torch.save did not write", SAVE),
    "text": (b"hello, world, this is no checkpoint", "not a checkpoint that can be read", SAVE),
    "one byte": (b"P", "not a checkpoint that can be read", SAVE),
}


@pytest.mark.parametrize(("data", "what", "way_out"), FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("filename", ["model.pt", "model.safetensors"])
def test_a_foreign_file_is_refused_whatever_its_name(data, what, way_out, filename):
    with pytest.raises(InvalidInput, match=what) as refusal:
        read(data, filename)

    assert re.search(way_out, refusal.value.detail)


def test_the_name_helps_where_the_content_says_nothing():
    with pytest.raises(InvalidInput, match="ONNX"):
        read(bytes(100), "model.onnx")


@pytest.mark.parametrize("entry", ["constants.pkl", "code/__torch__.py"])
def test_torchscript_is_refused(entry):
    data = archive({**entries_of(pt(lstm().state_dict())), f"archive/{entry}": b""})

    with pytest.raises(InvalidInput, match=r"TorchScript.*torch\.save\(dict\(model\.state_dict\(\)\)"):
        read(data)


@pytest.mark.parametrize("save", [pt, legacy_pt])
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (lstm(), "torch.nn.modules.rnn.LSTM"),
        ({"loss": np.float64(1)}, "numpy"),
        ({"key": b"bytes"}, "_codecs.encode"),
    ],
    ids=["whole module", "numpy scalar", "bytes"],
)
def test_pickled_objects_are_refused_by_name(save, content, name):
    with pytest.raises(InvalidInput, match=rf"pickled Python object \(`{name}.*{SAVE}"):
        read(save(content))


@pytest.mark.parametrize(
    ("tensor", "what", "way_out"),
    [
        (torch.eye(4).to_sparse(), "sparse", ".to_dense()"),
        (torch.empty(4, device="meta"), "without values", '.to("cpu")'),
    ],
    ids=["sparse", "meta"],
)
def test_tensors_that_are_not_dense_are_refused(tensor, what, way_out):
    with pytest.raises(InvalidInput, match=what) as refusal:
        read(pt({**lstm().state_dict(), "weight_hh_l0": tensor}))

    assert f"value{way_out} for key, value" in refusal.value.detail


def test_another_pickle_protocol_is_refused():
    with pytest.raises(InvalidInput, match=rf"pickle_protocol=4.*{SAVE}"):
        read(pt(lstm().state_dict(), pickle_protocol=4))


@pytest.mark.parametrize("save", [pt, legacy_pt, safe, npz])
def test_a_file_without_recurrent_keys_names_those_it_has(save):
    with pytest.raises(InvalidInput) as refusal:
        read(save({f"layer{i}.weight": torch.ones(1) for i in range(10)} | {"lstm/W_ih": torch.ones(1)}))

    assert "There is no recurrent network in this file" in refusal.value.detail
    assert "`layer0.weight`" in refusal.value.detail
    assert "and 3 more" in refusal.value.detail
    assert "`weight_ih_l0` and `weight_hh_l0`" in refusal.value.detail
    assert "`lstm/W_ih` as `lstm.weight_ih_l0`" in refusal.value.detail


def test_a_single_tensor_is_no_network():
    with pytest.raises(InvalidInput, match="No named tensor was found"):
        read(pt(torch.ones(3)))


def test_long_and_unprintable_names_are_shortened_in_messages():
    with pytest.raises(InvalidInput) as refusal:
        read(pt({"a\n\x1b[31m" + "x" * 5000: torch.ones(1)}))

    assert "`a��[31mxxx" in refusal.value.detail
    assert len(refusal.value.detail) < 1000


def test_a_file_over_the_limit_is_refused_with_both_sizes():
    with pytest.raises(
        TooLarge, match=r"`big\.pt` has 2\.0 MB; the limit is 1\.0 MB.*optimizer.*half precision"
    ):
        read(bytes(2 * 2**20), "big.pt")


@pytest.mark.parametrize("save", [pt, legacy_pt, safe, npz])
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.7, 0.99])
def test_a_file_cut_short_is_refused(save, kept):
    data = save(lstm().state_dict())

    with pytest.raises(InvalidInput, match=r"damaged or was cut short|not a checkpoint"):
        read(data[: int(len(data) * kept)])
