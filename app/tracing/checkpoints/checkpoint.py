"""A user's checkpoint, read safely: no code in it runs, memory is bounded, refusals say the way out."""

from collections.abc import Mapping

from torch import Tensor

from app.errors import UnrolledError
from app.tracing.checkpoints.containers import contents
from app.tracing.checkpoints.keys import refuse_without_network
from app.tracing.checkpoints.networks import Network, networks_in
from app.tracing.checkpoints.refusals import refuse_damaged, refuse_too_large, shown


def read_checkpoint(data: bytes, filename: str, max_bytes: int) -> tuple[Network, ...]:
    """Every recurrent network in a .safetensors, .pt, .pth or .npz file, in the file's order.

    Args:
        data: the file's content, by which its kind is told.
        filename: as the user calls it; only for messages.
        max_bytes: limit of the file, and of its content when unpacked.

    Raises:
        InvalidInput: the file is of another kind, damaged, unsafe, or has no whole recurrent network.
        TooLarge: it is over the limit.
    """
    if len(data) > max_bytes:
        refuse_too_large(f"`{shown(filename)}`", len(data), max_bytes)
    try:
        tensors, names = contents(data, filename, max_bytes)
        if not tensors:
            refuse_without_network(names)
        _check_size(tensors, max_bytes)
        return networks_in(tensors)
    except UnrolledError:
        raise
    except Exception as error:  # whatever a parser throws at a stranger's bytes is the file's fault
        refuse_damaged(f"{type(error).__name__}, {shown(str(error), 200)}.")


def _check_size(tensors: Mapping[str, Tensor], max_bytes: int) -> None:
    """Views that share or repeat their data can ask for far more than the file has."""
    size = sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
    if size > max_bytes:
        refuse_too_large("Unpacked, the weights of this file", size, max_bytes)
