"""What may be done with runs from outside: begin, look, pause, go on, stop, delete."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from app.errors import InvalidInput, NotFound
from app.jobs.entries import run_entry
from app.jobs.loading import Experiments
from app.jobs.resources import KeptCorpora
from app.jobs.runner import Runner
from app.store import Store
from app.store.runs import RunFilter
from app.store.wishes import Verb

CORPUS_FIELDS = ("corpus", "held_out")
"""The parameters that name a corpus, in every experiment that has them."""


class Control:
    """Runs of these experiments in this store; the runner is woken when there is something to do."""

    def __init__(self, store: Store, experiments: Experiments, runner: Runner, max_queued: int) -> None:
        self.experiments = experiments
        self._store = store
        self._runner = runner
        self._max_queued = max_queued

    def begin(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Put a run in the queue; `fields` are the experiment's name and its parameters.

        Raises:
            InvalidInput: no such experiment or corpus.
            ValidationError: parameters that the experiment refuses.
            TooMany: the queue is full.
        """
        name, params = self._read(fields)
        self._check_corpora(params)
        record = self._store.runs.add(name, params.model_dump(mode="json"), self._max_queued)
        self._runner.wake()
        return run_entry(record, [])

    def like(self, fields: Mapping[str, Any]) -> dict[str, Any] | None:
        """The newest run that `begin` made of such fields, one that is done before all others; None without any."""
        if fields["experiment"] not in self.experiments:
            return None
        name, params = self._read(fields)
        record = self._store.runs.like(name, params.model_dump(mode="json"))
        return self.run(record.id) if record else None

    def run(self, run_id: str) -> dict[str, Any]:
        """One run; NotFound for an unknown id."""
        return run_entry(self._store.runs.run(run_id), self._store.checkpoints.steps([run_id])[run_id])

    def runs(self, wanted: RunFilter) -> dict[str, Any]:
        """The runs that are wanted, and how many there are of them on all pages."""
        records = self._store.runs.runs(wanted)
        checkpoints = self._store.checkpoints.steps(record.id for record in records)
        entries = [run_entry(record, checkpoints[record.id]) for record in records]
        return {"runs": entries, "total": self._store.runs.count(wanted)}

    def ask(self, run_id: str, verb: Verb) -> dict[str, Any]:
        """Pause, stop or resume a run; as it stands then."""
        self._store.runs.ask(run_id, verb, self._max_queued)
        self._runner.wake()
        return self.run(run_id)

    def delete(self, run_id: str) -> None:
        """Forget a run and all of it; one that is at work is stopped by that."""
        self._store.runs.delete(run_id)

    def weights(self, run_id: str, step: int | None) -> tuple[int, bytes]:
        """The step and the safetensors file of a checkpoint, by default of the newest."""
        self._store.runs.run(run_id)
        return self._store.checkpoints.weights(run_id, step)

    def _read(self, fields: Mapping[str, Any]) -> tuple[str, BaseModel]:
        """The experiment's name and its parameters."""
        name = fields.get("experiment")
        experiment = self.experiments.get(name) if isinstance(name, str) else None
        if experiment is None:
            detail = f"Name one of the experiments: {', '.join(self.experiments)}."
            raise InvalidInput(f"experiment: {detail}", [{"field": "experiment", "detail": detail}])
        given = {field: value for field, value in fields.items() if field != "experiment"}
        return experiment.name, experiment.params.model_validate(given)

    def _check_corpora(self, params: BaseModel) -> None:
        corpora = KeptCorpora(self._store)
        for field in CORPUS_FIELDS:
            if name := getattr(params, field, None):
                try:
                    corpora.check(name)
                except NotFound as error:
                    found = [{"field": field, "detail": error.detail}]
                    raise InvalidInput(f"{field}: {error.detail}", found) from None
