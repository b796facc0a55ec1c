"""Figures of a run of the experiment `tagger` (lecture 12)."""

from collections.abc import Iterator

from app.figures.bound import at, on_plane
from app.figures.palette import GATE_LETTERS, GATE_ROLES, LIGHT
from app.figures.run_curves import RunCurve, RunText, Scale, run_curves
from app.figures.run_influence import influence_map
from app.figures.run_maps import confusion_map, unit_tag_map
from app.figures.run_sentence import SentenceLine, probe_gradients, run_trajectory, sentence_tags
from app.figures.view import Figure
from app.live.binding import value_at
from app.live.compute import NETWORKS, Result
from app.live.generic import look_of
from app.live.words import percent

_SHARE = 0.15
"""Of the words of the most frequent tag: from this many mistakes on a cell of the confusion is darkest."""

_LATER = {
    False: "Below the diagonal it is 0: a network that reads forwards knows nothing of later words.",
    True: "Below the diagonal, what comes of reading backwards as well.",
}
"""What is said of later words, by whether the networks read backwards too."""


def tagger(result: Result) -> tuple[Figure, ...]:
    """All panels of the run's page, in their order on it."""
    figures = [*_courses(result), _probe(result), _radii(result)]
    for network in result.networks:
        figures += _of_network(network, result)
    return tuple(figures)


def _courses(result: Result) -> Iterator[Figure]:
    loss = RunText(
        "loss",
        "Loss while learning",
        "Mean over the updates since the mark before, each sentence before its own update.",
        "loss in nats a word",
    )
    yield run_curves(_lines("cells.{}.loss", result), loss, result.steps)
    lines = _lines("assessment.{}.accuracy", result)
    yield accuracy_curves(lines, result.facts["baseline"]["accuracy"], result.steps)
    yield _norms(result)


def accuracy_curves(lines: list[RunCurve], baseline: float, steps: int) -> Figure:
    """Accuracy over updates against the baseline; without lines the baseline alone."""
    text = RunText(
        "accuracy",
        "Accuracy on sentences held out",
        "A network is of use where its line is above the baseline: each word’s most frequent tag.",
        "words tagged right",
    )
    scale = Scale(tickformat=".0%", level=(baseline, f"baseline {percent(baseline)}"))
    return run_curves(lines, text, steps, scale)


def _lines(path: str, result: Result) -> list[RunCurve]:
    looks = [(network, *look_of(network)) for network in result.networks]
    what = path.rpartition(".")[2]
    return [
        RunCurve(path.format(network), label, LIGHT.ink, dash, f"{what}-{network}")
        for network, label, _, dash in looks
    ]


def _norms(result: Result) -> Figure:
    before, clipped = [], []
    for network in result.networks:
        label, _, dash = look_of(network)
        clipped.append(RunCurve(f"cells.{network}.clipped_gradient_norm", "", LIGHT.muted, dash))
        before.append(RunCurve(f"cells.{network}.gradient_norm", label, LIGHT.roles["gradient"], dash))
    text = RunText(
        "gradient_norm",
        "Norm of the gradient",
        "After clipping in gray, behind the norm before it: where gray shows, steps were shortened.",
        "mean norm an update",
    )
    return run_curves([*clipped, *before], text, result.steps, Scale("log"))


def _probe(result: Result) -> Figure:
    lines = [
        SentenceLine(f"look.{network}.probe.gradient_norms", look_of(network)[0], look_of(network)[2])
        for network in result.networks
    ]
    words, target = result.facts["probe"]["words"], result.facts["probe"]["target"]
    text = RunText(
        "probe",
        "How much of the last word’s error reaches each word",
        f"|∂L/∂h<sub>t</sub>| of the error at “{words[target]}” in a sentence held out; a straight slope is "
        "exponential. Gaps are exactly 0, as it is after that word.",
        "|∂L/∂h<sub>t</sub>|",
    )
    return probe_gradients(lines, words, target, text)


def _radii(result: Result) -> Figure:
    curves = []
    for network in result.networks:
        label, _, dash = look_of(network)
        first = result.snapshots[0]["look"][network]["spectral_radius"]
        for gate in first:
            letter, color = _letter(gate), LIGHT.roles[GATE_ROLES.get(gate, "hidden")]
            name = label if gate == "hidden" else f"{label} {letter}"
            curves.append(RunCurve(f"look.{network}.spectral_radius.{gate}", name, color, dash))
    text = RunText(
        "spectral_radius",
        "Spectral radius of weight_hh",
        "Of an RNN’s matrix, above 1 a state can grow; of a gate’s block it says less: the gates decide.",
        "largest |eigenvalue|",
    )
    return run_curves(curves, text, result.steps)


def _letter(gate: str) -> str:
    return GATE_LETTERS.get(gate, "h")


def _of_network(network: str, result: Result) -> Iterator[Figure]:
    name = NETWORKS[network]
    tags, own = result.facts["tags"], result.facts["own"]
    first, reads_back = result.snapshots[0], bool(result.record.params.get("bidirectional"))
    gates = list(value_at(first, f"look.{network}.own.gates") or {})
    yield sentence_tags(
        f"look.{network}.own",
        gates,
        (own["words"], tags),
        RunText(
            f"own-{network}",
            f"Your sentence, {name}",
            "Below, each word’s tags by probability, the one chosen framed; above, what each word’s state counts for "
            f"the tag of “{own['words'][own['target']]}”. Where the network is sure its gradient is flat.",
        ),
    )
    yield influence_map(
        at(f"look.{network}.own.influence"),
        own["words"],
        RunText(
            f"influence-{network}",
            f"Which word’s tag hangs on which word, {name}",
            f"Log-probability that a tag loses when a word is read as unknown. {_LATER[reads_back]}",
        ),
    )
    states = on_plane(f"look.{network}.probe.hidden", f"look.{network}.plane")
    yield run_trajectory(
        dict(states),
        result.facts["probe"]["words"],
        RunText(
            f"trajectory-{network}",
            f"Hidden states of the probe, {name}",
            "The path of h<sub>t</sub> on one plane for all steps of training: what moves is the network.",
        ),
    )
    yield from _activity(network, gates, result)
    yield from _maps(network, tags, result)


def _activity(network: str, gates: list[str], result: Result) -> Iterator[Figure]:
    name = NETWORKS[network]
    for kind, words in (("mean", "Mean"), ("spread", "Spread")):
        curves = [
            RunCurve(
                f"look.{network}.probe.activity.{gate}.{kind}",
                _letter(gate),
                LIGHT.roles[GATE_ROLES.get(gate, "hidden")],
                look_of(network)[2],
            )
            for gate in (*gates, "hidden")
        ]
        what = "gates and state" if gates else "state"
        text = RunText(
            f"{kind}-{network}",
            f"{words} of {what}, {name}",
            f"{words} over all units and words of the probe.",
            f"{kind}",
        )
        yield run_curves(curves, text, result.steps)


def _maps(network: str, tags: list[str], result: Result) -> Iterator[Figure]:
    name = NETWORKS[network]
    yield unit_tag_map(
        at(f"assessment.{network}.unit_means"),
        tags,
        RunText(
            f"units-{network}",
            f"Unit by tag, {name}",
            "Mean state of each unit over the words with each tag: a column with one strong entry knows one tag.",
        ),
    )
    counts = [sum(row) for row in result.snapshots[0]["assessment"][network]["confusion"]]
    yield confusion_map(
        at(f"assessment.{network}.confusion"),
        tags,
        max(1, round(_SHARE * max(counts))),
        RunText(
            f"confusion-{network}",
            f"Right tag against given tag, {name}",
            "Words held out: on the diagonal those tagged right; all else is a mistake.",
        ),
    )
