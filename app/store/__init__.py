"""What is kept: models, traces, runs and corpora, in any database that SQLAlchemy speaks."""

from app.store.records import CorpusRecord, EventRecord, ModelRecord, RunRecord, TraceRecord, content_id
from app.store.store import Store

__all__ = ["CorpusRecord", "EventRecord", "ModelRecord", "RunRecord", "Store", "TraceRecord", "content_id"]
