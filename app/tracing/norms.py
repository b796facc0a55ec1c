"""2-norms that neither overflow nor underflow on the way: a gradient of 1e-30 in float32 is small, not 0."""

import torch
from jaxtyping import Float
from torch import Tensor


def unit_norm(vectors: Float[Tensor, "*point unit"]) -> Float[Tensor, "*point"]:
    """2-norm over the last axis; squares of float32 are summed in float64, float64 is scaled first."""
    if vectors.dtype == torch.float32:
        return torch.linalg.vector_norm(vectors, dim=-1, dtype=torch.float64).to(vectors.dtype)
    largest = vectors.abs().amax(-1, keepdim=True)
    scale = torch.where((largest > 0) & largest.isfinite(), largest, torch.ones_like(largest))
    return torch.linalg.vector_norm(vectors / scale, dim=-1) * scale[..., 0]
