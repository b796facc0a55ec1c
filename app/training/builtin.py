"""Trains the three taggers that ship with the program: `python -m app.training.builtin` writes their weights.

The corpus is the built-in one; the networks learn from five sixths of it. Batch size and weight decay were chosen
by six-fold cross-validation over the whole corpus, so the sentences held out here had one voice in six in that
choice, and none in the training. The same recipe gives the same numbers again, on the CPU with one thread.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save

from app.models.pretrained import WEIGHTS_DIR
from app.models.taggers import TAGGERS, Tagger
from app.tasks.tagging import BUILT_IN_CORPUS, Sentence, built_in_corpus, split
from app.training.assessment import assess
from app.training.epochs import Course
from app.training.loop import Learner
from app.training.material import material
from app.training.optim import Clipping

# Not in the corpus; `can` and `light` are two parts of speech each, and all three networks tell them apart.
EXAMPLE = "I can light the fire and carry the can, but the light is red."


@dataclass(frozen=True)
class Recipe:
    """How the built-in networks are trained."""

    embedding_size: int = 16
    hidden_size: int = 32
    epochs: int = 20
    batch_size: int = 16  # sentences, of like length
    learning_rate: float = 0.01  # of AdamW
    weight_decay: float = 0.3
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Trained:
    """A tagger and all that its file says of it, but for the day."""

    model: Tagger
    facts: dict[str, Any]


def train_built_in(network: str, sentences: tuple[Sentence, ...], recipe: Recipe) -> Trained:
    """A tagger with this recurrent layer (`rnn`, `gru`, `lstm`), trained on five sixths of the sentences."""
    training, held_out = split(sentences)
    data = material(training, held_out)
    sizes = (recipe.embedding_size, recipe.hidden_size, len(data.vocabulary.words), len(data.tags))
    model = TAGGERS[network](*sizes).initialize(torch.Generator().manual_seed(recipe.seed))
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
    )
    learner = Learner(model, optimizer, Clipping())
    course = Course(data.training, batch_size=recipe.batch_size, seed=recipe.seed)
    for batch in islice(course.batches(), recipe.epochs * course.batches_an_epoch):
        learner.learn(batch)
    measured = {
        "train_accuracy": float(assess(model, data.training).is_right.mean()),
        "dev_accuracy": float(assess(model, data.held_out).is_right.mean()),
        "baseline_dev_accuracy": float(data.is_baseline_right.mean()),
    }
    provenance = _corpus_facts(training, held_out) | asdict(recipe) | measured
    provenance |= {"torch": torch.__version__, "parameters": sum(p.numel() for p in model.parameters())}
    facts = {
        "title": f"{network.upper()} tagger",
        "words": data.vocabulary.words,
        "tags": data.tags,
        "example": EXAMPLE,
    }
    return Trained(model, facts | {"provenance": provenance})


def _corpus_facts(training: tuple[Sentence, ...], held_out: tuple[Sentence, ...]) -> dict[str, str | int]:
    return {
        "corpus": f"{BUILT_IN_CORPUS}.conllu, English sentences written and tagged by hand for this project",
        "sentences": len(training),
        "tokens": sum(len(sentence.words) for sentence in training),
        "dev_sentences": len(held_out),
        "dev_tokens": sum(len(sentence.words) for sentence in held_out),
    }


def to_file(trained: Trained, date: str) -> bytes:
    """The safetensors file that `app.models.pretrained` reads."""
    provenance = trained.facts["provenance"] | {"date": date}
    return save(
        trained.model.state_dict(), {"tagger": json.dumps(trained.facts | {"provenance": provenance})}
    )


def write_weights(folder: Path) -> None:
    """Train all three and write each to its file in this folder."""
    torch.set_num_threads(1)
    for network in TAGGERS:
        trained = train_built_in(network, built_in_corpus(), Recipe())
        path = folder / f"{network}-tagger.safetensors"
        path.write_bytes(to_file(trained, datetime.now(UTC).date().isoformat()))
        measured = trained.facts["provenance"]
        print(  # noqa: T201 - a command's answer
            f"{path.name}: {measured['dev_accuracy']:.1%} of the held-out words, "
            f"most-frequent-tag baseline {measured['baseline_dev_accuracy']:.1%}, "
            f"{measured['train_accuracy']:.1%} of the words trained on"
        )


if __name__ == "__main__":
    write_weights(WEIGHTS_DIR)
