"""The numbers behind the taggers' pictures, taken out of the figures as they are drawn."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from app.figures.table import Table, matrix_table
from app.topics.pictures.taggers import figures
from app.topics.words import taggers as words

if TYPE_CHECKING:
    from app.figures.view import Figure
    from app.topics.taggers import Result

_MAPS = {
    "influence": ("left out", "tagged"),
    "units": ("tag", "unit"),
    "confusion": ("right tag", "given tag"),
}


def tables(result: Result) -> Iterator[Table]:
    """One behind each figure that is there."""
    drawn = figures(result)
    for figure in drawn:
        yield _table(figure, result)


def _table(figure: Figure, result: Result) -> Table:
    kind, _, network = figure.slot.partition("-")
    traces = figure.figure.to_plotly_json()["data"]
    title = html.unescape(figure.title)
    if kind in _MAPS:
        row, column = _MAPS[kind]
        return matrix_table(figure.slot, title, np.array(traces[0]["z"], float), row, column)
    if kind == "tags":
        return Table("tags", title, _by_tag(result))
    if kind == "own":
        return Table(figure.slot, title, _own(result, result.names.index(network)))
    if kind == "trajectory":
        path = traces[0]
        columns = {"word": path["text"], "PC 1": path["x"], "PC 2": path["y"]}
        return Table(figure.slot, title, {name: np.array(values) for name, values in columns.items()})
    first = "word" if kind == "probe" else "update"
    return Table(figure.slot, title, _courses(traces, first))


def _courses(traces: Sequence[Mapping[str, Any]], first: str) -> dict[str, np.ndarray]:
    """A column a line, a row a place that any of them has."""
    lines = {
        _name(trace): trace
        for trace in traces
        if "lines" in trace["mode"] and "fill" not in trace and len(trace["x"]) > 0
    }
    places = sorted({x for trace in lines.values() for x in trace["x"]})
    columns = {first: np.array(places)}
    for name, trace in lines.items():
        values = dict(zip(trace["x"], trace["y"], strict=True))
        columns[name] = np.array([values.get(place) for place in places], float)
    return columns


def _name(trace: Mapping[str, Any]) -> str:
    """A line's own name; those that have none are norms after clipping."""
    return trace["name"] or words.clipped_name(trace["meta"]["over"])


def _by_tag(result: Result) -> dict[str, np.ndarray]:
    corpus, shares = result.corpus, result.accuracy_by_tag
    columns = {"tag": np.array(corpus.tags), "words": corpus.tag_counts, "baseline": corpus.baseline_by_tag}
    rows = () if shares is None else shares
    return columns | {words.label(name): row for name, row in zip(result.names, rows, strict=False)}


def _own(result: Result, place: int) -> dict[str, np.ndarray]:
    assert result.told is not None
    assert result.own_probabilities is not None
    assert result.own_gradient_norms is not None
    facts, shares = result.told.facts, result.own_probabilities[place]
    best = shares.argmax(1)
    columns = {
        "word": np.array(facts["own"]["words"]),
        "tag": np.array(facts["tags"])[best],
        "gradient": result.own_gradient_norms[place],
    }
    return columns | {f"p({tag})": shares[:, number] for number, tag in enumerate(facts["tags"])}
