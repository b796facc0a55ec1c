"""Checkpoint files made in memory."""

import io
import json
import zipfile

import numpy as np
import safetensors.torch
import torch

from app.tracing.checkpoints import read_checkpoint

MAX_BYTES = 2**20


def read(data, filename="model.pt", max_bytes=MAX_BYTES):
    return read_checkpoint(data, filename, max_bytes)


def lstm(**options):
    return torch.nn.LSTM(3, 4, **options)


def pt(content, **options):
    buffer = io.BytesIO()
    torch.save(content, buffer, **options)
    return buffer.getvalue()


def legacy_pt(content):
    return pt(content, _use_new_zipfile_serialization=False)


def npz(arrays):
    return archive({f"{key}.npy": npy(array) for key, array in arrays.items()})


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, np.asarray(array))
    return buffer.getvalue()


def safe(tensors):
    return safetensors.torch.save({key: tensor.contiguous() for key, tensor in tensors.items()})


def raw_safetensors(header, data=b""):
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def archive(entries, compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return buffer.getvalue()


def pt_of_pickle(pickle, **records):
    """A torch archive around a hand-made pickle."""
    return archive({"model/data.pkl": pickle, **{f"model/data/{key}": data for key, data in records.items()}})


def entries_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}
