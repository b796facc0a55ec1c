"""Corpora to train taggers on: uploaded, or read from a folder that the server's owner has opened."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from app.errors import InvalidInput
from app.web.answers import json_answer
from app.web.openapi import Answers, refused, shown
from app.web.run_schemas import CorporaOut, CorpusOut
from app.web.schemas import Text
from app.web.services import ServicesDep

router = APIRouter(prefix="/corpora", tags=["corpora"], default_response_class=Response)

_EXAMPLE: dict[str, Any] = {
    "id": "8f4e1d2c3b4a5968",
    "name": "en_ewt-ud-train.conllu",
    "built_in": False,
    "created_at": "2026-01-31T12:00:00+00:00",
    "sentences": 12544,
    "words": 204579,
    "tags": ["ADJ", "ADP", "ADV"],
}

_CONLLU: Answers = {
    200: {
        "description": "Done",
        "content": {"text/plain": {"example": "1\tlight\t_\tNOUN\t_\t_\t_\t_\t_\t_\n"}},
    }
}


@router.post(
    "",
    status_code=201,
    responses=shown(201, CorpusOut, _EXAMPLE)
    | shown(200, CorpusOut, _EXAMPLE, "Known already")
    | refused(400, 403, 404, 413, 422),
)
async def add_corpus(
    services: ServicesDep,
    file: Annotated[UploadFile | None, File(description="CoNLL-U, in UTF-8")] = None,
    path: Annotated[
        Text | None, Form(max_length=1000, description="or a file below the folder of UNROLLED_CORPUS_DIR")
    ] = None,
) -> Response:
    """Read a CoNLL-U corpus in full, and keep it: its id is what a run's parameter `corpus` names."""
    if (file is None) == (path is None):
        raise InvalidInput(
            "Send either the corpus as form field `file` (curl -F file=@train.conllu ...), or as `path` the name "
            "of a file below the folder that UNROLLED_CORPUS_DIR names."
        )
    if file is not None:
        data, name = await file.read(), file.filename or "corpus"
        entry, new = await services.compute_dear(services.corpora.add, data, name)
    else:
        entry, new = await services.compute_dear(services.corpora.add_path, path or "")
    return json_answer(entry, 201 if new else 200)


@router.get("", responses=shown(200, CorporaOut, {"corpora": [_EXAMPLE]}) | refused(403))
def list_corpora(services: ServicesDep) -> Response:
    """Every kept corpus, the newest first, and the built-in one."""
    return json_answer({"corpora": services.corpora.corpora()})


@router.get("/{corpus_id}", responses=shown(200, CorpusOut, _EXAMPLE) | refused(403, 404))
def show_corpus(services: ServicesDep, corpus_id: str) -> Response:
    """One corpus: its sizes, and the tags in it."""
    return json_answer(services.corpora.corpus(corpus_id))


@router.get("/{corpus_id}/text", responses=_CONLLU | refused(403, 404))
def corpus_text(services: ServicesDep, corpus_id: str) -> Response:
    """The corpus itself, CoNLL-U in UTF-8."""
    return Response(services.corpora.text(corpus_id), media_type="text/plain; charset=utf-8")


@router.delete("/{corpus_id}", status_code=204, responses=refused(403, 404, 409))
def delete_corpus(services: ServicesDep, corpus_id: str) -> Response:
    """Delete a corpus, unless a run that is not at its end learns from it."""
    services.corpora.delete(corpus_id)
    return Response(status_code=204)
