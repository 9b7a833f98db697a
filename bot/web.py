"""The web server: health, metrics, and whatever routes the channels bring."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

Counts = Callable[[], Awaitable[Mapping[str, float]]]


@dataclass
class Metrics:
    """What ``/metrics`` shows: gauges read from the store at each visit."""

    counts: Counts
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    _gauges: dict[str, Gauge] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.scrapes = Counter("relais_scrapes", "Visits to this page.", registry=self.registry)

    async def page(self) -> bytes:
        """The page in Prometheus' text format."""
        self.scrapes.inc()
        for name, value in (await self.counts()).items():
            gauge = self._gauges.get(name)
            if gauge is None:
                gauge = Gauge(f"relais_{name}", name.replace("_", " ").capitalize() + ".", registry=self.registry)
                self._gauges[name] = gauge
            gauge.set(value)
        return generate_latest(self.registry)


def web_app(
    metrics: Metrics, health: Callable[[], Awaitable[Mapping[str, object]]], routes: Iterable[web.RouteDef]
) -> web.Application:
    """The application; ``health`` answers a mapping with ``ok``."""

    async def show_health(_request: web.Request) -> web.Response:
        answer = await health()
        return web.json_response(dict(answer), status=200 if answer.get("ok") else 503)

    async def show_metrics(_request: web.Request) -> web.Response:
        return web.Response(body=await metrics.page(), content_type="text/plain", charset="utf-8")

    app = web.Application(client_max_size=1 << 20)
    app.add_routes([web.get("/health", show_health), web.get("/metrics", show_metrics), *routes])
    return app
