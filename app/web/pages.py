"""Pages: the lecture as a map, its references, and the microscope with its first view in the HTML itself."""

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.errors import NotFound
from app.figures.drawing import Drawing
from app.figures.miniature import miniature
from app.microscope.params import Index, Params
from app.topics import TOPICS
from app.topics.citations import cited_works
from app.topics.topic import Topic
from app.web.answers import script_safe
from app.web.services import Services, ServicesDep
from app.web.templating import render

router = APIRouter(include_in_schema=False)

_FIRST_MODEL = "lstm-tagger"


class MicroscopeQuery(Params):
    """The microscope page's whole state: what is looked at, and where its cursor stands."""

    model: str | None = Field(None, max_length=64)
    trace: str | None = Field(None, max_length=64)
    step: Index | None = None
    unit: Index | None = None
    hide: str = Field("", max_length=200)


@router.get("/")
async def home(request: Request, services: ServicesDep) -> HTMLResponse:
    return render(request, "home.html", {"miniatures": await services.compute(_miniatures)})


@cache
def _miniatures() -> dict[str, str]:
    """A small drawing of each topic's own figure, by name; the same for every visitor."""
    return {topic.name: miniature(_emblems(topic)) for topic in TOPICS}


def _emblems(topic: Topic) -> list[Drawing]:
    """The figures that can stand for a topic, the one that it names first."""
    figures = topic.view(topic.params()).figures
    return [figure.figure for figure in sorted(figures, key=lambda figure: figure.slot != topic.emblem)]


@router.get("/references")
def references(request: Request) -> HTMLResponse:
    return render(request, "references.html", {"works": cited_works()})


@router.get("/microscope")
async def microscope(
    request: Request, services: ServicesDep, query: Annotated[MicroscopeQuery, Query()]
) -> HTMLResponse:
    trace_id = query.trace
    if not trace_id:
        trace_id = await services.compute(services.library.example, query.model or _FIRST_MODEL)
    page = await services.compute_trace(_microscope_page, trace_id, services, query)
    return render(request, "microscope.html", {"page": page, "page_json": script_safe(page)})


def _microscope_page(trace_id: str, services: Services, query: MicroscopeQuery) -> dict[str, Any]:
    library = services.library
    trace = library.trace(trace_id)
    if query.model not in (None, trace["model"]):
        raise NotFound(f"The trace {trace_id} belongs to the model {trace['model']}, not to {query.model}.")
    params = Params.model_validate(query.model_dump(include=set(Params.model_fields)))
    models = library.models()
    if not any(model["id"] == trace["model"] for model in models):
        raise NotFound(f"The model {trace['model']} of this trace was deleted.")
    return {
        "models": models,
        "model": trace["model"],
        "trace": trace,
        "traces": library.traces(),
        "params": params.model_dump(),
        "view": library.figures(trace_id, params),
        "limits": {
            "max_upload_mb": services.settings.max_upload_mb,
            "max_steps": services.settings.max_steps,
        },
    }
