"""Corpora over REST: read in full before they are kept, refused with the line, by path only where that is open."""

import pytest

from app.settings import Settings
from app.tasks.tagging import read_conllu
from tests.jobs.conftest import TOY
from tests.web.conftest import connected

pytestmark = pytest.mark.anyio
TEXT = "# text = Bells ring\n1\tBells\t_\tNOUN\t_\t_\t_\t_\t_\t_\n2\tring\t_\tVERB\t_\t_\t_\t_\t_\t_\n\n"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "corpora"
    folder.mkdir()
    (folder / "own.conllu").write_text(TEXT)
    (tmp_path / "secret.conllu").write_text(TEXT)
    (folder / "link.conllu").symlink_to(tmp_path / "secret.conllu")
    (folder / "large.conllu").write_bytes(b"\n" * (2**21 + 1))
    return folder


@pytest.fixture
def settings(tmp_path, folder):
    return Settings(
        data_dir=tmp_path / "data",
        device="cpu",
        experiments=TOY,
        workers=0,
        max_upload_mb=2,
        corpus_dir=str(folder),
    )


async def upload(client, data, name="own.conllu"):
    return await client.post("/api/v1/corpora", files={"file": (name, data)})


async def test_an_upload_is_read_and_kept(client):
    answer = await upload(client, TEXT.encode())

    assert answer.status_code == 201
    corpus = answer.json()
    assert (corpus["name"], corpus["built_in"]) == ("own.conllu", False)
    assert (corpus["sentences"], corpus["words"], corpus["tags"]) == (1, 2, ["NOUN", "VERB"])
    assert (await client.get(f"/api/v1/corpora/{corpus['id']}")).json() == corpus
    assert (await upload(client, TEXT.encode(), "again.conllu")).status_code == 200


async def test_the_built_in_corpus_is_listed_last_and_stays(client):
    await upload(client, TEXT.encode())

    listed = (await client.get("/api/v1/corpora")).json()["corpora"]
    answer = await client.delete("/api/v1/corpora/everyday")

    assert [corpus["built_in"] for corpus in listed] == [False, True]
    assert listed[1]["sentences"] > 200
    assert (answer.status_code, "built in" in answer.json()["detail"]) == (409, True)


async def test_a_corpus_can_be_taken_along(client):
    corpus_id = (await upload(client, TEXT.encode())).json()["id"]

    own = await client.get(f"/api/v1/corpora/{corpus_id}/text")
    built_in = await client.get("/api/v1/corpora/everyday/text")

    assert own.text == TEXT
    assert own.headers["content-type"] == "text/plain; charset=utf-8"
    assert len(read_conllu(built_in.text)) == 787
    assert (await client.get("/api/v1/corpora/nothing/text")).status_code == 404


async def test_a_deleted_corpus_is_gone(client):
    corpus_id = (await upload(client, TEXT.encode())).json()["id"]

    assert (await client.delete(f"/api/v1/corpora/{corpus_id}")).status_code == 204

    assert (await client.get(f"/api/v1/corpora/{corpus_id}")).status_code == 404
    assert (await client.delete(f"/api/v1/corpora/{corpus_id}")).status_code == 404


async def test_a_corpus_that_a_run_still_needs_stays(client, app):
    corpus_id = (await upload(client, TEXT.encode())).json()["id"]
    run = (await client.post("/api/v1/runs", json={"experiment": "toy", "corpus": corpus_id})).json()

    answer = await client.delete(f"/api/v1/corpora/{corpus_id}")

    assert answer.status_code == 409
    assert run["id"] in answer.json()["detail"]
    store = app.state.services.store
    store.runs.claim("worker", {})
    store.runs.owned(run["id"], "worker").finish("done")
    assert (await client.delete(f"/api/v1/corpora/{corpus_id}")).status_code == 204


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no sentence"),
        (TEXT.replace("NOUN", "NOUNS").encode(), "Line 2: 'NOUNS' is no UPOS tag"),
        (TEXT.replace("\t_\n2", "\n2").encode(), "Line 2 has 9 columns"),
        (TEXT.replace("\n2\t", "\n3\t").encode(), "Line 3 has the ID 3"),
        (TEXT.replace("Bells\t", "Glöckchen\t").encode("latin-1"), "Line 2 is not UTF-8 (byte 24"),
        (TEXT.replace("NOUN", "_").replace("VERB", "_").encode(), "No word of this corpus has a tag"),
        (b"\0" * 100, "Line 1"),
    ],
)
async def test_what_is_no_corpus_is_refused_with_the_line(client, data, said):
    answer = await upload(client, data)

    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert len((await client.get("/api/v1/corpora")).json()["corpora"]) == 1


async def test_a_corpus_of_too_many_lines_is_refused(client):
    answer = await upload(client, b"\n" * 1_000_001)

    assert answer.status_code == 413
    assert "1,000,000" in answer.json()["detail"]


async def test_a_corpus_is_read_from_the_open_folder_as_if_it_were_uploaded(client):
    answer = await client.post("/api/v1/corpora", data={"path": "own.conllu"})

    assert answer.status_code == 201
    assert answer.json()["id"] == (await upload(client, TEXT.encode())).json()["id"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("../secret.conllu", 403, "outside"),
        ("/etc/passwd", 403, "outside"),
        ("link.conllu", 403, "outside"),
        ("nothing.conllu", 404, "No such file"),
        (".", 404, "directory"),
        ("own.conllu/x", 404, "cannot be read"),
        ("a" * 900, 404, "cannot be read"),
        ("a\0b", 422, "NUL"),
        ("large.conllu", 413, "2 MB"),
    ],
)
async def test_a_path_that_is_not_open_is_refused(client, path, status, said):
    answer = await client.post("/api/v1/corpora", data={"path": path})

    assert answer.status_code == status
    assert said in answer.json()["detail"]


async def test_without_an_open_folder_no_path_is_read(tmp_path):
    settings = Settings(data_dir=tmp_path / "data", device="cpu", experiments=TOY, workers=0)

    async with connected(settings) as client:
        answer = await client.post("/api/v1/corpora", data={"path": "own.conllu"})

    assert answer.status_code == 403
    assert "UNROLLED_CORPUS_DIR" in answer.json()["detail"]


@pytest.mark.parametrize("fields", [{}, {"file": ("a", TEXT), "path": (None, "own.conllu")}])
async def test_exactly_one_of_file_and_path_is_taken(client, fields):
    answer = await client.post("/api/v1/corpora", files=fields)

    assert answer.status_code == 422
    assert "curl -F file=@" in answer.json()["detail"]
