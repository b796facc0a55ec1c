"""A topic's page: its first view, its form, its tables and its script in the HTML itself."""

from itertools import pairwise
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.figures.table import table_payload
from app.figures.view import payload
from app.topics import TOPICS
from app.topics.fields import TopicParams
from app.topics.topic import Topic, texts
from app.web.answers import script_safe
from app.web.errors import invalid_input
from app.web.forms import form_groups
from app.web.grounds import ground_of
from app.web.services import Services, ServicesDep
from app.web.templating import query, render

router = APIRouter(include_in_schema=False)

_BEFORE = {after.name: before for before, after in pairwise(TOPICS)}
_AFTER = {before.name: after for before, after in pairwise(TOPICS)}


def _params(topic: Topic, request: Request) -> TopicParams:
    """The topic's own parameters out of the address; what else stands there (`hide`) is not theirs."""
    own = {name: value for name, value in request.query_params.items() if name in topic.params.model_fields}
    try:
        return topic.params.model_validate(own)
    except ValidationError as error:
        raise invalid_input(error.errors()) from None


def _context(topic: Topic, params: TopicParams, services: Services) -> dict[str, Any]:
    ground = ground_of(topic, params, services)
    view = topic.view(params, ground.learned)
    shown = payload(view) | dict(ground.shown)
    return {
        "topic": topic,
        "view": shown,
        "groups": form_groups(params),
        "presets": [(preset.label, query(topic.url, preset.params)) for preset in topic.presets],
        "quiz_url": query(topic.url, topic.quiz.params),
        "advice_url": view.advice and query(topic.url, view.advice.params),
        "tables": [table_payload(table) for table in view.tables],
        "script": topic.script(params),
        "before": _BEFORE.get(topic.name),
        "after": _AFTER.get(topic.name),
        "frame_ancestors": services.settings.frame_ancestors,
        "page_json": script_safe(
            {"slug": topic.slug, "url": topic.url, "view": shown, "defaults": texts(topic.params())}
        ),
    }


def _add(topic: Topic) -> None:
    async def page(request: Request, services: ServicesDep) -> HTMLResponse:
        params = _params(topic, request)
        context = await services.compute(_context, topic, params, services)
        return render(request, f"topics/{topic.name}.html", context)

    router.add_api_route(topic.url, page, response_class=HTMLResponse, name=f"page {topic.name}")


for _topic in TOPICS:
    _add(_topic)
