"""Topics over REST: each page's numbers, figures, tables and script, one GET away."""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from app.errors import NotFound
from app.figures.table import as_csv, table_payload
from app.figures.view import payload
from app.topics import TOPICS
from app.topics.fields import TopicParams
from app.topics.topic import Topic, public_numbers, status_of
from app.web.answers import json_answer
from app.web.grounds import NOTHING, Ground, ground_of
from app.web.openapi import Answers, refused, shown
from app.web.schemas import Tables, TopicFigures, TopicNumbers, Topics
from app.web.services import Services, ServicesDep

Work = Callable[[Topic, TopicParams, Ground], Any]
"""What an address of a topic gives: plain data, or an answer already."""

router = APIRouter(tags=["topics"], default_response_class=Response)


def _listed(topic: Topic) -> dict[str, str]:
    return {"slug": topic.slug, "title": topic.title, "question": topic.question, "url": topic.url}


@router.get(
    "/topics", responses=shown(200, Topics, {"topics": [_listed(topic) for topic in TOPICS]}) | refused(403)
)
def list_topics() -> Response:
    """The lecture's pages, in its order."""
    return json_answer({"topics": [_listed(topic) for topic in TOPICS]})


def numbers_payload(topic: Topic, params: TopicParams, ground: Ground = NOTHING) -> dict[str, Any]:
    """Parameters, numbers, formulas and the verdict, for programs."""
    result = topic.computed(params, ground.learned)
    view, numbers = topic.draw(result), public_numbers(result)
    return {
        "params": {name: getattr(params, name) for name in type(params).model_fields},
        "result": numbers,
        "equations": {equation.name: equation.latex for equation in view.equations},
        "verdict": view.verdict,
        "status": status_of(numbers, view.status),
        **ground.shown,
    }


def figures_payload(topic: Topic, params: TopicParams, ground: Ground) -> dict[str, Any]:
    """All that the page draws and says, without the tables."""
    return payload(topic.view(params, ground.learned)) | dict(ground.shown)


def tables_payload(topic: Topic, params: TopicParams, ground: Ground) -> dict[str, Any]:
    """The first rows of the table behind each figure."""
    return {"tables": [table_payload(table) for table in topic.view(params, ground.learned).tables]}


def _csv(topic: Topic, params: TopicParams, slot: str, services: Services) -> Response:
    view = topic.view(params, ground_of(topic, params, services).learned)
    tables = {table.slot: table for table in view.tables}
    if slot not in tables:
        raise NotFound(f"No table {slot[:60]!r} here; this page has {', '.join(tables)}.")
    name = f"{topic.slug}-{slot}.csv"
    return Response(
        as_csv(tables[slot]), 200, {"Content-Disposition": f'attachment; filename="{name}"'}, "text/csv"
    )


def _reader(model: type[TopicParams]) -> Any:
    """A dependency that reads a topic's parameters from the query string."""

    def read(params: TopicParams) -> TopicParams:
        return params

    asked = Parameter("params", Parameter.POSITIONAL_OR_KEYWORD, annotation=Annotated[model, Query()])
    read.__signature__ = Signature([asked])  # type: ignore[attr-defined]
    return Depends(read)


def _add(topic: Topic) -> None:
    """The topic's own addresses, with its own parameters in the document."""
    asked = _reader(topic.params)
    path, name = f"/topics/{topic.slug}", topic.title
    for tail, work, words, answers in _WORKS:
        answers = answers | refused(403, 422)
        router.add_api_route(
            path + tail,
            _handler(topic, work, asked),
            responses=answers,
            summary=f"{name}: {words}",
            name=path + tail,
        )

    async def table(services: ServicesDep, slot: str, params: TopicParams = asked) -> Response:
        return await services.compute_topic(_csv, topic, params, slot, services)

    router.add_api_route(
        f"{path}/tables/{{slot}}",
        table,
        responses=_CSV | refused(403, 404, 422),
        summary=f"{name}: one table whole, as CSV",
        name=f"{path}/tables/slot",
    )


def _handler(topic: Topic, work: Work, asked: Any) -> Any:
    async def handle(services: ServicesDep, params: TopicParams = asked) -> Response:
        return await services.compute_topic(_answered, work, topic, params, services)

    return handle


def _answered(work: Work, topic: Topic, params: TopicParams, services: Services) -> Response:
    """The answer, encoded where it is computed: in a thread, for some are megabytes."""
    found = work(topic, params, ground_of(topic, params, services))
    return found if isinstance(found, Response) else json_answer(found)


def _code(topic: Topic, params: TopicParams, _ground: Ground) -> Response:
    return Response(topic.script(params), media_type="text/x-python")


_FIGURES: dict[str, Any] = {
    "figures": {"angle": {"data": [{"type": "scatter", "y": [63.2, 39.6]}], "layout": {}}},
    "titles": {"angle": "Angle to v₁"},
    "captions": {"angle": "A straight slope is a constant factor a step."},
    "reduced": [],
    "notes": {},
    "equations": {"step": "<math display='block'></math>"},
    "verdict": "Settles: after 10,000 steps h points along (0.12065226, −0.99269483).",
    "status": "ok",
    "advice": None,
    "facts": [],
    "deferred": [],
}

_NUMBERS = {"params": {}, "result": {}, "equations": {}, "verdict": "Settles.", "status": "ok"}
_CSV: Answers = {200: {"description": "Done", "content": {"text/csv": {"example": "step,h1\n0,0.3\n"}}}}
_SOURCE: Answers = {
    200: {"description": "Done", "content": {"text/x-python": {"example": "import numpy as np\n"}}}
}
_WORKS: tuple[tuple[str, Work, str, Answers], ...] = (
    ("", numbers_payload, "its numbers, formulas and verdict", shown(200, TopicNumbers, _NUMBERS)),
    (
        "/figures",
        figures_payload,
        "its figures as Plotly JSON, with their words",
        shown(200, TopicFigures, _FIGURES),
    ),
    (
        "/tables",
        tables_payload,
        "the first rows of the table behind each figure",
        shown(200, Tables, {"tables": []}),
    ),
    ("/code", _code, "a script that prints the same numbers with numpy or torch alone", _SOURCE),
)

for _topic in TOPICS:
    _add(_topic)
