"""What a page shows of a computation: figures, formulas, a verdict in words, tables, and a few facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.figures.cell_diagram import CellDiagram
from app.figures.drawing import Drawing
from app.figures.formula import Equation
from app.figures.table import Table


@dataclass(frozen=True, eq=False)
class Figure:
    """One figure with the words that belong to it.

    `caption` is one sentence that says how to read it; `note` says what was left out or reduced, or is empty.
    """

    slot: str
    title: str
    caption: str
    figure: Drawing
    note: str = ""


@dataclass(frozen=True)
class Advice:
    """A change that was computed and helps: what it would do, and the parameters that show it."""

    text: str
    params: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class View:
    """All that is drawn and said of one result.

    `absent` says, for a figure that cannot be there, why; `deferred` are figures that wait to be asked for;
    `tables` hold the numbers behind the figures; `diagram` those in a drawing that stands in the page itself.
    """

    figures: tuple[Figure, ...]
    verdict: str
    equations: tuple[Equation, ...] = ()
    tables: tuple[Table, ...] = ()
    advice: Advice | None = None
    facts: tuple[tuple[str, str], ...] = ()
    absent: Mapping[str, str] = field(default_factory=dict)
    deferred: tuple[str, ...] = ()
    status: str = "ok"
    diagram: CellDiagram | None = None


def payload(view: View) -> dict[str, Any]:
    """The view as plain data for orjson: arrays as base64 (`bdata`), formulas as MathML, no template."""
    plain: dict[str, Any] = {
        "figures": {figure.slot: _plain(figure.figure) for figure in view.figures},
        "titles": {figure.slot: figure.title for figure in view.figures},
        "captions": {figure.slot: f"{figure.caption} {figure.note}".strip() for figure in view.figures},
        "reduced": [figure.slot for figure in view.figures if figure.note],
        "notes": dict(view.absent),
        "equations": {equation.name: equation.mathml for equation in view.equations},
        "verdict": view.verdict,
        "status": view.status,
        "advice": view.advice and {"text": view.advice.text, "params": dict(view.advice.params)},
        "facts": [list(fact) for fact in view.facts],
        "deferred": list(view.deferred),
    }
    return plain if view.diagram is None else plain | {"diagram": view.diagram.plain()}


def _plain(figure: Drawing) -> dict[str, Any]:
    plain = figure.to_plotly_json()
    plain["layout"].pop("template", None)
    return plain
