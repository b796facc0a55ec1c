"""Bytes of a file -> its recurrent tensors by key, told apart by the first bytes."""

import io
import json
from typing import NamedTuple

import numpy as np
import safetensors.torch
import torch
from torch import Tensor

from app.errors import TooLarge
from app.tracing.checkpoints.archives import Archive
from app.tracing.checkpoints.keys import place, recurrent_tensors
from app.tracing.checkpoints.refusals import (
    WAY_OUT,
    refuse,
    refuse_damaged,
    refuse_foreign,
    refuse_unknown,
    shown,
)
from app.tracing.checkpoints.torch_files import LEGACY_MAGIC, read_legacy_file, read_torch_archive

MAX_HEADER_BYTES = 8 * 2**20


class Contents(NamedTuple):
    """What a file holds: the recurrent tensors by flat key, and the names of everything in it."""

    tensors: dict[str, Tensor]
    names: tuple[str, ...]


def contents(data: bytes, filename: str, max_bytes: int) -> Contents:
    """The recurrent tensors of a .safetensors, .pt, .pth or .npz file.

    Raises:
        InvalidInput: the file is of another kind, damaged, or holds more than tensors.
        TooLarge: unpacked, it has more bytes than the limit.
    """
    # First: the header's length stands before its `{`, and may look like the mark of any other kind of file.
    if data[8:10] == b'{"' or (data[8:9] == b"{" and data[4:8] == bytes(4)):
        return _safetensors(data)
    refuse_foreign(data, filename)
    if data.startswith(b"PK\x03\x04"):
        archive = Archive(data, max_bytes)
        is_npz = any(name.endswith(".npy") for name in archive.names)
        return _npz(archive) if is_npz else Contents(*recurrent_tensors(read_torch_archive(archive)))
    if data.startswith(LEGACY_MAGIC):
        return Contents(*recurrent_tensors(read_legacy_file(data)))
    if data.startswith(b"\x80"):
        refuse("This is a pickle that torch.save did not write; reading it would run whatever it names.")
    return refuse_unknown(filename)


def _safetensors(data: bytes) -> Contents:
    header_bytes = int.from_bytes(data[:8], "little")
    if header_bytes > len(data) - 8:
        refuse_damaged(f"its header should have {header_bytes} bytes, the file has {len(data)}.")
    if header_bytes > MAX_HEADER_BYTES:
        raise TooLarge(
            f"This file's header has {header_bytes} bytes; the limit is {MAX_HEADER_BYTES}. {WAY_OUT}"
        )
    tensors = safetensors.torch.load(data)  # in no order of its own
    header = json.loads(data[8 : 8 + header_bytes])
    return Contents(*recurrent_tensors({key: tensors[key] for key in header if key in tensors}))


def _npz(archive: Archive) -> Contents:
    entries = {name.removesuffix(".npy"): name for name in archive.names if name.endswith(".npy")}
    tensors = {key: _array(key, archive.read(entry)) for key, entry in entries.items() if place(key)}
    return Contents(tensors, tuple(entries))


def _array(key: str, data: bytes) -> Tensor:
    """One .npy entry; its header is held against the bytes that are there before anything is made of it."""
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    read_header = (
        np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    )
    shape, _, dtype = read_header(stream)
    if dtype.kind != "f" or dtype.itemsize > 8:
        refuse(
            f"`{shown(key)}` holds {shown(str(dtype))}; weights must be floats of at most 64 bits.",
            "Save it as float32: np.savez with array.astype(np.float32).",
        )
    size = int(np.prod(shape, dtype=object)) * dtype.itemsize
    if size != len(data) - stream.tell():
        refuse_damaged(
            f"`{shown(key)}` should have {size} bytes by its header, there are {len(data) - stream.tell()}."
        )
    array = np.load(io.BytesIO(data), allow_pickle=False)
    return torch.from_numpy(array.astype(array.dtype.newbyteorder("=")))
