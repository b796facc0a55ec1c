"""A run pulled by a worker, its events and checkpoints kept, beside the same generator pulled and forgotten."""

import atexit
import shutil
import tempfile
from functools import partial
from pathlib import Path

import torch

from app.jobs.resources import KeptCorpora
from app.jobs.worker import Setup, work
from app.settings import Settings
from app.store import Store
from app.training.tagger import train
from app.training.tagger_params import TaggerParams
from tests.bench.timing import Row

_PARAMS = TaggerParams(cell=("rnn", "lstm"), epochs=1)


def _kept_row() -> Row:
    torch.set_num_threads(1)  # as in a worker
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = f"sqlite:///{Path(folder) / 'unrolled.sqlite'}"
    store = Store(url)
    setup = Setup(url, Settings.model_fields["experiments"].default, checkpoint_s=10.0, max_checkpoints=10)

    def kept() -> None:
        store.runs.add("tagger", _PARAMS.model_dump(mode="json"), 10)
        work(setup, "bench")

    def alone() -> None:
        for _ in train(_PARAMS, None, KeptCorpora(store)):
            pass

    name, beside = "tagger, RNN and LSTM, events kept", "the same not kept"
    return Row(name, kept, alone, 1.1, "at most", rounds=5, beside=beside)


ROWS = (partial(_kept_row),)
