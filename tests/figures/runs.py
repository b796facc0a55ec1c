"""One small figure of every view of a run; they have paths in place of numbers."""

from app.figures.bound import at, on_plane, over
from app.figures.palette import GATE_ROLES
from app.figures.run_curves import RunCurve, RunText, Scale, run_curves
from app.figures.run_influence import influence_map
from app.figures.run_maps import chosen_bars, confusion_map, course_map, unit_tag_map
from app.figures.run_sentence import SentenceLine, probe_gradients, run_trajectory, sentence_tags
from app.figures.run_steps import (
    Told,
    gate_means,
    gradient_course,
    state_map,
    step_gradients,
    step_trajectory,
)
from app.figures.view import Figure

TOLD = Told(1, 2, 5)
WORDS, TAGS = ("the", "<s>", "cat"), ("DET", "NOUN")


def text(slot: str) -> RunText:
    return RunText(slot, "A run", "How to read it.", "number")


def runs() -> list[Figure]:
    curves = [RunCurve("cells.rnn.loss", "RNN", dash="dot"), RunCurve("cells.lstm.loss", "LSTM")]
    states = on_plane("look.rnn.probe.hidden", "look.rnn.plane")
    return [
        run_curves(curves, text("curves"), 20, Scale("log")),
        run_curves(curves, text("leveled"), 20, Scale(tickformat=".0%", level=(0.5, "baseline"))),
        probe_gradients([SentenceLine("a.b", "RNN", "dot")], WORDS, 1, text("profile")),
        sentence_tags("look.lstm.own", list(GATE_ROLES), (WORDS, TAGS), text("sentence")),
        sentence_tags("look.rnn.own", [], (WORDS, TAGS), text("gateless")),
        run_trajectory(dict(states), WORDS, text("states")),
        unit_tag_map(at("a.b"), TAGS, text("units")),
        influence_map(at("a.b"), WORDS, text("influence")),
        confusion_map(at("a.b"), TAGS, 3, text("confusion")),
        course_map(over("a.b"), 20, text("course"), (0, 1)),
        chosen_bars(at("a.b"), text("bars")),
        step_gradients([SentenceLine("a.b", "h"), SentenceLine("a.c", "c", "dash")], TOLD, text("gradients")),
        gradient_course("a.b", TOLD, text("course-of-gradients")),
        gate_means("a.b", list(GATE_ROLES), TOLD, text("gates")),
        state_map(at("a.b"), TOLD, text("bounded"), is_bounded=True),
        state_map(at("a.b"), TOLD, text("unbounded"), is_bounded=False),
        step_trajectory(states, TOLD, text("path")),
    ]
