"""How much is computed of a trace.

All pairs of 20,000 steps would be 1.6 GB, all their Jacobians' spectra an hour and a half.
"""

from app.errors import InvalidInput
from app.settings import Settings
from app.tracing.jacobians import state_size
from app.tracing.spectra import MAX_POINTS
from app.tracing.trace import LayerTrace

_LIGHT = 3e6
"""Steps times state size squared up to which even the dear figures are made at once."""
_SPECTRA = 4e9
"""Points times state size cubed of the Jacobians that are taken apart: some ten seconds of one core."""
_NORMS = 2e10
"""Steps times state size cubed of the Jacobians whose norm is taken."""
_MIN_POINTS = 2


def is_light(layer: LayerTrace) -> bool:
    """Whether every figure of this layer may be made at once."""
    return layer.seq_len * state_size(layer) ** 2 <= _LIGHT


def check_credit(layer: LayerTrace, settings: Settings) -> None:
    """Raise InvalidInput where the credit matrix would hold too many pairs."""
    batch, steps = layer.hidden.shape[:2]
    limit = settings.max_credit_steps
    if batch * steps**2 > limit**2:
        raise InvalidInput(
            f"The credit matrix holds all pairs of steps and is made up to {limit:,} steps; this input has "
            f"{steps:,}{f' in {batch} sequences; choose one by sample=' if batch > 1 else ''}. Trace a "
            "shorter stretch of it."
        )


def check_weights(layer: LayerTrace, settings: Settings) -> None:
    """Raise InvalidInput where a gate's block of weight_hh is too large to be taken apart."""
    if layer.hidden_size > settings.max_state_size:
        raise InvalidInput(
            f"Spectra of weight_hh are computed up to hidden_size {settings.max_state_size:,}; this layer's is "
            f"{layer.hidden_size:,}. Raise the setting UNROLLED_MAX_STATE_SIZE if you can wait."
        )


def check_state(layer: LayerTrace, settings: Settings) -> None:
    """Raise InvalidInput where matrices are too large to be taken apart."""
    size = state_size(layer)
    if size > settings.max_state_size:
        raise InvalidInput(
            f"Step Jacobians are taken apart for states of up to {settings.max_state_size:,} numbers; this layer's has "
            f"{size:,}. Raise the setting UNROLLED_MAX_STATE_SIZE if you can wait."
        )


def check_norms(layer: LayerTrace, settings: Settings) -> None:
    """Raise InvalidInput where the Jacobians are too many for their size."""
    check_state(layer, settings)
    batch, steps = layer.hidden.shape[:2]
    longest = int(_NORMS / (batch * state_size(layer) ** 3))
    if steps > longest:
        raise InvalidInput(
            f"Norms of the step Jacobians of a state of {state_size(layer):,} numbers are computed up to "
            f"{longest:,} steps; this input has {steps:,}. Trace a shorter stretch of it."
        )


def jacobian_points(layer: LayerTrace) -> int:
    """At how many evenly chosen steps the Jacobians are taken apart: 200, fewer for large states."""
    return max(_MIN_POINTS, min(MAX_POINTS, int(_SPECTRA / (layer.hidden.shape[0] * state_size(layer) ** 3))))
