"""Whatever the bytes are: networks come back, or a refusal to be read. Never another exception."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput, TooLarge
from app.tracing.checkpoints import Network
from tests.tracing.checkpoints.files import (
    archive,
    entries_of,
    legacy_pt,
    lstm,
    npz,
    pt,
    pt_of_pickle,
    read,
    safe,
)

WEIGHTS = lstm(num_layers=2).state_dict()
FILES = {save.__name__: save(WEIGHTS) for save in (pt, legacy_pt, npz, safe)}
STARTS = [
    b"",
    b"PK\x03\x04",
    b"\x80\x02",
    b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.",
    b'\x08\x00\x00\x00\x00\x00\x00\x00{"',
]
OPERATIONS = [
    b"K\x01",
    b"K\x04",
    b")",
    b"]",
    b"}",
    b"(",
    b"t",
    b"\x85",
    b"\x86",
    b"\x87",
    b"s",
    b"u",
    b"a",
    b"e",
    b"b",
]
OPERATIONS += [
    b"q\x00",
    b"h\x00",
    b"N",
    b"\x88",
    b"X\x01\x00\x00\x00a",
    b"Q",
    b"R",
    b"ctorch\nFloatStorage\n",
    b"0",
]
OPERATIONS += [
    b"ctorch._utils\n_rebuild_tensor_v2\n",
    b"ccollections\nOrderedDict\n",
    b"X\x07\x00\x00\x00storage",
]


def answer_to(data):
    try:
        return read(data, "model.pt")
    except (InvalidInput, TooLarge) as refusal:
        return refusal.detail


def is_answered(data):
    answer = answer_to(data)

    if isinstance(answer, str):
        assert 20 < len(answer) < 3000
        assert "TypeCheckError" not in answer
    else:
        assert answer
        assert all(isinstance(network, Network) and network.module() for network in answer)


@settings(max_examples=200, deadline=None)
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300))
def test_random_bytes(start, rest):
    is_answered(start + rest)


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=50, deadline=None)
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 7)), min_size=1, max_size=4))
def test_flipped_bits(name, changes):
    data = bytearray(FILES[name])
    for place, bit in changes:
        data[int(place * (len(data) - 1))] ^= 1 << bit

    is_answered(bytes(data))


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60, deadline=None)
@given(cut=st.floats(0, 1), drop=st.integers(0, 40))
def test_missing_bytes(name, cut, drop):
    data = FILES[name]
    place = int(cut * len(data))

    is_answered(data[:place])
    is_answered(data[:place] + data[place + drop :])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(OPERATIONS), max_size=20))
def test_random_pickles(operations):
    is_answered(pt_of_pickle(b"\x80\x02" + b"".join(operations) + b"."))


@pytest.mark.parametrize("name", ["pt", "npz"])
@settings(max_examples=80, deadline=None)
@given(
    entry=st.floats(0, 1),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=3),
)
def test_changes_that_the_archive_does_not_notice(name, entry, changes):
    entries = entries_of(FILES[name])
    pickles = [key for key in entries if key.endswith(("data.pkl", ".npy", "byteorder"))]
    changed = pickles[int(entry * (len(pickles) - 1))]
    data = bytearray(entries[changed])
    for place, value in changes:
        data[int(place * (min(len(data), 600) - 1))] = value

    is_answered(archive({**entries, changed: bytes(data)}))
