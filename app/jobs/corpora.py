"""Corpora of one's own: read in full before they are kept, so that no run begins on one that is broken."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from app.errors import Conflict, Forbidden, InvalidInput, NotFound, TooLarge
from app.jobs.resources import KeptCorpora
from app.settings import Settings
from app.store import CorpusRecord, Store, content_id
from app.store.runs import RunFilter
from app.tasks.tagging import BUILT_IN_CORPUS, CORPUS_DIR, read_conllu

_MAX_LINES = 1_000_000
"""A word is a line; this many take half a gigabyte while they are read."""


class Corpora:
    """Corpora of a store, and the folder, if any, from which more may be read."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def corpora(self) -> list[dict[str, Any]]:
        """Those that users brought, the newest first, then the built-in one."""
        return [_entry(record) for record in self._store.corpora.corpora()] + [_built_in()]

    def corpus(self, corpus_id: str) -> dict[str, Any]:
        """One corpus; NotFound for an unknown id."""
        return _built_in() if corpus_id == BUILT_IN_CORPUS else _entry(self._store.corpora.corpus(corpus_id))

    def text(self, corpus_id: str) -> str:
        """A corpus itself, as CoNLL-U; NotFound for an unknown id."""
        return KeptCorpora(self._store).corpus(corpus_id)

    def add(self, data: bytes, name: str) -> tuple[dict[str, Any], bool]:
        """Read and keep a CoNLL-U file; False where its content was known already.

        Raises:
            InvalidInput: what is no UTF-8 or no CoNLL-U, with the number of the line, or has no tags.
        """
        record = _described(data, name)
        new = self._store.corpora.add(record, data)
        return _entry(record) if new else self.corpus(record.id), new

    def add_path(self, path: str) -> tuple[dict[str, Any], bool]:
        """The same for a file below the folder that UNROLLED_CORPUS_DIR names."""
        if not self._settings.corpus_dir:
            raise Forbidden(
                "No folder is open for reading: name one in the setting UNROLLED_CORPUS_DIR, or upload the file "
                "as form field `file`."
            )
        folder = Path(self._settings.corpus_dir).resolve()
        try:
            file = (folder / path).resolve()
            if not file.is_relative_to(folder):
                raise Forbidden(f"{path[:200]!r} lies outside of the folder that UNROLLED_CORPUS_DIR names.")
            if file.is_file() and file.stat().st_size > self._settings.max_upload_bytes:
                raise TooLarge(f"{path[:200]!r} is over the limit of {self._settings.max_upload_mb} MB.")
            return self.add(file.read_bytes(), file.name)
        except (OSError, ValueError) as error:
            words = error.strerror if isinstance(error, OSError) else str(error)
            raise NotFound(f"{path[:200]!r} cannot be read: {words}.") from None

    def delete(self, corpus_id: str) -> None:
        """Forget a corpus; Conflict for the built-in one, and while a run may still need it."""
        if corpus_id == BUILT_IN_CORPUS:
            raise Conflict(f"{corpus_id} is built in and stays. Uploaded corpora can be deleted.")
        self._store.corpora.corpus(corpus_id)
        unfinished = RunFilter(("queued", "running", "paused", "stopped", "interrupted"), limit=10_000)
        users = [run.id for run in self._store.runs.runs(unfinished) if corpus_id in run.params.values()]
        if users:
            raise Conflict(
                f"{len(users)} runs that are not at their end learn from this corpus ({', '.join(users[:5])}): "
                "delete them first."
            )
        self._store.corpora.delete(corpus_id)


def _described(data: bytes, name: str) -> CorpusRecord:
    if (lines := data.count(b"\n")) > _MAX_LINES:
        raise TooLarge(f"The corpus has {lines:,} lines; up to {_MAX_LINES:,} are taken. Send a part of it.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            f"Line {line} is not UTF-8 (byte {error.start} of the file is 0x{data[error.start]:02x}): CoNLL-U is. "
            "Save the file in that encoding."
        ) from None
    sentences = read_conllu(text)
    tags = sorted({tag for sentence in sentences for tag in sentence.tags if tag is not None})
    if not tags:
        raise InvalidInput(
            "No word of this corpus has a tag in the fourth column (UPOS): nothing can be learned."
        )
    return CorpusRecord(
        id=content_id(data),
        name="".join(filter(str.isprintable, name))[-200:] or "corpus",
        created_at=datetime.now(UTC),
        size_bytes=len(data),
        sentences=len(sentences),
        words=sum(len(sentence.words) for sentence in sentences),
        tags=tags,
    )


def _entry(record: CorpusRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": record.name,
        "built_in": False,
        "created_at": record.created_at.isoformat(),
        "sentences": record.sentences,
        "words": record.words,
        "tags": record.tags,
    }


@cache
def _built_in() -> dict[str, Any]:
    data = (CORPUS_DIR / f"{BUILT_IN_CORPUS}.conllu").read_bytes()
    record = _described(data, f"{BUILT_IN_CORPUS}.conllu")
    return _entry(record) | {"id": BUILT_IN_CORPUS, "built_in": True, "created_at": None}
