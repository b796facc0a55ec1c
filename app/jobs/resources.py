"""What a worker lends to an experiment: corpora by name, those that ship with the program and those kept."""

from app.store import Store
from app.tasks.tagging import BUILT_IN_CORPUS, CORPUS_DIR


class KeptCorpora:
    """`app.training.experiment.Resources` out of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def corpus(self, name: str) -> str:
        """The CoNLL-U text of a corpus by its id; NotFound for an unknown one."""
        if name == BUILT_IN_CORPUS:
            return (CORPUS_DIR / f"{name}.conllu").read_text(encoding="utf-8")
        return self._store.corpora.text(name).decode("utf-8")

    def check(self, name: str) -> None:
        """NotFound for an unknown corpus."""
        if name != BUILT_IN_CORPUS:
            self._store.corpora.corpus(name)
