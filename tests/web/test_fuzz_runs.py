"""Runs and corpora under schemathesis, on a server that keeps runs and trains none of them."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from tests.conftest import serving

_CHECKS = "not_a_server_error,content_type_conformance,response_schema_conformance,status_code_conformance"
_PATHS = ("--include-path-regex", "/(runs|corpora|experiments)", "--exclude-path-regex", "/events$")
_OWN = "1\tRing\t_\tVERB\t_\t_\t_\t_\t_\t_\n"


@pytest.mark.slow
def test_no_request_makes_a_server_error(tmp_path):
    """Not of `/events`: the stream of a run that waits has no end."""
    with serving(Settings(data_dir=tmp_path / "data", device="cpu", workers=0)) as url:
        api = f"{url}/api/v1"
        runs = [httpx.post(f"{api}/runs", json={"experiment": "tagger"}).json()["id"] for _ in range(2)]
        runs += [httpx.post(f"{api}/runs/watched", json={"name": "own"}).json()["id"] for _ in range(2)]
        corpus = httpx.post(f"{api}/corpora", files={"file": ("own.conllu", _OWN)}).json()["id"]
        document = httpx.get(f"{url}/openapi.json").json()
        known = {"run_id": [*runs, "unknown"], "corpus_id": [corpus, "everyday", "unknown"]}
        for path in document["paths"].values():
            for operation in path.values():
                for parameter in operation.get("parameters", []):
                    if parameter["name"] in known:
                        parameter["schema"] = {"type": "string", "enum": known[parameter["name"]]}
        (tmp_path / "openapi.json").write_text(json.dumps(document))

        command = [str(Path(sys.executable).parent / "schemathesis"), "run", "openapi.json", "--url", url]
        command += ["--checks", _CHECKS, "--generation-deterministic", *_PATHS]
        command += ["-n", "5", "--phases", "examples,coverage,fuzzing"]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)

        assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
        assert httpx.get(f"{url}/healthz").json()["status"] == "ok"
