"""A server on the loopback address that answers as Open-Meteo documents it."""

import json
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tenacity import wait_none

from data.sources import http
from data.sources.open_meteo import Settings

TODAY = datetime(2026, 11, 22)
UNITS = {
    "temperature_2m": "°C",
    "dew_point_2m": "°C",
    "relative_humidity_2m": "%",
    "surface_pressure": "hPa",
    "wind_speed_10m": "m/s",
    "wind_direction_10m": "°",
    "wind_gusts_10m": "m/s",
    "precipitation": "mm",
    "sunshine_duration": "s",
    "boundary_layer_height": "m",
    **dict.fromkeys(
        [
            "pm2_5",
            "pm10",
            "sulphur_dioxide",
            "nitrogen_dioxide",
            "carbon_monoxide",
            "ozone",
            "dust",
        ],
        "\u03bcg/m³",
    ),
}
VALUES = {
    "temperature_2m": -2.5,
    "dew_point_2m": -8.0,
    "relative_humidity_2m": 66,
    "surface_pressure": 935.2,
    "wind_speed_10m": 2.0,
    "wind_direction_10m": 270,
    "wind_gusts_10m": 5.5,
    "precipitation": 0.1,
    "sunshine_duration": 1800.0,
    "boundary_layer_height": 320.0,
    "pm2_5": 80.0,
    "pm10": 120.0,
    "sulphur_dioxide": 15.0,
    "nitrogen_dioxide": 45.0,
    "carbon_monoxide": 1200.0,
    "ozone": 60.0,
    "dust": None,
}


def reply(query, today=TODAY, **changes):
    """One point's reply to a query; ``changes`` replace values of variables, by name."""
    past = int(query.get("past_days", ["0"])[0])
    hours = 24 * (past + int(query["forecast_days"][0]))
    start = today - timedelta(days=past)
    names = query["hourly"][0].split(",")
    times = [f"{start + timedelta(hours=n):%Y-%m-%dT%H:%M}" for n in range(hours)]
    columns = {
        name: list(changes[name]) if name in changes else [VALUES[name]] * hours for name in names
    }
    return {
        "latitude": 37.875,
        "longitude": 112.5,
        "generationtime_ms": 0.2,
        "utc_offset_seconds": 28800,
        "timezone": "Asia/Shanghai",
        "timezone_abbreviation": "GMT+8",
        "elevation": 782.0,
        "hourly_units": {"time": "iso8601", **{name: UNITS[name] for name in names}},
        "hourly": {"time": times, **columns},
    }


def documented(query, today=TODAY, **changes):
    """Status, headers and body as documented: an object for one point, a list for several."""
    count = len(query["latitude"][0].split(","))
    replies = [{**reply(query, today, **changes), "location_id": n} for n in range(count)]
    return 200, {}, json.dumps(replies if count > 1 else replies[0], ensure_ascii=False).encode()


@contextmanager
def serving(*answers):
    """Serve the answers one after the other, the last for ever; yields settings and requests.

    An answer takes the query and gives status, headers and body; a number is a pause in seconds
    before the documented answer.
    """
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            address = urlsplit(self.path)
            query = parse_qs(address.query)
            answer = answers[min(len(requests), len(answers) - 1)]
            requests.append((address.path, query))
            if isinstance(answer, int | float):
                time.sleep(answer)
                answer = documented
            status, headers, body = answer(query)
            try:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # the client gave up, as it should

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    patience = http.Patience(1.0, 0.2, 1.0, tries=3, wait=wait_none(), longest_wait=0.01)
    try:
        yield Settings(address, address + "/", patience), requests
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
