"""The taggers' formulas with their numbers: the slide's network, its loss, accuracies, the paired test, the sizes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.figures.formula import Equation, number, term

if TYPE_CHECKING:
    import numpy as np

    from app.topics.taggers import Result


def equations(result: Result) -> tuple[Equation, ...]:
    """The same before training and after, with what there is of numbers."""
    return (*_network(result), *_scores(result), *_paired(result), _size(result))


def _network(result: Result) -> tuple[Equation, ...]:
    return (
        Equation(
            "embedding", rf"x_t = E[\text{{word}}_t] \in \mathbb{{R}}^{{{result.params.embedding_dim}}}"
        ),
        Equation("state", r"h_t = \tanh(W_x x_t + W_h h_{t-1} + b), \quad h_0 = 0"),
        Equation("scores", r"\log p_t = \mathrm{log\,softmax}(W_{tag} h_t + b_{tag})"),
        Equation("loss", r"L = -\frac{1}{T} \sum_{t=1}^{T} \log p_t[\text{tag}_t]"),
        *_losses(result),
    )


def _losses(result: Result) -> tuple[Equation, ...]:
    """Of the updates up to the shown step, of each network; none before the first update."""
    losses = [] if result.loss is None else result.loss.tolist()
    return tuple(
        Equation(f"loss_{name}", rf"L_{{{_short(name)}}} = {term(f'loss-{name}', number(loss))}")
        for name, loss in zip(result.names, losses, strict=False)
        if math.isfinite(loss)
    )


def _scores(result: Result) -> tuple[Equation, ...]:
    words = result.held_out_words
    baseline = term("level", _share(result.baseline_accuracy, words))
    shares = [] if result.accuracy is None else result.accuracy.tolist()
    return (
        Equation("baseline", rf"a_{{base}} = \frac{{\text{{right}}}}{{\text{{words}}}} = {baseline}"),
        *(
            Equation(
                f"accuracy_{name}",
                rf"a_{{{_short(name)}}} = {term(f'accuracy-{name}', _share(share, words))}",
            )
            for name, share in zip(result.names, shares, strict=False)
        ),
    )


def _share(share: float, words: int) -> str:
    return rf"\frac{{{round(share * words)}}}{{{words}}} = {number(100 * share)} \, \%"


def _paired(result: Result) -> tuple[Equation, ...]:
    """RNN against LSTM: the pair of the lecture."""
    general = r"p = \min\left(1, \; 2 \sum_{k=0}^{\min(m, l)} \binom{m + l}{k} 2^{-(m + l)}\right)"
    if result.p is None or len(result.p) == 0:
        return (Equation("paired", general),)
    place = len(result.names) - 2  # of (rnn, gru), (rnn, lstm), ...; or of (rnn, lstm), ...
    alone, other, p = (pairs[place].item() for pairs in (*_counts(result), result.p))
    return (Equation("paired", general + rf", \quad m = {alone}, \; l = {other}: \; p = {number(p)}"),)


def _counts(result: Result) -> tuple[np.ndarray, np.ndarray]:
    assert result.first_only is not None
    assert result.second_only is not None
    return result.first_only, result.second_only


def _size(result: Result) -> Equation:
    params, corpus = result.params, result.corpus
    h, e = params.gated_hidden_dim, params.embedding_dim
    ways = 2 if params.bidirectional else 1
    factor = "" if ways == 1 else r"2 \cdot "
    return Equation(
        "size",
        rf"{corpus.vocab_size} \cdot {e} + {factor}4 ({h} \cdot {e} + {h}^2 + 2 \cdot {h}) + "
        rf"{corpus.tagset_size} ({ways * h} + 1) = {result.parameters[-1].item()}",
    )


def _short(name: str) -> str:
    return rf"\mathrm{{{name.upper()}}}"
