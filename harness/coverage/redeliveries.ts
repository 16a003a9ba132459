import type { Move } from '../drive/move.ts'
import type { AcceptedRecord } from '../oracle/specification/accepted-log.ts'
import type { RawLog } from './met-cell.ts'

/** What restarts did to the records that an answer rests on. */
export interface Redeliveries {
  /** Whether a record had been applied before a restart and was delivered again, by the time a probe was asked. */
  again(probe: bigint | string, record: AcceptedRecord): boolean
  /** Whether a worker died with the record in its hands before. */
  interrupted(probe: bigint | string, record: AcceptedRecord): boolean
}

/** Up to which probe nothing of this kind had happened yet, by partition and offset. */
type Since = Map<string, bigint>

/**
 * Follows what a schedule of steps did to the partitions of a log. With several sources nobody outside of the store can
 * tell which of them a step took from: then nothing is said to have happened.
 */
export function redeliveriesIn(moves: readonly Move[], events: RawLog): Redeliveries {
  const [again, interrupted] = [new Map(), new Map()] as [Since, Since]
  const [log] = events.values()
  if (events.size === 1 && log !== undefined) follow(moves, log, again, interrupted)
  const has =
    (since: Since) =>
    (probe: bigint | string, { record: { placement } }: AcceptedRecord) => {
      const first =
        placement === null ? undefined : since.get(placeText(placement.partition, placement.offset))
      return first !== undefined && typeof probe === 'bigint' && probe >= first
    }
  return { again: has(again), interrupted: has(interrupted) }
}

function follow(
  moves: readonly Move[],
  log: RawLog extends ReadonlyMap<string, infer Records> ? Records : never,
  again: Since,
  interrupted: Since,
): void {
  const appended = new Map<number, number>()
  const applied = new Map<number, number>()
  const committed = new Map<number, number>()
  const at = (book: Map<number, number>, partition: number) => book.get(partition) ?? 0
  let next = 1n
  let position = 0
  for (const move of moves) {
    if (move.kind === 'read') next = move.to + 1n
    if (move.kind === 'append') {
      for (const { placement } of log.slice(position, position + move.count))
        if (placement !== null) appended.set(placement.partition, placement.offset + 1)
      position += move.count
    }
    if (move.kind !== 'step') continue
    const { step } = move
    if (step.kind === 'restart') {
      for (const [partition, to] of applied) {
        const from = at(committed, partition)
        for (let offset = from; offset < to; offset++) note(again, partition, offset, next)
        applied.set(partition, from)
      }
      continue
    }
    const { partition } = step
    const from = at(applied, partition)
    if (step.kind === 'commit') committed.set(partition, from)
    else {
      const to = Math.min(at(appended, partition), from + step.maxRecords)
      if (step.kind === 'apply') applied.set(partition, to)
      else for (let offset = from; offset < to; offset++) note(interrupted, partition, offset, next)
    }
  }
}

function note(since: Since, partition: number, offset: number, probe: bigint): void {
  const place = placeText(partition, offset)
  if (!since.has(place)) since.set(place, probe)
}

function placeText(partition: number, offset: number): string {
  return `${partition} ${offset}`
}
