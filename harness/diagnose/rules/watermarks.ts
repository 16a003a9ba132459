import { ownMember } from '../../../features/own-member.ts'
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

type Offsets = Readonly<Record<string, number>>

const newestApplied = new WeakMap<SpecSource, ReadonlyMap<number, number>>()

/**
 * As `behind`, at most: partitions are applied in any order, so that what some row says to have been applied together with a
 * fact may have come before it. `cells` are those whose rows tell.
 */
export function behindAtMost(asked: Asked, cells: readonly Asked[]): (record: AcceptedRecord) => number {
  const least = behind(asked)
  const { plan, row } = asked
  if (!row.world.isWhole) return least
  const source = plan.feature.source.name
  const log = row.world.logs(plan.definitions, source)
  const known = newestApplied.get(log) ?? newestByOffsets(log, offsetsOf(cells, asked, source))
  newestApplied.set(log, known)
  return fact => {
    const newest = known.get(fact.record.position)
    return newest === undefined ? least(fact) : Math.max(least(fact), newest - (fact.eventTime ?? newest))
  }
}

/** What the rows of one History say that was applied, each once, from the least on. */
function offsetsOf(cells: readonly Asked[], { row: { world } }: Asked, source: string): Offsets[] {
  const all = cells.flatMap(({ row }): Offsets[] => {
    const own = row.world === world ? ownMember(row.served.applied ?? {}, source) : undefined
    return own === undefined ? [] : [own]
  })
  const size = (offsets: Offsets) => Object.values(offsets).reduce((sum, each) => sum + each, 0)
  const distinct = new Map(all.map(offsets => [JSON.stringify(offsets), offsets]))
  return [...distinct.values()].toSorted((a, b) => size(a) - size(b))
}

/** The newest event time (µs) that may have been applied before each record, by its position. */
function newestByOffsets(log: SpecSource, stated: readonly Offsets[]): ReadonlyMap<number, number> {
  const placed = log
    .keys()
    .flatMap(key => log.records(key))
    .flatMap(each => (each.record.placement === null ? [] : [{ ...each.record.placement, each }]))
  const partitions = Map.groupBy(placed, ({ partition }) => partition)
  const upTo = new Map(
    [...partitions].map(([partition, own]) => {
      const ordered = own.toSorted((a, b) => a.offset - b.offset)
      return [partition, (below: number) => newestOfFirst(ordered, below)]
    }),
  )
  const newest = new Map<number, number>()
  for (const { partition, offset, each } of placed) {
    const first = stated.find(offsets => (offsets[partition] ?? 0) > offset)
    if (first === undefined) continue
    const times = [...upTo].map(([other, below]) => below(other === partition ? offset : (first[other] ?? 0)))
    newest.set(each.record.position, Math.max(...times))
  }
  return newest
}

function newestOfFirst(
  ordered: readonly { readonly offset: number; readonly each: AcceptedRecord }[],
  below: number,
): number {
  let newest = Number.NEGATIVE_INFINITY
  for (const { offset, each } of ordered) {
    if (offset >= below) break
    if (each.upsert) newest = Math.max(newest, each.eventTime ?? newest)
  }
  return newest
}
