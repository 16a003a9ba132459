import type { LogRecord } from '../../../features/log-record.ts'
import { withAppends } from '../plain-script.ts'
import { always, type Relation } from '../relation.ts'

/** Records of one arrival are in no order, but for those of one id, of which the first appended stands. */
export const permutedArrivals: Relation = {
  says: 'records that arrive at one instant were appended in another order',
  knows: 'nothing: which records arrive together stands in the log',
  whyNot: always,
  relate: ({ script }) => ({
    script: {
      ...script,
      actions: withAppends(script, append => [{ ...append, records: permuted(append.records) }]),
    },
  }),
}

function permuted(records: readonly LogRecord[]): LogRecord[] {
  const instants = Map.groupBy(records, record => record.arrivalTime)
  return [...instants.values()].flatMap(together =>
    [...Map.groupBy(together, record => record.id).values()].toReversed().flat(),
  )
}
