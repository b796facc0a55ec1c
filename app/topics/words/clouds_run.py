"""The run that the page of the blank rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.topics.clouds import Params

_LEARNED_FROM = ("steps", "shortest_gap", "longest_gap", "asked_gap", "window_size", "hidden_size")
_MORE = ("gated_hidden_size", "forget_bias", "seed")


def network_names(params: Params) -> tuple[str, ...]:
    """The networks that learn, in the order in which they are shown."""
    return ("window", "rnn", "gru", "lstm") if params.gru else ("window", "rnn", "lstm")


def wanted(params: Params) -> dict[str, Any]:
    """The body of POST /runs: what is only looked at, the user's sentence and the update shown, has no part in it."""
    return {
        "experiment": "cloze",
        "networks": list(network_names(params)),
        **{name: getattr(params, name) for name in (*_LEARNED_FROM, *_MORE)},
    }
