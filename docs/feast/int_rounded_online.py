"""newest.the_whole of name c, number 2 at 2026-11-24T15:18:38.840000Z: get_online_features serves 9007199254741296, point-in-time is 9007199254741295.

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
        {"name": "a", "number": 0, "value": 9007199254740993, "event_timestamp": ago(265371000), "created": ago(105371000)},
        {"name": "b", "number": 1, "value": 9007199254740994, "event_timestamp": ago(265371000), "created": ago(105371000)},
        {"name": "c", "number": 2, "value": 9007199254740995, "event_timestamp": ago(265371000), "created": ago(105371000)},
        {"name": "d", "number": 3, "value": 9007199254740996, "event_timestamp": ago(265371000), "created": ago(105371000)},
        {"name": "a", "number": 0, "value": 9007199254741003, "event_timestamp": ago(275371000), "created": ago(105371000)},
        {"name": "b", "number": 1, "value": 9007199254741004, "event_timestamp": ago(275371000), "created": ago(105371000)},
        {"name": "c", "number": 2, "value": 9007199254741005, "event_timestamp": ago(275371000), "created": ago(105371000)},
        {"name": "d", "number": 3, "value": 9007199254741006, "event_timestamp": ago(275371000), "created": ago(105371000)},
        {"name": "a", "number": 0, "value": 9007199254741013, "event_timestamp": ago(285371000), "created": ago(105371000)},
        {"name": "b", "number": 1, "value": 9007199254741014, "event_timestamp": ago(285371000), "created": ago(105371000)},
        {"name": "c", "number": 2, "value": 9007199254741015, "event_timestamp": ago(285371000), "created": ago(105371000)},
        {"name": "d", "number": 3, "value": 9007199254741016, "event_timestamp": ago(285371000), "created": ago(105371000)},
        {"name": "a", "number": 0, "value": 9007199254741023, "event_timestamp": ago(295371000), "created": ago(105371000)},
        {"name": "b", "number": 1, "value": 9007199254741024, "event_timestamp": ago(295371000), "created": ago(105371000)},
        {"name": "c", "number": 2, "value": 9007199254741025, "event_timestamp": ago(295371000), "created": ago(105371000)},
        {"name": "d", "number": 3, "value": 9007199254741026, "event_timestamp": ago(295371000), "created": ago(105371000)},
    ],
    [
        {"name": "a", "number": 0, "value": 9007199254741093, "event_timestamp": ago(290371000), "created": ago(104371000)},
        {"name": "b", "number": 1, "value": 9007199254741094, "event_timestamp": ago(290371000), "created": ago(104371000)},
        {"name": "c", "number": 2, "value": 9007199254741095, "event_timestamp": ago(290371000), "created": ago(104371000)},
        {"name": "d", "number": 3, "value": 9007199254741096, "event_timestamp": ago(290371000), "created": ago(104371000)},
        {"name": "a", "number": 0, "value": 9007199254741103, "event_timestamp": ago(245371000), "created": ago(104371000)},
        {"name": "b", "number": 1, "value": 9007199254741104, "event_timestamp": ago(245371000), "created": ago(104371000)},
        {"name": "c", "number": 2, "value": 9007199254741105, "event_timestamp": ago(245371000), "created": ago(104371000)},
        {"name": "d", "number": 3, "value": 9007199254741106, "event_timestamp": ago(245371000), "created": ago(104371000)},
        {"name": "a", "number": 0, "value": 9007199254741113, "event_timestamp": ago(250371000), "created": ago(104371000)},
        {"name": "b", "number": 1, "value": 9007199254741114, "event_timestamp": ago(250371000), "created": ago(104371000)},
        {"name": "c", "number": 2, "value": 9007199254741115, "event_timestamp": ago(250371000), "created": ago(104371000)},
        {"name": "d", "number": 3, "value": 9007199254741116, "event_timestamp": ago(250371000), "created": ago(104371000)},
        {"name": "a", "number": 0, "value": 9007199254741123, "event_timestamp": ago(255371000), "created": ago(104371000)},
        {"name": "b", "number": 1, "value": 9007199254741124, "event_timestamp": ago(255371000), "created": ago(104371000)},
        {"name": "c", "number": 2, "value": 9007199254741125, "event_timestamp": ago(255371000), "created": ago(104371000)},
        {"name": "d", "number": 3, "value": 9007199254741126, "event_timestamp": ago(255371000), "created": ago(104371000)},
    ],
    [
        {"name": "a", "number": 0, "value": None, "event_timestamp": ago(235371000), "created": ago(103371000)},
        {"name": "b", "number": 1, "value": 9007199254741194, "event_timestamp": ago(235371000), "created": ago(103371000)},
        {"name": "c", "number": 2, "value": 9007199254741195, "event_timestamp": ago(235371000), "created": ago(103371000)},
        {"name": "d", "number": 3, "value": None, "event_timestamp": ago(235371000), "created": ago(103371000)},
        {"name": "a", "number": 0, "value": 9007199254741203, "event_timestamp": ago(215371000), "created": ago(103371000)},
        {"name": "b", "number": 1, "value": 9007199254741204, "event_timestamp": ago(215371000), "created": ago(103371000)},
        {"name": "c", "number": 2, "value": None, "event_timestamp": ago(215371000), "created": ago(103371000)},
        {"name": "d", "number": 3, "value": 9007199254741206, "event_timestamp": ago(215371000), "created": ago(103371000)},
        {"name": "a", "number": 0, "value": 9007199254741213, "event_timestamp": ago(225371000), "created": ago(103371000)},
        {"name": "b", "number": 1, "value": None, "event_timestamp": ago(225371000), "created": ago(103371000)},
        {"name": "c", "number": 2, "value": 9007199254741215, "event_timestamp": ago(225371000), "created": ago(103371000)},
        {"name": "d", "number": 3, "value": 9007199254741216, "event_timestamp": ago(225371000), "created": ago(103371000)},
        {"name": "a", "number": 0, "value": None, "event_timestamp": ago(240371000), "created": ago(103371000)},
        {"name": "b", "number": 1, "value": 9007199254741224, "event_timestamp": ago(240371000), "created": ago(103371000)},
        {"name": "c", "number": 2, "value": 9007199254741225, "event_timestamp": ago(240371000), "created": ago(103371000)},
        {"name": "d", "number": 3, "value": None, "event_timestamp": ago(240371000), "created": ago(103371000)},
    ],
    [
        {"name": "a", "number": 0, "value": None, "event_timestamp": ago(206371000), "created": ago(102371000)},
        {"name": "b", "number": 1, "value": 9007199254741294, "event_timestamp": ago(206371000), "created": ago(102371000)},
        {"name": "c", "number": 2, "value": 9007199254741295, "event_timestamp": ago(206371000), "created": ago(102371000)},
        {"name": "d", "number": 3, "value": None, "event_timestamp": ago(206371000), "created": ago(102371000)},
        {"name": "a", "number": 0, "value": 9007199254741303, "event_timestamp": ago(206871000), "created": ago(102371000)},
        {"name": "b", "number": 1, "value": 9007199254741304, "event_timestamp": ago(206871000), "created": ago(102371000)},
        {"name": "c", "number": 2, "value": None, "event_timestamp": ago(206871000), "created": ago(102371000)},
        {"name": "d", "number": 3, "value": 9007199254741306, "event_timestamp": ago(206871000), "created": ago(102371000)},
        {"name": "a", "number": 0, "value": 9007199254741313, "event_timestamp": ago(208121000), "created": ago(102371000)},
        {"name": "b", "number": 1, "value": None, "event_timestamp": ago(208121000), "created": ago(102371000)},
        {"name": "c", "number": 2, "value": 9007199254741315, "event_timestamp": ago(208121000), "created": ago(102371000)},
        {"name": "d", "number": 3, "value": 9007199254741316, "event_timestamp": ago(208121000), "created": ago(102371000)},
        {"name": "a", "number": 0, "value": None, "event_timestamp": ago(209246000), "created": ago(102371000)},
        {"name": "b", "number": 1, "value": 9007199254741324, "event_timestamp": ago(209246000), "created": ago(102371000)},
        {"name": "c", "number": 2, "value": 9007199254741325, "event_timestamp": ago(209246000), "created": ago(102371000)},
        {"name": "d", "number": 3, "value": None, "event_timestamp": ago(209246000), "created": ago(102371000)},
    ],
]
KEY = {"name": "c", "number": 2}
ABSENT = {"name": "no such key", "number": -1}
POINT_IN_TIME = 9007199254741295

repo = Path(tempfile.mkdtemp())
file = repo / "facts.parquet"
times = [(name, pa.timestamp("us", tz="UTC")) for name in ("event_timestamp", "created")]
pq.write_table(pa.schema([("name", pa.string()), ("number", pa.int64()), ("value", pa.int64()), *times]).empty_table(), file)
(repo / "feature_store.yaml").write_text(f"""
project: reproduction
provider: local
registry: {repo}/registry.db
online_store: {{type: redis, connection_string: "127.0.0.1:6379"}}
offline_store: {{type: file}}
entity_key_serialization_version: 3
""")
entities = [Entity(name="name", join_keys=["name"], value_type=ValueType.STRING), Entity(name="number", join_keys=["number"], value_type=ValueType.INT64)]
batch = FileSource(path=str(file), timestamp_field="event_timestamp", created_timestamp_column="created")
push = PushSource(name="facts_push", batch_source=batch)
view = FeatureView(
    name="facts",
    entities=entities,
    ttl=None,
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
wrong = plain(served) != POINT_IN_TIME
print("the difference shows" if wrong else "no difference")
sys.exit(1 if wrong else 0)
