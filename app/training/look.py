"""What a network does with two sentences, at a moment of its training (lecture 12).

The probe is a sentence held out, with its right tags: its error is that of its last word (punctuation does not
count), L = -log p(right tag), and |dL/dh_t| is how much of it reaches the states before. The user's own sentence has
no right tags: there L is of the network's own most probable tag, and beside the gradient stands what is left of each
answer when one word is read as `<unk>`. Where a network is sure its gradient is flat: the gradient is not the reason.
Everything is of the top layer, forwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from app.core.activations import Squash, is_saturated
from app.models.taggers import Tagger
from app.tasks.tagging import Sentence, Vocabulary
from app.tracing.capture import capture
from app.tracing.gradients import gradient_norms
from app.tracing.spectra import spectral_radius
from app.tracing.trace import GATES, LayerTrace
from app.training.plain import plain

_TANH = ("hidden", "cell_gate", "new_gate")  # all other gates are sigmoids


@dataclass(frozen=True, eq=False)
class Line:
    """A sentence in numbers, and the step whose answer is explained."""

    words: tuple[str, ...]
    numbers: Int[Tensor, " time"]
    target: int


@dataclass(frozen=True, eq=False)
class Watched:
    """The two sentences, and the right tags of the probe, which are told, and in number at its target."""

    probe: Line
    own: Line
    probe_tags: tuple[str | None, ...]
    right_tag: int

    @classmethod
    def of(
        cls, probe: Sentence, own: Sequence[str], vocabulary: Vocabulary, tags: Sequence[str], device: str
    ) -> "Watched":
        """From words; `tags` in the order of their numbers."""
        tagged = [step for step, tag in enumerate(probe.tags) if tag]
        no_marks = [step for step in tagged if probe.tags[step] != "PUNCT"]
        own_no_marks = [step for step, word in enumerate(own) if any(map(str.isalnum, word))]
        targets = (no_marks or tagged)[-1], (own_no_marks or range(len(own)))[-1]
        lines = [
            Line(tuple(words), torch.tensor(vocabulary.indices(words), device=device), target)
            for words, target in zip((probe.words, own), targets, strict=True)
        ]
        return cls(lines[0], lines[1], probe.tags, tags.index(str(probe.tags[targets[0]])))


@dataclass(frozen=True, eq=False)
class Look:
    """`shown` is plain data, described in app/training/snapshot.py; `states` are the probe's."""

    shown: dict[str, Any]
    states: Float[Tensor, "time hidden"]


def look(model: Tagger, watched: Watched) -> Look:
    """Run both sentences through the network, forwards and backwards; the network is left as it is."""
    probe, own = watched.probe.numbers, watched.own.numbers
    with torch.no_grad():
        together = model.word_embeddings(pad_sequence([probe, own]))
        lengths = torch.tensor([len(probe), len(own)])
        trace = capture(model.recurrent, pack_padded_sequence(together, lengths, enforce_sorted=False))
        own_scores = model.log_probabilities(trace.output[1, : len(own)])
    answers = watched.right_tag, int(own_scores[watched.own.target].argmax())

    def loss(output: Float[Tensor, "batch time output"]) -> Tensor:
        ends = torch.stack((output[0, watched.probe.target], output[1, watched.own.target]))
        scores = model.log_probabilities(ends)
        return -(scores[0, answers[0]] + scores[1, answers[1]])

    layer = trace.layer()
    norms = gradient_norms(trace, loss)[layer.layer, "forward"].hidden
    shown = {
        "spectral_radius": _by_gate(layer, spectral_radius(layer)),
        "probe": _probe(layer, len(probe)) | {"gradient_norms": plain(norms[0, : len(probe)])},
        "own": _own(layer, own_scores)
        | {
            "gradient_norms": plain(norms[1, : len(own)]),
            "influence": plain(_influence(model, own, own_scores)),
        },
    }
    return Look(shown, layer.hidden[0, : len(probe)])


def _by_gate(layer: LayerTrace, radii: Float[Tensor, " block"]) -> dict[str, Any]:
    return dict(zip(GATES[layer.kind] or ("hidden",), plain(radii), strict=True))


def _probe(layer: LayerTrace, length: int) -> dict[str, Any]:
    """The probe's states, and of them and of each gate the mean, the spread and the share that is saturated."""
    found = {name: values[0, :length].cpu().numpy() for name, values in layer.gates.items()}
    found["hidden"] = layer.hidden[0, :length].cpu().numpy()
    return {
        "hidden": plain(found["hidden"]),
        "activity": {name: _activity(name, v) for name, v in found.items()},
    }


def _activity(name: str, values: Float[np.ndarray, "time hidden"]) -> dict[str, float]:
    squash: Squash = "tanh" if name in _TANH else "sigmoid"
    return {
        "mean": plain(float(values.mean())),
        "spread": plain(float(values.std())),
        "saturated": float(is_saturated(values, squash).mean()),
    }


def _own(layer: LayerTrace, scores: Float[Tensor, "time output"]) -> dict[str, Any]:
    """The own sentence's tags with their probabilities, and each gate's mean over the units, word by word."""
    gates = {name: plain(values[1, : len(scores)].mean(1)) for name, values in layer.gates.items()}
    return {"tags": scores.argmax(1).tolist(), "probabilities": plain(scores.exp()), "gates": gates}


@torch.no_grad()
def _influence(
    model: Tagger, words: Int[Tensor, " time"], scores: Float[Tensor, "time output"]
) -> Float[Tensor, "time time"]:
    """Change of log p of each word's tag (column) when a word (row) is read, and not `<unk>` in its place."""
    size = len(words)
    without = words.repeat(size, 1).fill_diagonal_(0)  # (left out, time)
    lengths, places = torch.full((size,), size), torch.arange(size * size, device=words.device)
    found = model.score(without.T.contiguous(), lengths, places).view(size, size, -1)  # (time, left out, tag)
    best = scores.argmax(1)
    left = found.gather(2, best[:, None, None].expand(-1, size, 1))[..., 0]
    return (scores.gather(1, best[:, None]) - left).T
