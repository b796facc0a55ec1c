"""What is kept: uploaded models and traces, in any database that SQLAlchemy speaks."""

from app.store.records import ModelRecord, TraceRecord, content_id
from app.store.store import Store

__all__ = ["ModelRecord", "Store", "TraceRecord", "content_id"]
