"""A user's checkpoint: bytes in, recurrent networks out."""

from app.tracing.checkpoints.checkpoint import read_checkpoint
from app.tracing.checkpoints.networks import Network, from_safetensors, to_safetensors

__all__ = ["Network", "from_safetensors", "read_checkpoint", "to_safetensors"]
