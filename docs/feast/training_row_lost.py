"""newest.fresh_whole of name k19, number 35 at 2026-11-24T14:59:11.227000Z: get_historical_features gives no row, point-in-time is null.

    pip install 'feast[redis]==0.67.0'
    python this_file.py

Exits with 1 where the difference shows, and with 0 where it does not.
"""

import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, PushSource, ValueType
from feast.data_source import PushMode
from feast.types import Bool, Float64, Int64, String, UnixTimestamp

NOW = datetime.now(timezone.utc)


def ago(microseconds):
    return NOW - timedelta(microseconds=microseconds)


PUSHES = [
    [
        {"name": "k19", "number": 35, "value": 55, "event_timestamp": ago(725840000), "created": ago(725840000)},
    ],
]
KEY = {"name": "k19", "number": 35}
ABSENT = {"name": "no such key", "number": -1}
POINT_IN_TIME = None

repo = Path(tempfile.mkdtemp())
file = repo / "facts.parquet"
times = [(name, pa.timestamp("us", tz="UTC")) for name in ("event_timestamp", "created")]
pq.write_table(pa.schema([("name", pa.string()), ("number", pa.int64()), ("value", pa.int64()), *times]).empty_table(), file)
(repo / "feature_store.yaml").write_text(f"""
project: reproduction
provider: local
registry: {repo}/registry.db
online_store: {{type: sqlite, path: {repo}/online.db}}
offline_store: {{type: file}}
entity_key_serialization_version: 3
""")
entities = [Entity(name="name", join_keys=["name"], value_type=ValueType.STRING), Entity(name="number", join_keys=["number"], value_type=ValueType.INT64)]
batch = FileSource(path=str(file), timestamp_field="event_timestamp", created_timestamp_column="created")
push = PushSource(name="facts_push", batch_source=batch)
view = FeatureView(
    name="facts",
    entities=entities,
    ttl=timedelta(microseconds=600000000),
    schema=[Field(name="name", dtype=String), Field(name="number", dtype=Int64), Field(name="value", dtype=Int64)],
    source=push,
)
store = FeatureStore(repo_path=str(repo))
store.apply([*entities, batch, push, view])
for rows in PUSHES:
    store.push("facts_push", pd.DataFrame(rows), to=PushMode.ONLINE_AND_OFFLINE)

served = store.get_online_features(features=["facts:value"], entity_rows=[ABSENT, KEY]).to_dict()["value"][1]
asked = pd.DataFrame([{**ABSENT, "row": 0}, {**KEY, "row": 1}])
asked["event_timestamp"] = NOW
trained = store.get_historical_features(entity_df=asked, features=["facts:value"]).to_df()
own = list(trained[trained["row"] == 1]["value"])


def plain(value):
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime):
        return (value.replace(tzinfo=value.tzinfo or timezone.utc) - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1)
    return value.item() if hasattr(value, "item") else value


print("served by get_online_features     ", repr(plain(served)))
print("trained by get_historical_features", repr(plain(own[0])) if len(own) == 1 else f"{len(own)} rows")
print("point-in-time                     ", repr(POINT_IN_TIME))
wrong = len(own) != 1
print("the difference shows" if wrong else "no difference")
sys.exit(1 if wrong else 0)
