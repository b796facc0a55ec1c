"""Files of torch.save, both its zip form and the older plain one, read without trusting them.

The pickle is walked through first (`pickles.py`); then torch.load(weights_only=True) reads an archive that is
written anew from just the records the pickle asks for, so that torch's own zip reader never sees the upload.
"""

import io
import zipfile

import torch

from app.tracing.checkpoints.archives import Archive
from app.tracing.checkpoints.pickles import Walk
from app.tracing.checkpoints.refusals import refuse, refuse_archive, refuse_damaged, shown

LEGACY_MAGIC = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."  # the pickled number that opens the older form


def read_torch_archive(archive: Archive) -> object:
    """The object in torch.save's zip form.

    Raises:
        InvalidInput: the archive is another's, or holds more than dictionaries of dense tensors.
    """
    folder = _folder(archive)
    pickle = archive.read(f"{folder}data.pkl")
    walk = Walk()
    walk.through(io.BytesIO(pickle))
    records = {"data.pkl": pickle, "version": b"3\n"}
    if f"{folder}byteorder" in archive.names:
        records["byteorder"] = archive.read(f"{folder}byteorder")
    for key, storage in walk.storages.items():
        data = archive.read(f"{folder}data/{key}")
        if len(data) != storage.size_bytes:
            refuse_damaged(f"the data `{shown(key)}` has {len(data)} bytes instead of {storage.size_bytes}.")
        records[f"data/{key}"] = data
    return _load(_archive_of(records))


def read_legacy_file(data: bytes) -> object:
    """The object in torch.save's older form: five pickles, then the data of each storage.

    Raises:
        InvalidInput: the file holds more than dictionaries of dense tensors.
    """
    stream, walk = io.BytesIO(data), Walk()
    for _ in ("magic number", "version", "system"):
        walk.through(stream)
    walk.through(stream)
    keys = walk.through(stream)
    # A storage that is asked for but not listed would keep what the memory held before.
    if not isinstance(keys, list) or sorted(keys) != sorted(walk.storages):
        refuse_damaged("its list of data does not agree with its tensors.")
    wanted = sum(storage.size_bytes for storage in walk.storages.values())
    if wanted > len(data):
        refuse_damaged(f"its tensors need {wanted} bytes, the file has {len(data)}.")
    return _load(data)


def _folder(archive: Archive) -> str:
    """The one folder of a torch archive, with its slash."""
    folders = [name.removesuffix("data.pkl") for name in archive.names if name.endswith("/data.pkl")]
    if len(folders) != 1:
        refuse_archive(archive.names)
    folder = folders[0]
    if f"{folder}constants.pkl" in archive.names or any(
        name.startswith(f"{folder}code/") for name in archive.names
    ):
        refuse(
            "This is a TorchScript archive: a program with its weights.",
            'Load it where you trust it and save the weights alone: model = torch.jit.load("model.pt"), then '
            'torch.save(dict(model.state_dict()), "weights.pt").',
        )
    return folder


def _archive_of(records: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in records.items():
            archive.writestr(f"checkpoint/{name}", data)
    return buffer.getvalue()


def _load(data: bytes) -> object:
    return torch.load(io.BytesIO(data), map_location="cpu", weights_only=True, mmap=False)
