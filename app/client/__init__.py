"""A training loop of one's own, watched in the app: `from app.client import watch`."""

from app.client.watching import Watching, watch

__all__ = ["Watching", "watch"]
