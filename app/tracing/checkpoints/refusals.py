"""What is refused, and the way out: each text says what the file is and how to get one that can be read.

Files are recognized by their first bytes, never by their name; the name only makes the text plainer.
"""

import re
from collections.abc import Iterable
from typing import NoReturn

from app.errors import InvalidInput, TooLarge

WAY_OUT = (
    'Save the weights alone, in Python: torch.save(model.state_dict(), "model.pt"), '
    'or safetensors.torch.save_file(model.state_dict(), "model.safetensors").'
)
KERAS_WAY_OUT = (
    "Read its arrays where it was made and give them torch's names and orientation, for an LSTM: "
    'np.savez("model.npz", weight_ih_l0=kernel.T, weight_hh_l0=recurrent_kernel.T, '
    "bias_ih_l0=bias, bias_hh_l0=0 * bias)."
)
_UNPACK = "Unpack it first and give the .pt, .safetensors or .npz file inside."
_ONNX_WAY_OUT = (
    f"A computation graph names its weights anew. Go back to the model it was exported from. {WAY_OUT}"
)

# (where, bytes found there, what the file is, the way out)
_SIGNATURES = (
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file (as Keras writes .h5)", KERAS_WAY_OUT),
    (0, b"GGUF", "a GGUF file", WAY_OUT),
    (4, b"TFL3", "a TensorFlow Lite model", KERAS_WAY_OUT),
    (4, b"ORTM", "an ONNX Runtime model", _ONNX_WAY_OUT),
    (
        0,
        b"\x93NUMPY",
        "a single .npy array",
        "Several named arrays belong together: np.savez with torch's key names.",
    ),
    (
        257,
        b"ustar",
        "a tar archive (as torch wrote before version 0.2, too)",
        f"Load it where it was made. {WAY_OUT}",
    ),
    (0, b"\x1f\x8b", "a gzip-packed file", _UNPACK),
    (0, b"BZh", "a bzip2-packed file", _UNPACK),
    (0, b"\xfd7zXZ\x00", "an xz-packed file", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a zstd-packed file", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (0, b"Rar!", "a RAR archive", _UNPACK),
    (0, b"PK\x05\x06", "an empty zip archive", WAY_OUT),
    (
        0,
        b"version https://git-lfs",
        "a Git LFS pointer, not the file itself",
        "Fetch the file: git lfs pull.",
    ),
    (0, b"<", "a web page or XML, not a checkpoint", "Download the file itself, not the page that shows it."),
)

# What a torch pickle may ask for beside plain dense tensors.
_TENSOR_KINDS = {
    "torch._utils._rebuild_sparse_tensor": ("sparse tensors", ".to_dense()"),
    "torch._utils._rebuild_qtensor": ("quantized tensors", ".dequantize()"),
    "torch._utils._rebuild_nested_tensor": ("nested tensors", ".to_padded_tensor(0.0)"),
    "torch._utils._rebuild_meta_tensor_no_storage": ("tensors without values (device meta)", '.to("cpu")'),
}


def shown(text: str, limit: int = 80) -> str:
    """A name from the file as it may stand in a message: printable, and not longer than the limit."""
    printable = "".join(character if character.isprintable() else "�" for character in text[: limit + 1])
    return printable if len(printable) <= limit else printable[: limit - 1] + "…"


def shown_list(names: Iterable[str], limit: int = 8) -> str:
    """The first names and how many more there are."""
    every = list(names)
    more = f" and {len(every) - limit} more" if len(every) > limit else ""
    return ", ".join(f"`{shown(name, 60)}`" for name in every[:limit]) + more


def refuse(what: str, way_out: str = WAY_OUT) -> NoReturn:
    """Raise InvalidInput with what is wrong and what to do."""
    raise InvalidInput(f"{what} {way_out}")


def refuse_too_large(what: str, size: int, limit: int) -> NoReturn:
    """Raise TooLarge with both sizes, in bytes here and in MB in the text."""
    raise TooLarge(
        f"{what} has {size / 2**20:,.1f} MB; the limit is {limit / 2**20:,.1f} MB. Leave out the "
        f"optimizer's state and what is not recurrent, or use half precision (model.half()). {WAY_OUT}"
    )


def refuse_damaged(why: str) -> NoReturn:
    """Refuse a file that says one thing and holds another."""
    refuse(
        f"This file is damaged or was cut short: {why}",
        f"Copy or download it again, or save it anew. {WAY_OUT}",
    )


def refuse_global(name: str) -> NoReturn:
    """Refuse a pickle that asks for an object which is no plain tensor or dictionary."""
    if name in _TENSOR_KINDS:
        what, call = _TENSOR_KINDS[name]
        refuse(
            f"This file holds {what}; weights must be dense floating-point tensors.",
            f"Save them so: torch.save({{key: value{call} for key, value in model.state_dict().items()}}, "
            '"model.pt").',
        )
    refuse(
        f"This file holds a pickled Python object (`{shown(name)}`): a whole module, as torch.save(model) "
        "writes it, or an object beside the weights. Reading it would run what it names, so it is not read.",
        f"{WAY_OUT} From a file of your own that holds more than weights: "
        'checkpoint = torch.load("model.pt", weights_only=False), then '
        'torch.save(checkpoint["state_dict"], "weights.pt").',
    )


def refuse_foreign(data: bytes, filename: str) -> None:
    """Refuse what is known to be something else; the rest may be a checkpoint."""
    if not data:
        refuse("This file is empty.")
    for offset, magic, what, way_out in _SIGNATURES:
        if data.startswith(magic, offset):
            refuse(f"This is {what}.", way_out)
    # A protobuf ModelProto begins with field 1 (ir_version, a small number) and goes on with fields 2 to 8.
    if re.match(rb"\x08[\x01-\x20][\x12\x1a\x22\x2a\x32\x3a\x42]", data) or (
        filename.lower().endswith(".onnx") and not data.startswith(b"PK")
    ):
        refuse("This is an ONNX model.", _ONNX_WAY_OUT)


def refuse_archive(names: Iterable[str]) -> NoReturn:
    """Refuse a zip archive that is neither torch's nor NumPy's, by the names of its entries."""
    every = list(names)
    if any(name.endswith(("saved_model.pb", "keras_metadata.pb", ".weights.h5")) for name in every):
        refuse("This is a TensorFlow or Keras model.", KERAS_WAY_OUT)
    refuse(f"This zip archive is no checkpoint; it holds {shown_list(every)}.")


def refuse_unknown(filename: str) -> NoReturn:
    """Refuse what nothing recognizes."""
    refuse(
        f"`{shown(filename)}` is not a checkpoint that can be read: its first bytes are those of no "
        ".safetensors, .pt, .pth or .npz file."
    )
