# syntax=docker/dockerfile:1
FROM python:3.11-slim AS build
# Where torch is taken from: PyTorch's CPU wheels; for CUDA say --build-arg TORCH_INDEX=https://pypi.org/simple
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/unrolled/.venv
ENV PATH=/opt/unrolled/.venv/bin:$PATH
WORKDIR /opt/unrolled
COPY constraints.txt ./
RUN pip install --retries 1 --extra-index-url "$TORCH_INDEX" -c constraints.txt torch
COPY pyproject.toml README.md ./
COPY app app
COPY templates templates
COPY static static
RUN pip install -c constraints.txt -e . && python -m compileall -q app

FROM python:3.11-slim
RUN useradd --system --uid 10001 unrolled && install -d -o unrolled /data
COPY --from=build /opt/unrolled /opt/unrolled
ENV PATH=/opt/unrolled/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 \
    UNROLLED_HOST=0.0.0.0 UNROLLED_PORT=8000 UNROLLED_DATA_DIR=/data
WORKDIR /opt/unrolled
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"UNROLLED_PORT\"]}/healthz', timeout=4)"]
CMD ["python", "-m", "app"]
