"""The lecture's pages: TOPICS, in lecture order, is the table of contents of the whole program."""

from app.topics import (
    activations,
    clouds,
    gating,
    gradient_clipping,
    layer,
    lstm_cell,
    lstm_vs_rnn,
    matrix_powers,
    power_iteration,
    quadratic_form,
    rnn_gradients,
    taggers,
    vanilla_rnn,
)
from app.topics.topic import Topic

TOPICS: tuple[Topic, ...] = (
    layer.TOPIC,
    clouds.TOPIC,
    vanilla_rnn.TOPIC,
    power_iteration.TOPIC,
    quadratic_form.TOPIC,
    rnn_gradients.TOPIC,
    matrix_powers.TOPIC,
    gating.TOPIC,
    lstm_cell.TOPIC,
    lstm_vs_rnn.TOPIC,
    gradient_clipping.TOPIC,
    taggers.TOPIC,
    activations.TOPIC,
)
