"""Why a network fills a blank as it does (lecture 2): candidates, states word by word, and what each word counts for.

Two measures of a word, and they are not the same. Its influence tells how much of the answer's log-probability hangs
on it: `<unk>` is read in its place. Its gradient tells how the answer would move if the word were a little different;
where a network is sure, its softmax is flat and all gradients are small: the gradient is not the reason.
"""

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from app.models.cloze import ClozeNet, RecurrentNet
from app.tasks.cloze import ANSWERS, UNKNOWN, WORDS
from app.tasks.open_sentence import OpenSentence
from app.tracing.capture import capture
from app.tracing.trace import Trace

_UNKNOWN = WORDS.index(UNKNOWN)


@torch.no_grad()
def candidates(net: ClozeNet, words: Int[Tensor, " time"]) -> Float[Tensor, " answer"]:
    """Probability of each answer for the blank behind these words."""
    return net(words[None])[0].softmax(dim=0)


@torch.no_grad()
def influence(net: ClozeNet, words: Int[Tensor, " time"], answer: int) -> Float[Tensor, " time"]:
    """Change of log p(answer), in nats, when each word is read and not `<unk>` in its place.

    Args:
        net: stays as it is.
        words: of one sentence, without padding.
        answer: the number of the answer asked about.

    Returns:
        Above 0 where the word speaks for the answer; 0 for a word that is read as `<unk>` anyway.
    """
    without = words.repeat(len(words), 1).fill_diagonal_(_UNKNOWN)
    log_p = F.log_softmax(net(torch.cat((words[None], without))), dim=1)[:, answer]
    return (log_p[0] - log_p[1:]).masked_fill(words == _UNKNOWN, 0)


def word_gradients(net: ClozeNet, words: Int[Tensor, " time"], answer: int) -> Float[Tensor, " time"]:
    """2-norm of d log p(answer) / d (each word's vector), by autograd; exactly 0 for a word that the net does not see.

    Args:
        net: stays as it is.
        words: of one sentence, without padding.
        answer: the number of the answer asked about.
    """
    embeds = net.word_embeddings(words[None]).detach().requires_grad_()
    log_p = F.log_softmax(net.score(embeds, torch.tensor([len(words)])), dim=1)
    (gradient,) = torch.autograd.grad(log_p[0, answer], embeds)
    return gradient[0].norm(dim=1)


def states(net: RecurrentNet, words: Int[Tensor, " time"]) -> Trace:
    """The recurrent layer's states and gates, word by word."""
    return capture(net.recurrent, net.word_embeddings(words[None]).detach())


def fill(nets: Mapping[str, ClozeNet], sentence: OpenSentence) -> dict[str, dict[str, float]]:
    """By network, each answer's probability for the blank of this sentence, in the order of ANSWERS."""
    words = torch.tensor(sentence.numbers)
    return {
        name: dict(zip(ANSWERS, candidates(net, words).tolist(), strict=True)) for name, net in nets.items()
    }
