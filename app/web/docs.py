"""The API's documentation: Swagger UI out of a package, started by a file of ours; no outside request."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.web.templating import render

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    url = request.app.state.assets.url
    context = {
        "swagger_js_url": url("swagger-ui-bundle.js"),
        "swagger_css_url": url("swagger-ui.css"),
        "openapi_url": request.app.openapi_url,
    }
    return render(request, "docs.html", context)
