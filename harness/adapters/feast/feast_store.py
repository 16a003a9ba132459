"""Feast as a store of plumbline: a repository made for each run, `feast serve` over HTTP online, and
get_historical_features offline. Speaks plumbline.store/1 on stdin and stdout; docs/adapters.md describes it.

    python feast_store.py --online sqlite|redis --write push|materialize
"""

import argparse
import ctypes
import json
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

os.environ.setdefault("FEAST_USAGE", "False")
answers_out, sys.stdout = sys.stdout, sys.stderr

import feast  # noqa: E402
import pandas as pd  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, PushSource, ValueType  # noqa: E402
from feast.types import Bool, Float64, Int64, String, UnixTimestamp  # noqa: E402

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
TYPES = {"string": String, "int": Int64, "float": Float64, "bool": Bool, "timestamp": UnixTimestamp}
ARROW = {
    "string": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}
KEYS = {"string": ValueType.STRING, "int": ValueType.INT64}
UNITS = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}
INT64 = (-(2**63), 2**63 - 1)


def micros(duration):
    digits = duration.rstrip("usmhd")
    return int(digits) * UNITS[duration[len(digits) :]]


def instant(at):
    return EPOCH + timedelta(microseconds=at)


def shown_instant(at):
    # All of one length: /push refuses a batch in which some instants have a fraction of a second and others none.
    return instant(at).isoformat(timespec="microseconds")


def free_port():
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return each.getsockname()[1]


def start(command, log):
    """A process that ends with this one, whatever ends it."""
    dies = lambda: ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # noqa: E731
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, preexec_fn=dies
    )


def plan_views(document):
    """Feast has one ttl a view: features of one source and ttl make a view."""
    views = {}
    for name, feature in document["features"].items():
        aggregate = feature.get("aggregate") or {}
        field = (aggregate.get("of") or {}).get("field")
        if aggregate.get("kind") != "latest" or field is None or "where" in feature:
            continue
        key = (feature["source"], aggregate.get("ttl"))
        view = views.setdefault(key, {"source": feature["source"], "ttl": aggregate.get("ttl"), "features": {}})
        view["features"][name] = field
    for i, view in enumerate(views.values()):
        view["name"] = f"{document['name']}_{view['source']}_{i}"
        view["document"] = document
        view["types"] = document["sources"][view["source"]]["fields"]
        view["key"] = document["sources"][view["source"]]["key"]
    return list(views.values())


class FeastStore:
    def __init__(self, online, write):
        self.online, self.write = online, write
        self.processes = []
        self.dir = None
        self.capabilities = {
            "name": "feast",
            "stack": f"Feast {feast.__version__}, feast serve, {online}, {write}",
            "clock": "own",
            "aggregates": ["latest"],
            "expressions": False,
            "records": ["duplicate"],
            "isolated": True,
            "train": True,
        }

    def open(self, definitions):
        self.dir = Path(tempfile.mkdtemp(prefix="plumbline-feast-"))
        (self.dir / "data").mkdir()
        log = open(self.dir / "serve.log", "w")
        online = {"type": "sqlite", "path": str(self.dir / "data" / "online.db")}
        if self.online == "redis":
            port = free_port()
            options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.dir)]
            self.processes.append(start(["redis-server", *options], log))
            await_port(port, 10)
            online = {"type": "redis", "connection_string": f"127.0.0.1:{port}"}
        config = {
            "project": "plumbline",
            "provider": "local",
            "registry": str(self.dir / "data" / "registry.db"),
            "online_store": online,
            "offline_store": {"type": "file"},
            "entity_key_serialization_version": 3,
        }
        (self.dir / "feature_store.yaml").write_text(json.dumps(config))
        self.views = [view for document in definitions for view in plan_views(document)]
        self.store = FeatureStore(repo_path=str(self.dir))
        self.store.apply(self.objects())
        self.port = free_port()
        program = str(Path(sys.executable).parent / "feast")
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--no-access-log", "--max-requests", "0"]
        self.processes.append(start([program, "-c", str(self.dir), "serve", *options], log))
        await_health(self.port, self.processes[-1], self.dir / "serve.log")
        self.pushed = []

    def objects(self):
        made = []
        for view in self.views:
            types, key = view["types"], view["key"]
            columns = [(part, ARROW[types[field]]) for part, field in key.items()]
            columns += [(name, ARROW[types[field]]) for name, field in view["features"].items()]
            times = [("event_timestamp", ARROW["timestamp"]), ("created", ARROW["timestamp"])]
            path = self.dir / "data" / f"{view['name']}.parquet"
            pq.write_table(pa.schema(columns + times).empty_table(), path)
            entities = [
                Entity(name=f"{view['document']['name']}_{part}", join_keys=[part], value_type=KEYS[types[field]])
                for part, field in key.items()
            ]
            file = FileSource(
                name=f"{view['name']}_file",
                path=str(path),
                timestamp_field="event_timestamp",
                created_timestamp_column="created",
            )
            keys = [Field(name=part, dtype=TYPES[types[field]]) for part, field in key.items()]
            fields = [Field(name=name, dtype=TYPES[types[field]]) for name, field in view["features"].items()]
            ttl = None if view["ttl"] is None else timedelta(microseconds=micros(view["ttl"]))
            push = PushSource(name=f"{view['name']}_push", batch_source=file)
            made += [*entities, file, push]
            made.append(FeatureView(name=view["name"], entities=entities, ttl=ttl, schema=keys + fields, source=push))
        return made

    def ingest(self, records):
        for view in self.views:
            rows = [record for record in records if record["source"] == view["source"]]
            if not rows:
                continue
            column = lambda field: [self.shown(row["fields"].get(field), view["types"][field]) for row in rows]  # noqa: E731
            df = {part: column(field) for part, field in view["key"].items()}
            df |= {name: column(field) for name, field in view["features"].items()}
            df["event_timestamp"] = [shown_instant(row["event_time"]) for row in rows]
            df["created"] = [shown_instant(row["arrival_time"]) for row in rows]
            to = "online_and_offline" if self.write == "push" else "offline"
            self.post("/push", {"push_source_name": f"{view['name']}_push", "df": df, "to": to})
            self.pushed += [row["event_time"] for row in rows]

    def shown(self, value, type):
        # A feature of type UnixTimestamp is whole seconds over HTTP: /push takes nothing else.
        return value // 1_000_000 if type == "timestamp" and value is not None else value

    def settle(self):
        if self.write == "push" or not self.pushed:
            return
        span = [instant(min(self.pushed) - 1), instant(max(self.pushed) + 1)]
        self.post("/materialize", {"start_ts": span[0].isoformat(), "end_ts": span[1].isoformat()})

    def read(self, probes):
        answers = [{"probe_id": probe["probe_id"], "values": {}} for probe in probes]
        for view in self.views_of(probes):
            asked = [i for i, probe in enumerate(probes) if None not in self.key_of(view, probe).values()]
            for answer in answers:
                answer["values"] |= {name: None for name in view["features"]}
            if not asked:
                continue
            keys = [self.key_of(view, probes[i]) for i in asked]
            body = {
                "features": [f"{view['name']}:{name}" for name in view["features"]],
                "entities": {part: [key[part] for key in keys] for part in view["key"]},
            }
            response = self.post("/get-online-features", body)
            for name, result in zip(response["metadata"]["feature_names"], response["results"]):
                if name not in view["features"]:
                    continue
                type = view["types"][view["features"][name]]
                for i, value in zip(asked, result["values"], strict=True):
                    answers[i]["values"][name] = online_value(value, type)
        return answers

    def train(self, probes, cut):
        answers = [{"probe_id": probe["probe_id"], "values": {}} for probe in probes]
        missing = set()
        for view in self.views_of(probes):
            asked = [i for i, probe in enumerate(probes) if None not in self.key_of(view, probe).values()]
            for answer in answers:
                answer["values"] |= {name: None for name in view["features"]}
            if not asked:
                continue
            keys = [self.key_of(view, probes[i]) for i in asked]
            entity_df = pd.DataFrame({part: [key[part] for key in keys] for part in view["key"]})
            entity_df["event_timestamp"] = pd.to_datetime([probes[i]["as_of"] for i in asked], unit="us", utc=True)
            entity_df["row_id"] = asked
            features = [f"{view['name']}:{name}" for name in view["features"]]
            rows = self.store.get_historical_features(entity_df=entity_df, features=features).to_df()
            for i in asked:
                own = rows[rows["row_id"] == i]
                if len(own) != 1:
                    missing.add(i)
                    continue
                for name, field in view["features"].items():
                    answers[i]["values"][name] = offline_value(own.iloc[0][name], view["types"][field])
        return [None if i in missing else answer for i, answer in enumerate(answers)]

    def views_of(self, probes):
        return [view for view in self.views if view["document"]["name"] == probes[0]["target"]]

    def key_of(self, view, probe):
        return {part: probe["key"][part] for part in view["key"]}

    def post(self, path, body):
        data = json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.loads(response.read() or "null")
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            raise RuntimeError(f"feast serve answered {path} by {error.code}: {text[:300]}") from None

    def close(self):
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if self.dir is not None and os.environ.get("PLUMBLINE_FEAST_KEEP") is None:
            shutil.rmtree(self.dir, ignore_errors=True)


def online_value(value, type):
    """A value of the JSON of feast serve: NaN and Infinity are texts there, and instants ISO 8601 or seconds."""
    if value is None:
        return None
    if type == "float" and isinstance(value, str):
        return wire_float(float(value))
    if type == "int" and isinstance(value, str):
        return int(value)
    if type == "timestamp":
        return timestamp_micros(value)
    return wire_float(float(value)) if type == "float" else value


def timestamp_micros(value):
    if isinstance(value, str) and not value.lstrip("-").isdigit():
        at = datetime.fromisoformat(value.replace("Z", "+00:00"))
        at = at if at.tzinfo is not None else at.replace(tzinfo=timezone.utc)
        return (at - EPOCH) // timedelta(microseconds=1)
    return int(value) * 1_000_000


def offline_value(value, type):
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value) and type != "float"):
        return None
    if value is pd.NA:
        return None
    if type == "timestamp":
        return timestamp_micros(value) if not isinstance(value, pd.Timestamp) else value.value // 1_000
    if type == "int":
        # A column of whole numbers with a null comes back as floats: what is left of them is the value.
        return max(INT64[0], min(INT64[1], int(value)))
    if type == "float":
        # pandas has no null beside NaN.
        return None if math.isnan(value) else wire_float(float(value))
    return bool(value) if type == "bool" else str(value)


def wire_float(value):
    return value if math.isfinite(value) else {"float": {"nan": "NaN", "inf": "Infinity"}.get(str(value), "-Infinity")}


def await_port(port, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as each:
            if each.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port} after {seconds} s")


def await_health(port, process, log):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            last = log.read_text(errors="replace").strip().split("\n")[-1]
            raise RuntimeError(f"feast serve ended with {process.returncode}: {last[:300]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("feast serve is not healthy after 60 s")


def dispatch(store, call):
    name = call["call"]
    if name == "hello":
        return {"capabilities": store.capabilities}
    if name == "open":
        return store.open(call["definitions"])
    if name == "ingest":
        return store.ingest(call["records"])
    if name == "settle":
        return store.settle()
    if name == "read":
        return store.read(call["probes"])
    if name == "train":
        return store.train(call["probes"], call["cut"])
    raise ValueError(f"there is no call {name}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--online", choices=["sqlite", "redis"], default="sqlite")
    parser.add_argument("--write", choices=["push", "materialize"], default="push")
    options = parser.parse_args()
    store = FeastStore(options.online, options.write)
    try:
        for line in sys.stdin:
            call = json.loads(line)
            try:
                answer = {"id": call["id"], "ok": dispatch(store, call)}
            except Exception as error:  # told in one sentence, and plumbline ends the run
                answer = {"id": call["id"], "error": " ".join(f"{type(error).__name__}: {error}".split())[:500]}
            answers_out.write(json.dumps(answer, allow_nan=False) + "\n")
            answers_out.flush()
    finally:
        store.close()
