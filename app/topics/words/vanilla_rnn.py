"""The unrolled network in words: names of its choices, presets, the question to predict, and the sources."""

from app.topics.sources import DEEP_LEARNING, TRAINING_RNNS, part
from app.topics.topic import Preset, Quiz, Source

NETWORKS = {"drawn": "drawn by seed", "own": "my own"}
INPUTS = {
    "none": "none",
    "impulse": "impulse",
    "step": "step",
    "sine": "sine",
    "noise": "noise",
    "own": "my numbers",
}
NUDGES = {"x_1": "the first input, x₁", "h_0": "the initial state, h₀"}
AXES = {"2": "two", "3": "three"}
NUDGED = {"x_1": "x<sub>1</sub>", "h_0": "h<sub>0</sub>"}
ADVISED_RADIUS = 1.5

_MANY = {"hidden_size": "64", "seed": "0"}
_PAIR = {"network": "own", "input": "none", "initial_state": "0.3,0.2", "nudge": "h_0"}
_MATRICES = {
    "Two memories and a saddle": "1.5,0.7;0.7,1.5",
    "Four memories": "2,0;0,2",
    "Flips": "-1.5,-0.7;-0.7,-1.5",
    "Spiral: 0.95 R(25°)": "0.86099,-0.40149;0.40149,0.86099",
    "Closed curve: 1.5 R(40°)": "1.14907,-0.96418;0.96418,1.14907",
    "Locked: 2.5 R(100°)": "-0.43412,-2.46202;2.46202,-0.43412",
    "The slide’s matrix": "-1.15011703,-0.45383375;-3.68550987,2.13596934",
}
PRESETS = (
    Preset("Two units: fades", {}),
    Preset("Past ρ = 1: turns", {"spectral_radius": "1.2"}),
    Preset("64 units: fades", _MANY | {"spectral_radius": "0.9"}),
    Preset("64 units: chaos", _MANY | {"spectral_radius": "3", "steps": "200"}),
    Preset("Chaos that ends", {"hidden_size": "24", "seed": "33", "spectral_radius": "3", "steps": "500"}),
    Preset(
        "Every ρ from 0 to 3",
        _MANY | {"sweep": "true", "spectral_radius": "1.5", "steps": "200", "axes": "3"},
    ),
    Preset("One unit keeps a bit", {"network": "own", "weight_hh": "2", "steps": "100"}),
    *(Preset(label, _PAIR | {"weight_hh": matrix}) for label, matrix in _MATRICES.items()),
    Preset("Chaos in two units", _PAIR | {"weight_hh": "4.3,-4.6;1.3,-0.6", "steps": "300"}),
    Preset("Without tanh: explodes", {"spectral_radius": "1.1", "squash": "false"}),
)

QUIZ = Quiz(
    "One tanh unit with w = 2 reads x₁ = 1 and then 99 zeros. What is left of x₁ at step 100: in the state, and in the "
    "derivative ∂h₁₀₀/∂x₁ that training would need?",
    (
        "Neither: both have faded",
        "The state is at 0.96, and the derivative is gone",
        "Both: the state is at 0.96, and the derivative is about 1",
    ),
    1,
    "The unit rests at 0.9575 and −1 would have left it at −0.9575: the bit is kept for ever. But the slope there is "
    "2(1 − 0.9575²) = 0.17, so the derivative is 8 · 10⁻⁷⁸. Remembering and learning to remember differ.",
    {"network": "own", "weight_hh": "2", "steps": "100"},
)

SOURCES: tuple[Source, ...] = (
    part(DEEP_LEARNING, "section 10.1: unfolding computational graphs"),
    part(TRAINING_RNNS, "section 2.2: the network as a dynamical system"),
    Source(
        "Finding Structure in Time",
        "Jeffrey L. Elman, 1990",
        "https://doi.org/10.1207/s15516709cog1402_1",
        "the network itself",
    ),
    Source(
        "Learning Long-Term Dependencies with Gradient Descent is Difficult",
        "Yoshua Bengio, Patrice Simard and Paolo Frasconi, 1994",
        "https://doi.org/10.1109/72.279181",
        "a state that is kept safely has a derivative that vanishes",
    ),
    Source(
        "Chaos in Random Neural Networks",
        "Haim Sompolinsky, Andrea Crisanti and Hans-Jürgen Sommers, 1988",
        "https://doi.org/10.1103/PhysRevLett.61.259",
        "many units drawn at random: rest below ρ = 1, chaos above",
    ),
    Source(
        "Lyapunov characteristic exponents for smooth dynamical systems and for Hamiltonian systems",
        "Giancarlo Benettin, Luigi Galgani, Antonio Giorgilli and Jean-Marie Strelcyn, 1980",
        "https://doi.org/10.1007/BF02128236",
        "how the largest exponent is computed",
    ),
)
