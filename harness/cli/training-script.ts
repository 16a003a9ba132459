import { batchPlanSql } from '../../features/batch-plan/batch-plan.ts'
import { answerColumns } from '../../features/batch-plan/frame-answers.ts'
import type { Definitions, Source } from '../../features/definitions.ts'
import { duckdb } from '../../features/dialects/duckdb.ts'
import type { ValueType } from '../../features/value.ts'

const { identifier, typeName } = duckdb

/**
 * A script for DuckDB that builds the training set of a document, as-trained at the end of the log, from tables in the
 * shape of `docs/history.md`: a log named after each source, and `labels` with the key parts and `as_of`.
 */
export function trainingScript(definitions: Definitions): string {
  const { name, entity, sources } = definitions
  const free = (wanted: string) => (sources.has(wanted) ? `${wanted}_of_${name}` : wanted)
  const [labels, training] = [identifier(free('labels')), identifier(free('training'))]
  const logOf = (source: Source) => identifier(`${name}__${source.name}__log`)
  const [points, answers] = [identifier(`${name}__points`), identifier(`${name}__answers`)]
  const parts = entity.map(part => identifier(part.name))
  const stored = [...definitions.features.values()].filter(feature => feature.kind === 'stored')
  const cuts = [...sources.values()].map(each => `(SELECT max(epoch_us(arrival_time)) FROM ${logOf(each)})`)
  const cut = cuts.length === 1 ? (cuts[0] as string) : `greatest(${cuts.join(', ')})`
  const plan = batchPlanSql(definitions, duckdb, {
    logs: new Map([...sources.values()].map(source => [source.name, logOf(source)])),
    points,
    into: answers,
    trained: true,
    completeFrom: new Map(),
    applied: false,
    prefix: name,
    measures: new Map(),
  })
  const shapes = [
    ...[...sources.values()].map(source => shapeText(identifier(source.name), logColumns(source))),
    shapeText(labels, [...entity.map(part => [part.name, part.type] as const), ['as_of', 'timestamp']]),
  ]
  const columns = [
    ...parts.map(part => `p.${part}`),
    'make_timestamp(p.as_of) AS as_of',
    ...stored.map(feature => `a.${identifier(answerColumns(feature).value)}`),
  ]
  return `-- Reads these tables (docs/history.md says what their columns mean), and makes ${training}: a row of stored
-- features for each row of ${labels}, as trained at the end of the log.
${shapes.map(shape => `--   ${shape}`).join('\n')}

${[...sources.values()].map(source => numberedLog(source, logOf(source))).join('\n')}
-- ${free('labels')}, numbered; what arrived up to __k counts (µs)
CREATE OR REPLACE TEMP TABLE ${points} AS
SELECT row_number() OVER () AS __probe, ${parts.join(', ')}, epoch_us(as_of) AS as_of,
  greatest(epoch_us(as_of), ${cut}) AS __k, CAST(NULL AS VARCHAR) AS __applied
FROM ${labels};

${plan}
-- the training set
CREATE OR REPLACE TABLE ${training} AS
SELECT ${columns.join(', ')}
FROM ${points} p JOIN ${answers} a ON a.__probe = p.__probe ORDER BY p.__probe;
`
}

function numberedLog(source: Source, into: string): string {
  return `-- ${source.name}, its records numbered
CREATE OR REPLACE TEMP TABLE ${into} AS
SELECT *, row_number() OVER () AS __row, CAST(NULL AS VARCHAR) AS __reject FROM ${identifier(source.name)};
`
}

type Columns = readonly (readonly [name: string, type: ValueType | 'id' | 'integer'])[]

function logColumns({ fields }: Source): Columns {
  return [
    ...fields,
    ['event_time', 'timestamp'],
    ['arrival_time', 'timestamp'],
    ['seq', 'int'],
    ['id', 'id'],
    ['revision', 'int'],
    ['op', 'string'],
    ['partition', 'integer'],
    ['offset', 'int'],
  ]
}

function shapeText(table: string, columns: Columns): string {
  const typeText = (type: Columns[number][1]) => {
    if (type === 'id') return 'VARCHAR or BIGINT'
    return type === 'integer' ? 'INTEGER' : typeName(type)
  }
  return `${table} (${columns.map(([name, type]) => `${identifier(name)} ${typeText(type)}`).join(', ')})`
}
