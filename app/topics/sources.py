"""Works that the pages rest on, each written once; a topic names the part that goes with it."""

from dataclasses import replace

from app.topics.topic import Source

LSTM_NETWORKS = Source(
    "Understanding LSTM Networks",
    "Christopher Olah, 2015",
    "https://colah.github.io/posts/2015-08-Understanding-LSTMs/",
)
BACKPROPAGATION = Source(
    "Calculus on Computational Graphs: Backpropagation",
    "Christopher Olah, 2015",
    "https://colah.github.io/posts/2015-08-Backprop/",
)
DEEP_LEARNING = Source(
    "Deep Learning",
    "Ian Goodfellow, Yoshua Bengio and Aaron Courville, 2016",
    "https://www.deeplearningbook.org/",
)
TRAINING_RNNS = Source(
    "On the difficulty of training Recurrent Neural Networks",
    "Razvan Pascanu, Tomas Mikolov and Yoshua Bengio, 2013",
    "https://arxiv.org/abs/1211.5063",
)
LECTURE_REFERENCES = (LSTM_NETWORKS, BACKPROPAGATION, DEEP_LEARNING, TRAINING_RNNS)
"""The lecture's own list, in its order."""


def part(source: Source, words: str) -> Source:
    """The same work, with the part that is meant."""
    return replace(source, part=words)
