"""Who may ask, what may be sent, and which headers every answer has."""

import pytest

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:8000"]
)
async def test_a_foreign_host_is_refused(client, host):
    answer = await client.get("/healthz", headers={"Host": host})

    assert answer.status_code == 403
    assert "UNROLLED_ALLOWED_HOSTS" in answer.json()["detail"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1234", "LOCALHOST", "[::1]:8000"])
async def test_names_of_this_machine_are_answered(client, host):
    assert (await client.get("/healthz", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "http://[::1"])
async def test_a_foreign_origin_may_not_write(client, origin):
    answer = await client.post("/api/v1/models", headers={"Origin": origin}, files={"file": ("m.pt", b"x")})

    assert answer.status_code == 403
    assert "own pages" in answer.json()["detail"]


async def test_another_site_may_not_write_even_without_an_origin(client):
    answer = await client.delete("/api/v1/models/x", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


async def test_the_own_origin_and_no_origin_may_write(client):
    for headers in ({"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}, {}):
        answer = await client.delete("/api/v1/models/unknown", headers=headers)

        assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere", "/api/v1/nowhere", "/docs"])
async def test_every_answer_has_the_policy(client, path):
    policy = (await client.get(path)).headers["content-security-policy"]

    assert policy.startswith("default-src 'self'")
    assert policy.count("'unsafe-inline'") == 1
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "frame-ancestors 'self'" in policy


async def test_a_refused_stranger_gets_the_policy_too(client):
    answer = await client.get("/healthz", headers={"Host": "evil.example"})

    assert "content-security-policy" in answer.headers


async def test_an_upload_over_the_limit_is_refused_by_its_declared_size(client):
    answer = await client.post("/api/v1/models", files={"file": ("m.pt", b"\0" * (4 * 2**20))})

    assert answer.status_code == 413
    assert "2 MB" in answer.json()["detail"]


async def test_an_upload_over_the_limit_is_refused_while_it_streams(client):
    async def chunks():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="m.pt"\r\n\r\n'
        for _ in range(64):
            yield b"\0" * 2**16

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await client.post("/api/v1/models", content=chunks(), headers=headers)

    assert answer.status_code == 413


async def test_a_fault_of_the_server_has_the_policy_too(app, client):
    @app.get("/broken")
    def broken():
        raise RuntimeError

    answer = await client.get("/broken")

    assert answer.status_code == 500
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/models", "/nowhere"])
async def test_head_is_get_without_its_body(client, path):
    whole, head = await client.get(path), await client.head(path)

    assert head.status_code == whole.status_code
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert head.content == b""


async def test_a_client_that_leaves_in_the_middle_of_its_body_is_no_fault(app, caplog):
    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    answers: list[object] = []

    async def send(message: object) -> None:
        answers.append(message)

    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json"), (b"content-length", b"9")]
    path = "/api/v1/models/lstm-tagger/traces"
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b""}

    await app(scope, gone, send)

    assert answers == []
    assert caplog.records == []
