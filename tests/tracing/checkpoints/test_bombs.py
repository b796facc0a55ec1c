"""Files that would take more memory than they have: refused before anything is unpacked."""

import io
import struct
import tracemalloc
import zipfile

import pytest
import torch

from app.errors import InvalidInput, TooLarge
from tests.tracing.checkpoints.files import archive, entries_of, lstm, pt, raw_safetensors, read, safe


@pytest.fixture(autouse=True)
def _memory_stays_flat():
    """Nothing here is larger than a few kB or may become larger than some MB."""
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 2**20


def test_views_that_repeat_their_data_are_refused_when_they_ask_for_more_than_the_limit():
    one = torch.zeros(1)
    wide = {"weight_ih_l0": one.expand(400, 100_000), "weight_hh_l0": one.expand(400, 100)}

    with pytest.raises(
        TooLarge, match=r"Unpacked, the weights of this file has 152\.7 MB; the limit is 1\.0 MB"
    ):
        read(pt(wide))


def test_a_repeated_view_within_the_limit_is_read():
    (network,) = read(
        pt({"weight_ih_l0": torch.ones(1).expand(4, 3), "weight_hh_l0": torch.ones(1).expand(4, 1)})
    )

    assert network.parameters["weight_ih_l0"].is_contiguous()
    assert network.parameters["weight_ih_l0"].tolist() == [[1.0] * 3] * 4


@pytest.mark.parametrize("name", ["weight_ih_l0.npy", "model/data.pkl"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(name):
    bomb = archive({name: bytes(64 * 2**10) * 40}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 4_000

    with pytest.raises(TooLarge, match=r"Unpacked, this file has 2\.5 MB; the limit is 1\.0 MB"):
        read(bomb)


@pytest.mark.parametrize("name", ["weight_ih_l0.npy", "model/data.pkl"])
def test_a_zip_bomb_that_lies_about_its_size_is_cut_off(name):
    bomb = archive({name: bytes(30 * 2**20)}, zipfile.ZIP_DEFLATED)
    directory = bomb.rindex(b"PK\x01\x02")
    lie = bomb[: directory + 24] + struct.pack("<I", 1000) + bomb[directory + 28 :]

    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    with pytest.raises(InvalidInput, match="damaged"):
        read(lie)

    assert tracemalloc.get_traced_memory()[1] - before < 2**20
    del bomb


def test_an_archive_of_countless_entries_is_refused():
    directory = b"PK\x01\x02" * 20_001

    with pytest.raises(TooLarge, match="more than 20000 entries"):
        read(b"PK\x03\x04" + directory)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["weight_ih_l0.npy", "model/data.pkl"])
def test_two_entries_of_one_name_are_refused(name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(name, b"one")
        file.writestr(name, b"two")

    with pytest.raises(InvalidInput, match="two entries of the same name"):
        read(buffer.getvalue())


def test_an_unusual_packing_is_refused():
    data = bytearray(archive({"weight_ih_l0.npy": bytes(100)}))
    data[8] = data[data.rindex(b"PK\x01\x02") + 10] = zipfile.ZIP_LZMA  # may ask for a dictionary of 4 GB

    with pytest.raises(InvalidInput, match="packed in an unusual way"):
        read(bytes(data))


def test_a_deflated_torch_archive_is_read():
    (network,) = read(archive(entries_of(pt(lstm().state_dict())), zipfile.ZIP_DEFLATED))

    assert network.kind == "LSTM"


@pytest.mark.parametrize("shape", ["(10000000000, 10)", "(-1, -4)", "(4, 2)", "(4,"])
@pytest.mark.parametrize("version", [b"\x01\x00", b"\x02\x00", b"\x09\x00"])
def test_an_npy_header_that_lies_is_refused(shape, version):
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    length = struct.pack("<H" if version == b"\x01\x00" else "<I", len(header))

    with pytest.raises(InvalidInput, match="damaged"):
        read(archive({"weight_ih_l0.npy": b"\x93NUMPY" + version + length + header + bytes(16)}))


@pytest.mark.parametrize(
    "data",
    [
        (2**63 - 1).to_bytes(8, "little") + b'{"a": 1}',
        (100).to_bytes(8, "little") + b'{"a": 1}',
        raw_safetensors(
            {"weight_ih_l0": {"dtype": "F32", "shape": [10**6, 10**6], "data_offsets": [0, 4]}}, bytes(4)
        ),
        raw_safetensors(
            {"weight_ih_l0": {"dtype": "F32", "shape": [1], "data_offsets": [0, 10**12]}}, bytes(4)
        ),
        raw_safetensors({"weight_ih_l0": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}, bytes(4)),
        raw_safetensors({"weight_ih_l0": {"dtype": "X7", "shape": [1], "data_offsets": [0, 4]}}, bytes(4)),
        raw_safetensors({"weight_ih_l0": 5}),
        raw_safetensors({"weight_ih_l0": {"dtype": "F4", "shape": [8], "data_offsets": [0, 4]}}, bytes(4)),
        (20_000).to_bytes(8, "little") + b'{"' + b"[" * 19_998,
    ],
    ids=["length", "short", "shape", "offset", "backwards", "dtype", "number", "four bits", "brackets"],
)
def test_a_safetensors_header_that_lies_is_refused(data):
    with pytest.raises(InvalidInput, match="damaged"):
        read(data, "model.safetensors")


def test_a_safetensors_header_over_its_limit_is_refused(monkeypatch):
    monkeypatch.setattr("app.tracing.checkpoints.containers.MAX_HEADER_BYTES", 100)

    with pytest.raises(TooLarge, match="the limit is 100"):
        read(safe(lstm().state_dict()))
