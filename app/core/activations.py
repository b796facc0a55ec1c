"""The squashing functions of the lecture's cells with their slopes, safe at both ends.

The logistic function is written so that no exponential overflows: in float64 it is 1 from z = 38 on and 0
below z = -746, and on the way there it keeps its relative precision (down to 1e-308). The slopes are made of it:
1 - tanh(z)^2 would lose all its digits from z = 19 on, where tanh rounds to 1.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float

Squash = Literal["tanh", "sigmoid"]
ActivationName = Literal["identity", "sigmoid", "tanh", "relu"]


@dataclass(frozen=True)
class Activation:
    """A function of one number, entry by entry, and its derivative."""

    value: Callable[[Float[np.ndarray, "..."]], Float[np.ndarray, "..."]]
    slope: Callable[[Float[np.ndarray, "..."]], Float[np.ndarray, "..."]]


def sigmoid(z: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """Logistic function 1 / (1 + exp(-z)), entry by entry."""
    return np.exp(-np.logaddexp(0, -z))


def relu(z: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """The larger of z and 0, entry by entry."""
    return np.maximum(z, 0)


def stretched_sigmoid(z: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """The logistic function twice as narrow, twice as high, and 1 lower: 2 s(2z) - 1 = tanh(z)."""
    return 2 * sigmoid(2 * z) - 1


def sigmoid_slope(z: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """Derivative of the logistic function: 0.25 at 0, its largest value.

    s'(z) = s(z) s(-z) = e / (1 + e)^2,  e = exp(-|z|)
    """
    small = np.exp(-np.abs(z))
    return small / (1 + small) ** 2


def tanh_slope(z: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """Derivative of tanh, tanh'(z) = 4 s'(2z): 1 at 0, its largest value."""
    return 4 * sigmoid_slope(2 * z)


def relu_slope(z: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """1 where z is above 0, else 0: at the corner itself 0, as torch has it."""
    return (z > 0).astype(z.dtype)


ACTIVATIONS: Mapping[ActivationName, Activation] = MappingProxyType(
    {
        "identity": Activation(lambda z: z, np.ones_like),
        "sigmoid": Activation(sigmoid, sigmoid_slope),
        "tanh": Activation(np.tanh, tanh_slope),
        "relu": Activation(relu, relu_slope),
    }
)
"""What `foo` of the lecture may be."""


def log10_slope(z: Float[np.ndarray, "..."], squash: Squash) -> Float[np.ndarray, "..."]:
    """The slope as a power of ten, which no product of many slopes can underflow.

    ln s'(z) = -ln(1 + exp(z)) - ln(1 + exp(-z)),  tanh'(z) = 4 s'(2z): of the 4, each bracket takes a 2
    """
    if squash == "tanh":
        z, best = 2 * z, math.log(2)
    else:
        best = 0.0
    return ((best - np.logaddexp(0, z)) + (best - np.logaddexp(0, -z))) / math.log(10)


ENDS: Mapping[Squash, tuple[float, float]] = MappingProxyType({"tanh": (-0.9, 0.9), "sigmoid": (0.1, 0.9)})
"""Below the first number and above the second a unit is saturated: one definition on all pages."""


def is_saturated(values: Float[np.ndarray, "..."], squash: Squash) -> Bool[np.ndarray, "..."]:
    """Whether a unit stands so near to an end of its squash that hardly any gradient passes.

    tanh: beyond 0.9 in size, where its slope is under 0.19. Sigmoid (and every gate): below 0.1 or above 0.9, where
    its slope is under 0.09.

    Source: Karpathy, Johnson & Fei-Fei 2015, Visualizing and understanding recurrent networks, for the gates.
    """
    low, high = ENDS[squash]
    return (values < low) | (values > high)


def is_flat(z: Float[np.ndarray, "..."], activation: ActivationName) -> Bool[np.ndarray, "..."]:
    """Whether hardly any gradient passes a unit at this pre-activation: saturated, or switched off in a ReLU."""
    if activation in ("tanh", "sigmoid"):
        return is_saturated(ACTIVATIONS[activation].value(z), activation)
    return ACTIVATIONS[activation].slope(z) == 0
