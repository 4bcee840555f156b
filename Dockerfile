# vedette on Debian's own Python: `docker build -t vedette .`; how to run it: deploy/compose.yaml and docs/live.md.
FROM debian:bookworm-slim AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates python3-pip python3-venv \
 && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv --without-pip /opt/vedette
COPY requirements/run.txt /build/requirements.txt
RUN python3 -m pip --python /opt/vedette/bin/python install --no-cache-dir --require-hashes \
    --requirement /build/requirements.txt \
 && find /opt/vedette -type d -name tests -prune -exec rm -r {} +
COPY . /build/vedette
RUN python3 -m pip --python /opt/vedette/bin/python install --no-cache-dir --no-deps \
    --no-build-isolation /build/vedette

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates python3 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home --home-dir /var/lib/vedette --shell /usr/sbin/nologin --groups video vedette
COPY --from=build /opt/vedette /opt/vedette
ENV PATH=/opt/vedette/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER vedette
WORKDIR /var/lib/vedette
VOLUME /var/lib/vedette
STOPSIGNAL SIGTERM
# A service that hangs or was killed has not noted for a minute how its cameras fare; a camera that is away is no fault.
HEALTHCHECK --interval=2m --timeout=20s --start-period=60s \
    CMD ["vedette", "cameras", "--alive", "--db", "/var/lib/vedette/history.db"]
ENTRYPOINT ["vedette"]
# Cameras and page; `watch` in its place: cameras alone.
CMD ["serve", "/etc/vedette/vedette.yaml"]
