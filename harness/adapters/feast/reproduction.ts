import type { Instant, Value, ValueType } from '../../../features/value.ts'

/** One wrong value of Feast, with what has to be pushed for it to show. */
export interface Reproduction {
  /** What is wrong, as a sentence. */
  readonly about: string
  readonly side: 'online' | 'offline'
  /** Whether it is the training row that is missing, whatever it would hold. */
  readonly isMissing: boolean
  readonly online: 'sqlite' | 'redis'
  readonly requirement: string
  readonly key: readonly { readonly name: string; readonly type: ValueType; readonly value: Value }[]
  readonly type: ValueType
  /** µs; null: values do not expire. */
  readonly ttl: number | null
  /** In the order in which they are pushed; a push is a list of rows. */
  readonly pushes: readonly (readonly PushedRow[])[]
  /** T, µs: times are written as so long before it. */
  readonly asOf: Instant
  readonly expected: Value
}

export interface PushedRow {
  readonly key: readonly Value[]
  readonly value: Value
  readonly eventTime: Instant
  readonly arrivalTime: Instant
}

/** Feast's names of types, as a field, as an arrow column and as an entity. */
const types: Readonly<Record<string, readonly [field: string, arrow: string, entity: string]>> = {
  string: ['String', 'pa.string()', 'ValueType.STRING'],
  int: ['Int64', 'pa.int64()', 'ValueType.INT64'],
  float: ['Float64', 'pa.float64()', 'ValueType.DOUBLE'],
  bool: ['Bool', 'pa.bool_()', 'ValueType.BOOL'],
  timestamp: ['UnixTimestamp', 'pa.timestamp("us", tz="UTC")', 'ValueType.UNIX_TIMESTAMP'],
}

const onlineDiffers = 'plain(served) != POINT_IN_TIME'
const offlineDiffers = 'len(own) != 1 or plain(own[0]) != POINT_IN_TIME'

/** As the f-string of the script has them. */
const onlineStores = {
  sqlite: '{{type: sqlite, path: {repo}/online.db}}',
  redis: '{{type: redis, connection_string: "127.0.0.1:6379"}}',
} as const

/** A script in plain Python that shows the difference with Feast alone: exit code 1 where it does, 0 where it does not. Pure. */
export function reproductionScript(asked: Reproduction): string {
  const { about, requirement, key, type, ttl, pushes, expected, side, isMissing } = asked
  const names = key.map(({ name }) => name)
  const [field = '', arrow = ''] = types[type] ?? []
  const columns = key.map(part => `("${part.name}", ${types[part.type]?.[1]})`)
  const keyFields = key.map(part => `Field(name="${part.name}", dtype=${types[part.type]?.[0]})`)
  const entities = key.map(
    part => `Entity(name="${part.name}", join_keys=["${part.name}"], value_type=${types[part.type]?.[2]})`,
  )
  const own = `{${key.map(({ name, value }) => `"${name}": ${literal(value)}`).join(', ')}}`
  const absent = `{${key.map(({ name, type: of }) => `"${name}": ${of === 'int' ? '-1' : '"no such key"'}`).join(', ')}}`
  const differs = isMissing ? 'len(own) != 1' : side === 'online' ? onlineDiffers : offlineDiffers
  const rows = pushes.map(push => `    [\n${push.map(row => rowText(row, names, asked)).join('\n')}\n    ],`)
  return `"""${about.replaceAll('"', "'").replaceAll('\\', '/')}

    pip install '${requirement}'
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
${rows.join('\n')}
]
KEY = ${own}
ABSENT = ${absent}
POINT_IN_TIME = ${literal(expected)}

repo = Path(tempfile.mkdtemp())
file = repo / "facts.parquet"
times = [(name, pa.timestamp("us", tz="UTC")) for name in ("event_timestamp", "created")]
pq.write_table(pa.schema([${[...columns, `("value", ${arrow})`].join(', ')}, *times]).empty_table(), file)
(repo / "feature_store.yaml").write_text(f"""
project: reproduction
provider: local
registry: {repo}/registry.db
online_store: ${onlineStores[asked.online]}
offline_store: {{type: file}}
entity_key_serialization_version: 3
""")
entities = [${entities.join(', ')}]
batch = FileSource(path=str(file), timestamp_field="event_timestamp", created_timestamp_column="created")
push = PushSource(name="facts_push", batch_source=batch)
view = FeatureView(
    name="facts",
    entities=entities,
    ttl=${ttl === null ? 'None' : `timedelta(microseconds=${ttl})`},
    schema=[${[...keyFields, `Field(name="value", dtype=${field})`].join(', ')}],
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
wrong = ${differs}
print("the difference shows" if wrong else "no difference")
sys.exit(1 if wrong else 0)
`
}

function rowText(row: PushedRow, names: readonly string[], { asOf, type }: Reproduction): string {
  const key = row.key.map((value, i) => `"${names[i]}": ${literal(value)}`)
  // Over HTTP a feature of type UnixTimestamp is whole seconds.
  const value = type === 'timestamp' && typeof row.value === 'bigint' ? row.value / 1_000_000n : row.value
  const event = `"event_timestamp": ago(${asOf - row.eventTime})`
  const created = `"created": ago(${asOf - row.arrivalTime})`
  return `        {${[...key, `"value": ${literal(value)}`, event, created].join(', ')}},`
}

/** A value as Python writes it. */
function literal(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string')
    return `"${[...value].map(letter => (/[\x20-\x7e]/.test(letter) && !/["\\]/.test(letter) ? letter : escaped(letter))).join('')}"`
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return `float("${value}")`
    const text = Object.is(value, -0) ? '-0' : String(value)
    return /[.e]/.test(text) ? text : `${text}.0`
  }
  return `[${value.map(literal).join(', ')}]`
}

/** A letter by its code point. */
function escaped(letter: string): string {
  return `\\U${(letter.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`
}
