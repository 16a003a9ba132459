import type { LogRecord } from '../../features/log-record.ts'
import type { Value } from '../../features/value.ts'
import type { Action, Script } from './script.ts'

/** Units (µs) that all times are cut to together, the coarsest first, and then single ones. */
const units = [60_000_000, 1_000_000, 1_000]

/** Where times begin that are moved: an instant that a person reads easily. */
const origin = Date.UTC(2026, 2, 1, 12) * 1_000

/** A change of one script into a simpler one; null where it changes nothing. */
export type Simplify = (script: Script) => Script | null

/** Ways to make the values of a script simpler, the largest steps first; each is to be tried on what is left by then. */
export function* simpler(script: Script): Generator<Simplify> {
  yield* roundTimes()
  for (const [place, action] of script.actions.entries()) {
    if (action.kind === 'append') yield* simplerRecords(script, place, action)
    if (action.kind === 'ask') yield* simplerProbes(place, action)
  }
}

function* roundTimes(): Generator<Simplify> {
  for (const unit of units) {
    for (const begin of [origin, null]) {
      yield script => {
        const first = Math.min(...script.actions.map(({ at }) => at))
        const change = (time: number) => (begin ?? first) + Math.round((time - first) / unit) * unit
        const made = { ...script, actions: script.actions.map(action => moved(action, change)) }
        return JSON.stringify(made.actions, plain) === JSON.stringify(script.actions, plain) ? null : made
      }
    }
  }
}

function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}

function moved(action: Action, change: (time: number) => number): Action {
  const at = change(action.at)
  if (action.kind === 'append') {
    const records = action.records.map(record => ({
      ...record,
      eventTime: record.eventTime === null ? null : change(record.eventTime),
      arrivalTime: change(record.arrivalTime),
    }))
    return { ...action, at, records }
  }
  if (action.kind === 'ask') {
    return { ...action, at, probes: action.probes.map(probe => ({ ...probe, asOf: change(probe.asOf) })) }
  }
  return { ...action, at }
}

function* simplerRecords(
  { definitions }: Script,
  place: number,
  { records }: Extract<Action, { kind: 'append' }>,
): Generator<Simplify> {
  const source = records[0]?.source ?? ''
  const keys = new Set(definitions.flatMap(({ sources }) => sources.get(source)?.keyFields ?? []))
  for (const [i, { fields }] of records.entries()) {
    for (const name of Object.keys(fields)) {
      if (keys.has(name)) continue
      for (let rank = 0; rank < simplerMax; rank++) {
        yield onRecord(place, i, record => {
          const less = simplerValues(record.fields[name] ?? null)[rank]
          return less === undefined ? null : { ...record, fields: { ...record.fields, [name]: less } }
        })
      }
    }
    yield onRecord(place, i, record => {
      const isPlain = record.eventTime === null || record.eventTime === record.arrivalTime
      return isPlain ? null : { ...record, eventTime: record.arrivalTime }
    })
  }
}

function onRecord(place: number, i: number, change: (record: LogRecord) => LogRecord | null): Simplify {
  return script => {
    const action = script.actions[place]
    const record = action?.kind === 'append' ? action.records[i] : undefined
    const changed = record === undefined ? null : change(record)
    if (action?.kind !== 'append' || changed === null) return null
    const records = action.records.with(i, changed)
    return { ...script, actions: script.actions.with(place, { ...action, records }) }
  }
}

function* simplerProbes(place: number, asked: Extract<Action, { kind: 'ask' }>): Generator<Simplify> {
  for (const [i, { request }] of asked.probes.entries()) {
    for (const name of Object.keys(request)) {
      yield script => {
        const action = script.actions[place]
        const probe = action?.kind === 'ask' ? action.probes[i] : undefined
        if (action?.kind !== 'ask' || probe === undefined || probe.request[name] === null) return null
        const probes = action.probes.with(i, { ...probe, request: { ...probe.request, [name]: null } })
        return { ...script, actions: script.actions.with(place, { ...action, probes }) }
      }
    }
  }
}

/** Simpler values of one value at most. */
const simplerMax = 5

/** Values that say less, the least first. */
function simplerValues(value: Value): Value[] {
  if (value === null) return []
  const candidates: Value[] = [null, ...plainer(value)]
  if (Array.isArray(value)) return candidates
  const at = candidates.indexOf(value)
  return at < 0 ? candidates : candidates.slice(0, at)
}

function plainer(value: Exclude<Value, null>): Value[] {
  if (typeof value === 'bigint') return [1n, 2n]
  if (typeof value === 'number') return [1, 2, Number(value.toPrecision(1)), Math.round(value)]
  if (typeof value === 'string') return ['a', 'b']
  if (typeof value === 'boolean') return [true]
  return value.length < 2 ? [] : [value.slice(0, 1)]
}
