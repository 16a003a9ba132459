import type { Definitions, StoredFeature } from '../../../features/definitions.ts'
import type { Expression } from '../../../features/expression.ts'
import { compileExpression } from '../../../features/expressions/compile-to-js.ts'
import type { LogRecord } from '../../../features/log-record.ts'
import { recordJudge } from '../../../features/streaming-plan/judge-record.ts'
import type { Value } from '../../../features/value.ts'
import type { Answer, Capabilities, Opening, Probe, Store } from '../../store.ts'

type Fields = LogRecord['fields']

/** A feature store of one's own, as plain as can be: it keeps the whole log, and counts and sums when it is asked. */
export class PlainStore implements Store {
  readonly capabilities: Capabilities = {
    name: 'plain',
    stack: 'in memory',
    asOfReads: true,
    states: false,
    onDemand: false,
    services: false,
    refresh: false,
    aggregates: ['count', 'sum'],
    partitions: 0,
  }
  #documents = new Map<string, Definitions>()
  #log: LogRecord[] = []

  open({ definitions }: Opening): void {
    this.#documents = new Map(definitions.map(each => [each.name, each]))
  }

  ingest(records: readonly LogRecord[]): undefined {
    this.#log.push(...records)
  }

  settle(): void {}

  read(probes: readonly Probe[]): Answer[] {
    return probes.map(probe => {
      const document = this.#documents.get(probe.target) as Definitions
      const stored = [...document.features.values()].filter(feature => feature.kind === 'stored')
      return {
        values: Object.fromEntries(
          stored.map(feature => [feature.name, valueAt(feature, document, this.#log, probe)]),
        ),
      }
    })
  }
}

function valueAt(
  feature: StoredFeature,
  document: Definitions,
  log: readonly LogRecord[],
  probe: Probe,
): Value {
  const { source, aggregate, where, nulls, whenEmpty } = feature
  const key = document.entity.map(part => probe.key[part.name] ?? null)
  const facts = visible(log, document, feature)
    .filter(
      ({ fields, time }) =>
        holds(feature, time, probe.asOf) && source.keyFields.every((field, i) => fields[field] === key[i]),
    )
    .filter(({ fields }) => where === null || evaluate(where, fields) === true)
  if (facts.length === 0) return whenEmpty
  const { of } = aggregate
  if (of === null) return BigInt(facts.length)
  const all = facts.map(({ fields }) => evaluate(of, fields))
  if (nulls === 'poison' && all.includes(null)) return null
  const zero = of.type === 'int' ? 0n : 0
  const given = nulls === 'zero' ? all.map(value => value ?? zero) : all.filter(value => value !== null)
  if (aggregate.kind === 'count') return BigInt(given.length)
  if (given.length === 0) return null
  if (of.type === 'float') return given.reduce<number>((sum, value) => sum + Number(value), 0)
  const sum = given.reduce<bigint>((total, value) => total + (value as bigint), 0n)
  return BigInt.asIntN(64, sum) === sum ? sum : null
}

/** The facts that are not deleted and were not too late, each in its highest revision; semantics §§ 2, 3. */
function visible(
  log: readonly LogRecord[],
  document: Definitions,
  { source, allowedLateness }: StoredFeature,
) {
  const judge = recordJudge(document.entity, source)
  const owners = new Map<LogRecord['id'], string>()
  const legal = log.filter(record => {
    const verdict = record.source === source.name ? judge(record) : null
    if (!verdict?.legal) return false
    if (!owners.has(record.id)) owners.set(record.id, verdict.key)
    return owners.get(record.id) === verdict.key
  })
  return [...Map.groupBy(legal, record => record.id).values()].flatMap(records => {
    const newest = records.reduce((a, b) => (Number(b.revision) > Number(a.revision) ? b : a))
    const first = records.find(record => record.op === 'upsert')
    const late = first === undefined ? 0 : first.arrivalTime - Number(first.eventTime)
    if (newest.op === 'delete' || late > (allowedLateness ?? Number.POSITIVE_INFINITY)) return []
    return [{ fields: newest.fields, time: Number(newest.eventTime) }]
  })
}

function holds({ window: { length, closed, slide } }: StoredFeature, time: number, asOf: number): boolean {
  const exact = length === null ? Number.NEGATIVE_INFINITY : asOf - length
  const tail = slide === null ? exact : Math.floor(exact / slide) * slide
  return closed === 'left' ? time >= tail && time < asOf : time > tail && time <= asOf
}

function evaluate(expression: Expression, fields: Fields): Value {
  const nothing = () => null
  return compileExpression(expression)({
    field: name => fields[name] ?? null,
    feature: nothing,
    request: nothing,
  })
}
