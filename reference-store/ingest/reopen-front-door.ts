import type { EventLog, LogEntry } from './event-log.ts'
import { FrontDoor } from './front-door.ts'
import type { ReadSource } from './source-readers.ts'

/** Entries that are read at once of a partition. */
const pollEntries = 2_048

/**
 * A front door that knows what was appended before it: whose each id is, and how far positions count. Reads the whole
 * log once, each source in the order in which its records were taken. What an earlier front door refused is not in the
 * log, and so is not counted again.
 */
export async function reopenFrontDoor(log: EventLog, sources: readonly ReadSource[]): Promise<FrontDoor> {
  const frontDoor = new FrontDoor(log, sources)
  for (const { source } of sources) {
    const cursors = Array.from({ length: log.partitions }, (_, partition) =>
      entriesOf(log, source, partition),
    )
    const heads = await Promise.all(cursors.map(cursor => cursor.next()))
    for (;;) {
      const first = heads.reduce<number | null>((least, head, i) => {
        if (head.done === true) return least
        const known = least === null ? undefined : heads[least]?.value
        return known === undefined || head.value.position < known.position ? i : least
      }, null)
      if (first === null) break
      const { record, position } = heads[first]!.value as LogEntry
      frontDoor.recall(record, position)
      heads[first] = await cursors[first]!.next()
    }
  }
  return frontDoor
}

/** What the producer took; what others left in the log has no place in its order. */
async function* entriesOf(
  log: EventLog,
  source: string,
  partition: number,
): AsyncGenerator<LogEntry, undefined> {
  for (let from = 0; ; ) {
    const entries = await log.poll(source, partition, from, pollEntries)
    if (entries.length === 0) return
    from += entries.length
    for (const entry of entries) if (entry.record.id !== null) yield entry
  }
}
