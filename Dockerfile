# Builds the wheel in one stage and runs it in another, as an ordinary user.
FROM python:3.11-slim AS build
WORKDIR /src
RUN pip install --no-cache-dir uv
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv export --quiet --frozen --no-dev --no-emit-project --format requirements-txt > requirements.txt \
    && python -m venv /opt/relais && /opt/relais/bin/pip install --no-cache-dir -r requirements.txt
COPY bot bot
COPY handoff handoff
COPY simulator simulator
COPY locales locales
COPY directory_data directory_data
RUN uv build --quiet --wheel && /opt/relais/bin/pip install --no-cache-dir --no-deps dist/*.whl \
    && /opt/relais/bin/relais lexicon compile

FROM python:3.11-slim
COPY --from=build /opt/relais /opt/relais
RUN useradd --system --create-home --uid 10001 relais && mkdir /data && chown relais /data
ENV PATH=/opt/relais/bin:$PATH PYTHONUNBUFFERED=1 RELAIS_DATA_DIR=/data RELAIS_HOST=0.0.0.0 RELAIS_PORT=8080
USER relais
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
CMD ["relais", "serve"]
