"""One sentence read by several networks (lecture 2): what each answers, and which words that hangs on."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from app.models.cloze import ClozeNet, RecurrentNet
from app.tasks.cloze import ANSWERS
from app.tasks.open_sentence import OpenSentence
from app.tracing.cloze import influence, states, word_gradients


@dataclass(frozen=True, eq=False)
class Reading:
    """Arrays by network, in the order of `names`, and by answer, in that of ANSWERS.

    `asked` is the answer whose log-probability `influence` (nats) and `gradient` are of: the one that the sentence
    asks for, else, of those that its frame allows, the network's own likeliest. `hidden` and `cell` are by name, the
    recurrent networks' and the LSTM's.
    """

    names: tuple[str, ...]
    asked: tuple[str, ...]
    scores: Float[np.ndarray, "network answer"]
    probabilities: Float[np.ndarray, "network answer"]
    influence: Float[np.ndarray, "network time"]
    gradient: Float[np.ndarray, "network time"]
    hidden: Mapping[str, Float[np.ndarray, "time _"]]
    cell: Mapping[str, Float[np.ndarray, "time _"]]


@torch.no_grad()
def read_sentence(nets: Mapping[str, ClozeNet], sentence: OpenSentence) -> Reading:
    """What these networks make of a sentence, and why.

    Args:
        nets: by name; they stay as they are.
        sentence: up to its blank.
    """
    words = torch.tensor(sentence.numbers)
    scores = {name: net(words[None])[0] for name, net in nets.items()}
    asked = {name: asked_answer(sentence, of_net) for name, of_net in scores.items()}
    numbers = {name: ANSWERS.index(answer) for name, answer in asked.items()}
    traces = {name: states(net, words).layer() for name, net in nets.items() if isinstance(net, RecurrentNet)}
    with torch.enable_grad():
        gradients = [word_gradients(net, words, numbers[name]) for name, net in nets.items()]
    return Reading(
        names=tuple(nets),
        asked=tuple(asked.values()),
        scores=_rows(list(scores.values())),
        probabilities=_rows([of_net.softmax(dim=0) for of_net in scores.values()]),
        influence=_rows([influence(net, words, numbers[name]) for name, net in nets.items()]),
        gradient=_rows(gradients),
        hidden={name: trace.hidden[0].numpy() for name, trace in traces.items()},
        cell={name: trace.cell[0].numpy() for name, trace in traces.items() if trace.cell is not None},
    )


def asked_answer(sentence: OpenSentence, scores: Float[Tensor, " answer"]) -> str:
    """The answer that the sentence asks for; without one, the likeliest of those that may follow."""
    by_answer = dict(zip(ANSWERS, scores.tolist(), strict=True))
    return sentence.answer or max(sentence.candidates, key=lambda answer: by_answer[answer])


def _rows(rows: list[Tensor]) -> Float[np.ndarray, "network _"]:
    return torch.stack(rows).double().numpy()
