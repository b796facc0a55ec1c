"""The API under schemathesis: whatever its document allows, and much that it does not, never makes a 500."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

_CHECKS = "not_a_server_error,content_type_conformance,response_schema_conformance,status_code_conformance"


def _with_known_ids(document: dict, known: dict[str, list[str]]) -> dict:
    """The document with real ids among those that are tried, so that more than 404 is reached."""
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] in known:
                    parameter["schema"] = {"type": "string", "enum": [*known[parameter["name"]], "unknown"]}
    return document


@pytest.mark.slow
@pytest.mark.parametrize(
    "which",
    [
        pytest.param(
            ("--exclude-path-regex", "/(topics|runs|corpora|experiments)", "-n", "40"), id="models-and-traces"
        ),
        pytest.param(("--include-path-regex", r"/topics(/[\w-]+)?$", "-n", "4"), id="topics"),
        # The same parameters read by the same function (test_topics.py): only their answers are left to try.
        pytest.param(
            ("--include-path-regex", "/topics/.+/", "--phases", "fuzzing", "-n", "3"),
            id="topics-in-other-forms",
        ),
    ],
)
def test_no_request_makes_a_server_error(server_url, tmp_path, which):
    api = f"{server_url}/api/v1"
    text = {"text": "Can you book a light lunch?"}
    traces = [
        httpx.post(f"{api}/models/{model}/traces", json=body).json()["id"]
        for model, body in [
            ("lstm-tagger", text),
            ("gru-tagger", text),
            ("rnn-tagger", {"input": [[[0.5] * 16] * 3] * 2}),
        ]
    ]
    arrays = ["input", "hidden", "cell", "gradient_norms", "credit", "eigenvalues", "jacobian_eigenvalues"]
    known = {"model_id": ["lstm-tagger", "rnn-tagger"], "trace_id": traces, "name": arrays}
    document = _with_known_ids(httpx.get(f"{server_url}/openapi.json").json(), known)
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document))

    command = [str(Path(sys.executable).parent / "schemathesis"), "run", str(path), "--url", server_url]
    command += ["--checks", _CHECKS, "--generation-deterministic", *which]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)

    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert httpx.get(f"{server_url}/healthz").json()["status"] == "ok"
