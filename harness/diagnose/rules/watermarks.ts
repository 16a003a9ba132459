import type { SpecSource } from '../../diff/spec-source.ts'
import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import type { Asked } from '../cell.ts'

/** The newest event time (µs) of any key before each record of a log, by its position; null where only some keys are at hand. */
const newestBefore = new WeakMap<SpecSource, ReadonlyMap<number, number>>()

function newestOf({ plan, row }: Asked): ReadonlyMap<number, number> | null {
  if (!row.world.isWhole) return null
  const log = row.world.logs(plan.definitions, plan.feature.source.name)
  const known = newestBefore.get(log)
  if (known !== undefined) return known
  const records = log.keys().flatMap(key => log.records(key))
  const ordered = records.toSorted((a, b) => a.arrival - b.arrival || a.record.position - b.record.position)
  const newest = new Map<number, number>()
  let highest = Number.NEGATIVE_INFINITY
  for (const { record, eventTime, upsert } of ordered) {
    newest.set(record.position, highest)
    if (upsert) highest = Math.max(highest, eventTime ?? highest)
  }
  newestBefore.set(log, newest)
  return newest
}

const loads = new WeakMap<SpecSource, Map<number, ReadonlyMap<number, number>>>()

/** The newest event time (µs) of the loads before that of each record, by its position; null without the whole log. */
export function loadedBefore({ plan, row }: Asked, size: number): ReadonlyMap<number, number> | null {
  if (!row.world.isWhole) return null
  const log = row.world.logs(plan.definitions, plan.feature.source.name)
  const ofLog = loads.get(log) ?? new Map<number, ReadonlyMap<number, number>>()
  loads.set(log, ofLog)
  const known = ofLog.get(size)
  if (known !== undefined) return known
  const records = log.keys().flatMap(key => log.records(key))
  const newest = new Map<number, number>()
  let [loaded, seen, count] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (const { record, eventTime, upsert } of records.toSorted(
    (a, b) => a.record.position - b.record.position,
  )) {
    if (!upsert || eventTime === null) continue
    if (count++ % size === 0) loaded = seen
    seen = Math.max(seen, eventTime)
    newest.set(record.position, loaded)
  }
  ofLog.set(size, newest)
  return newest
}

/** µs by which a fact lay behind the newest event of its source when it arrived; without the whole log: behind its arrival. */
export function behind(asked: Asked): (record: AcceptedRecord) => number {
  const newest = newestOf(asked)
  return ({ record, eventTime, arrival, upsert }) => {
    if (!upsert || eventTime === null) return Number.NEGATIVE_INFINITY
    if (newest === null) return arrival - eventTime
    return (newest.get(record.position) ?? Number.NEGATIVE_INFINITY) - eventTime
  }
}
