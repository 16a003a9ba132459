import type { EventLog } from '../ingest/event-log.ts'
import { workerGroup } from '../ingest/ingest-worker.ts'

/** A log in which a worker commits under a group of its deployment’s own. */
export function regroupedLog(log: EventLog, group: string): EventLog {
  const renamed = (asked: string) => (asked === workerGroup ? group : asked)
  return {
    partitions: log.partitions,
    append: appends => log.append(appends),
    poll: (source, partition, from, max) => log.poll(source, partition, from, max),
    end: (source, partition) => log.end(source, partition),
    committed: (asked, source, partition) => log.committed(renamed(asked), source, partition),
    commit: (asked, source, partition, next) => log.commit(renamed(asked), source, partition, next),
    close: () => log.close(),
  }
}
