# Two stages: the first has pip, uv and a shell and makes /app; the second has only Python and /app.
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements-build.lock requirements.lock ./
RUN python -m venv /tools && /tools/bin/python -m pip install --quiet --no-cache-dir --require-hashes -r requirements-build.lock
RUN python -m venv --without-pip /app && /tools/bin/uv pip install --quiet --no-cache --python /app/bin/python --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE manifest.yaml policy.yaml ./
COPY bot ./bot
COPY handlers ./handlers
COPY storage ./storage
COPY templates ./templates
RUN /tools/bin/python -m hatchling build -t wheel -d /dist
RUN /tools/bin/uv pip install --quiet --no-cache --python /app/bin/python --no-deps --compile-bytecode /dist/*.whl
RUN mkdir -p /data && chown 10001:10001 /data

FROM python:3.11-slim
LABEL org.opencontainers.image.title="data-incident" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /data /data
# HOME: a library asks for it when it is imported, and this user has no entry that names one.
ENV PATH=/app/bin:/usr/local/bin \
    HOME=/data \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_INCIDENT_DATABASE_URL=sqlite:////data/data-incident.db \
    DATA_INCIDENT_POLICY_FILE=/config/policy.yaml \
    DATA_INCIDENT_LOG_JSON=true
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('DATA_INCIDENT_PORT', '3000')}/healthz\", timeout=4)"]
ENTRYPOINT ["data-incident"]
CMD ["serve"]
