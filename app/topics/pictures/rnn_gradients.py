"""Going backwards in pictures: the way of the chosen term, the size of each, the gradient's decay, all pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from app.figures.credit_decay import Curve, bound_curve, credit_decay, rate_curve, simplified_curve
from app.figures.credit_matrix import credit_matrix
from app.figures.gradient_decay import gradient_decay
from app.figures.gradient_path import Path
from app.figures.handles import handle
from app.figures.state_plane import state_plane
from app.figures.strip import TimeAxis
from app.figures.table import Table, matrix_table
from app.figures.term_sizes import Terms, term_sizes
from app.figures.unrolled_graph import unrolled_graph
from app.figures.view import Figure, View
from app.topics.words import rnn_gradients as words
from app.topics.words.rnn_gradients_formulas import equations

if TYPE_CHECKING:
    from app.topics.rnn_gradients import Result


def draw(result: Result) -> View:
    """The way of the chosen term, the size of each, the gradient's decay, all pairs, and the states."""
    ignores = result.params.ignore_activations
    exact, simplified = result.gradient_norms, result.simplified_gradient_norms
    figures = [
        unrolled_graph(
            Path(result.term, _error_steps(result), simplified if ignores else exact, ignores, "term")
        ),
        term_sizes(
            Terms(
                result.term_sizes,
                result.shares,
                result.simplified_term_sizes if ignores else None,
                result.term,
                "term",
            )
        ),
        gradient_decay(exact, simplified if ignores else None, result.term, "term"),
        credit_matrix(result.credit, TimeAxis(1, len(result.x) + 1), loss="ε"),
        credit_decay(result.relative_credit, *_curves(result)),
    ]
    absent = {}
    if len(result.weight_hh) == 2:
        figures.append(_plane(result))
    else:
        absent["plane"] = f"The states of {len(result.weight_hh)} units do not fit on a plane."
    return View(
        tuple(figures),
        words.verdict(result),
        equations=equations(result),
        tables=tuple(_tables(result)),
        advice=result.advice,
        facts=words.facts(result),
        absent=absent,
        status=result.status,
    )


def _error_steps(result: Result) -> range:
    """The steps whose errors count."""
    last = len(result.x)
    return range(last, last + 1) if result.params.loss == "last" else range(1, last + 1)


def _curves(result: Result) -> list[Curve]:
    curves = [bound_curve(result.bound), rate_curve(result.rate)]
    own = float(result.simplified_last_credit[-1])
    if result.params.ignore_activations and own > 0:
        curves.append(simplified_curve(result.simplified_last_credit[::-1] / own))
    return curves


def _plane(result: Result) -> Figure:
    """The states as points, with h_0 to drag."""
    handles = [handle("h_0", "h₀", result.h[0])] if len(result.params.h_0) == 2 else []
    drawn = state_plane(result.h, [], ("h<sub>1</sub>", "h<sub>2</sub>"), handles)
    return replace(drawn, title="States h<sub>0</sub> … h<sub>T</sub>", caption=words.PLANE)


def _tables(result: Result) -> Iterator[Table]:
    steps = np.arange(1, len(result.x) + 1)
    states = {f"h{unit + 1}": result.h[:, unit] for unit in range(result.h.shape[1])}
    shares = {} if result.shares is None else {"share": result.shares}
    simplified_sizes = {"simplified size": result.simplified_term_sizes}
    norms = {"exact": result.gradient_norms, "simplified": result.simplified_gradient_norms}
    after = {name: values[1:] for name, values in states.items()}
    yield Table("graph", "Run", {"t": steps, "x": result.x, **after, "o": result.o, "error": result.loss})
    yield Table("terms", "Terms", {"k": steps, "size": result.term_sizes, **shares, **simplified_sizes})
    yield Table("gradient", "Gradient per time step", {"t": steps, **norms})
    yield matrix_table("credit", "Credit, rows t, columns k, both from 0", result.credit, "t", "k")
    yield Table("decay", "Theory by lag", {"lag": steps - 1, "bound": result.bound, "rate": result.rate})
    if len(result.weight_hh) == 2:
        yield Table("plane", "States from step 0 on", {"t": np.arange(len(result.h)), **states})
