"""Many units on a plane: principal components of a hidden-state trajectory, and an order for units."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int


@dataclass(frozen=True, eq=False)
class Projection:
    """A trajectory in a few coordinates; `explained` is each axis's share of the variance, or empty."""

    points: Float[np.ndarray, "time axis"]
    explained: tuple[float, ...]


def principal_components(states: Float[np.ndarray, "time hidden"], count: int) -> Projection:
    """States in the `count` directions in which they vary most.

    The sign of each direction is fixed: its largest loading is positive, so that the picture does not flip
    from one computer to another. Fewer units or steps than `count` leave the remaining coordinates at 0.

    Source: Jolliffe 2002, Principal Component Analysis, section 1.1.
    """
    centered, scale = _centered(states)
    variance, directions = np.linalg.eigh(centered.T @ centered)
    variance, directions = np.maximum(variance[::-1], 0.0), directions[:, ::-1].T
    largest = np.abs(directions).argmax(axis=1)
    directions = directions * np.sign(directions[np.arange(len(directions)), largest])[:, None]
    points = centered @ directions[:count].T * scale
    shares = (variance / variance.sum() if variance.any() else variance)[:count]
    missing = count - points.shape[1]
    return Projection(
        np.pad(points, ((0, 0), (0, missing))), tuple(np.pad(shares, (0, missing)).astype(float).tolist())
    )


def by_activity(states: Float[np.ndarray, "time hidden"]) -> Int[np.ndarray, " hidden"]:
    """Units by falling standard deviation over time: those that move most come first."""
    return np.argsort(-_centered(states)[0].std(axis=0), kind="stable")


def by_similarity(states: Float[np.ndarray, "time hidden"]) -> Int[np.ndarray, " hidden"]:
    """Units so that those with like courses stand together.

    The order of the Fiedler vector of the graph whose weights are 1 + correlation: the continuous answer to
    "neighbors should be alike" (Atkins, Boman & Hendrickson 1998, A spectral algorithm for seriation).
    """
    hidden = states.shape[1]
    if hidden < 3:
        return np.arange(hidden)
    centered, _ = _centered(states)
    norms = np.linalg.norm(centered, axis=0)
    unit = centered / np.where(norms > 0, norms, 1.0)
    likeness = 1.0 + unit.T @ unit
    np.fill_diagonal(likeness, 0.0)
    laplacian = np.diag(likeness.sum(axis=1)) - likeness
    fiedler = np.linalg.eigh(laplacian)[1][:, 1]
    return np.argsort(fiedler * np.sign(fiedler[np.abs(fiedler).argmax()]), kind="stable")


def _centered(states: Float[np.ndarray, "time hidden"]) -> tuple[Float[np.ndarray, "time hidden"], float]:
    """States less their mean, over the largest of them, and that size: squares of 1e200 would overflow."""
    scale = float(np.abs(states).max()) or 1.0
    scaled = states.astype(np.float64) / scale
    return scaled - scaled.mean(axis=0), scale
