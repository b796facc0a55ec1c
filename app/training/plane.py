"""A plane to draw hidden states on that stays put while the network under it changes.

Each snapshot's own principal components would turn and flip from one to the next. These are of all states seen so
far together, so that they move less and less; and what turning is left within the plane is taken out. A reader who
draws every snapshot's states by one plane, the newest, sees how the states moved, and nothing else.

Source: Jolliffe 2002, Principal Component Analysis, 1.1; Schönemann 1966 (the turning, orthogonal Procrustes).
"""

from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor

AXES = 2


@dataclass(frozen=True, eq=False)
class StatePlane:
    """Sums over all states so far, and the plane of their largest variance, in float64.

    A state's place on it is (h - center) @ axes; `explained` is each axis's share of all variance.
    """

    count: int
    total: Float[Tensor, " hidden"]
    products: Float[Tensor, "hidden hidden"]
    axes: Float[Tensor, "hidden axis"]

    @classmethod
    def of_size(cls, hidden_size: int) -> "StatePlane":
        """No state seen yet; the axes point along the first units. A single unit leaves the second axis at 0."""
        square = torch.zeros(hidden_size, hidden_size, dtype=torch.float64)
        return cls(0, square[0].clone(), square, torch.eye(hidden_size, AXES, dtype=torch.float64))

    @property
    def center(self) -> Float[Tensor, " hidden"]:
        """Mean of all states."""
        return self.total / self.count

    @property
    def covariance(self) -> Float[Tensor, "hidden hidden"]:
        """Of all states."""
        return self.products / self.count - torch.outer(self.center, self.center)

    @property
    def explained(self) -> Float[Tensor, " axis"]:
        """Share of all states' variance along each axis; 0 where nothing varies."""
        covariance = self.covariance
        along = (self.axes * (covariance @ self.axes)).sum(0)
        variance = covariance.trace()
        return along / variance if variance > 0 else torch.zeros_like(along)

    def with_states(self, states: Float[Tensor, "time hidden"]) -> "StatePlane":
        """The plane of these states too: the first principal components, turned to where the axes were."""
        states = states.to("cpu", torch.float64)
        seen = replace(
            self,
            count=self.count + len(states),
            total=self.total + states.sum(0),
            products=self.products + states.T @ states,
        )
        largest = torch.linalg.eigh(seen.covariance)[1].flip(1)[:, :AXES]
        left, _, right = torch.linalg.svd(largest.T @ self.axes, full_matrices=False)
        return replace(seen, axes=largest @ left @ right)
