"""What a user asks of a run: pause, stop, go on. A run that waits changes at once, a worker reads the wish.

What is so already is no error; what cannot be is one, with the run's status.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, Engine, select, update

from app.errors import Conflict
from app.store.queue import check_queue
from app.store.records import Status
from app.store.tables import RunRow
from app.store.transitions import change, locked, no_run
from app.store.watched import WATCHED

Verb = Literal["pause", "resume", "stop"]


@dataclass(frozen=True)
class _Rule:
    """From the statuses `without_worker` a run comes to `status` at once."""

    status: Status
    without_worker: tuple[Status, ...]
    remedy: str


_RULES: dict[Verb, _Rule] = {
    "pause": _Rule("paused", ("queued",), "Runs that wait or train can be paused."),
    "stop": _Rule(
        "stopped", ("queued", "paused", "interrupted"), "Runs that are not at their end can be stopped."
    ),
    "resume": _Rule(
        "queued", ("paused", "stopped", "interrupted"), "Paused, stopped and interrupted runs can be resumed."
    ),
}


def ask(engine: Engine, run_id: str, verb: Verb, max_queued: int) -> None:
    """Do what is asked of a run, or leave word for its worker.

    Raises:
        NotFound: there is no such run.
        Conflict: what is asked cannot be from the status that the run has.
        TooMany: it would have to wait, and the queue is full.
    """
    rule = _RULES[verb]
    with locked(engine, RunRow.id == run_id) as connection:
        if connection is None:
            no_run(run_id)
        columns = select(RunRow.status, RunRow.experiment).where(RunRow.id == run_id)
        status, experiment = connection.execute(columns).one()
        if experiment == WATCHED and verb != "stop":
            raise Conflict(
                f"The run {run_id} is trained by a program of its own: it cannot {verb} from here. Stop ends that it "
                "is watched, not its training."
            )
        if status == "running" and experiment == WATCHED:
            change(connection, run_id, rule.status)  # its program finds it so when it next speaks
        elif status == "running":
            _leave_word(connection, run_id, verb)
        elif status in rule.without_worker:
            change(connection, run_id, rule.status)
            if rule.status == "queued":
                check_queue(connection, max_queued)
        elif status != rule.status:
            raise Conflict(f"The run {run_id} is {status}: it cannot {verb}. {rule.remedy}")


def _leave_word(connection: Connection, run_id: str, verb: Verb) -> None:
    """A stop stands against a later pause; to go on takes both back, but not the end of the whole server."""
    overridden = {"pause": ("",), "stop": ("", "pause"), "resume": ("pause", "stop")}[verb]
    asked = "" if verb == "resume" else verb
    word = update(RunRow).where(RunRow.id == run_id, RunRow.asked.in_(overridden)).values(asked=asked)
    connection.execute(word)
