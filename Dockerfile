# One image for web, worker, signer, beat and the preparation of the database.
# The base's registry and tag may be replaced: docker build --build-arg BASE=…
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS packages
COPY requirements/runtime.txt /tmp/runtime.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --no-cache-dir --require-hashes -r /tmp/runtime.txt

FROM ${BASE}
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1 \
      libglib2.0-0 fontconfig fonts-noto-core fonts-noto-cjk qpdf poppler-utils \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 portal \
 && useradd --uid 10001 --gid portal --no-create-home --home-dir /tmp --shell /usr/sbin/nologin portal
COPY --from=packages /opt/venv /opt/venv
COPY . /srv/trustportal
WORKDIR /srv/trustportal
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/trustportal
# Static files are gathered into the image. The values of this line are of no use to anyone: they
# exist because the settings refuse to load without values, and they end with the line.
RUN ENVIRONMENT=demonstration SECRET_KEY="$(python -c 'print("x" * 50)')" \
    DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost/0 \
    python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q /srv/trustportal \
 && for folder in evidence checkpoints public-keys keys beat mail; do \
      install -d -o portal -g portal -m 0750 "$VAR_DIR/$folder"; done \
 && chmod 0700 "$VAR_DIR/keys"
USER portal
EXPOSE 8000
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "8", "--respawn-failed-workers", "--no-access-log", \
     "trustportal.wsgi:application"]
