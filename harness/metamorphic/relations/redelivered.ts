import type { LogRecord } from '../../../features/log-record.ts'
import { withAppends } from '../plain-script.ts'
import type { Relation } from '../relation.ts'

/** How many of the records before are sent again with each append. */
const copiesEach = 3

/** What was seen before adds nothing. */
export const redelivered: Relation = {
  says: 'some records were delivered again',
  knows: 'that it takes records twice',
  whyNot: ({ capabilities: { records } }) =>
    records === undefined || records.includes('duplicate') ? null : 'the store takes no record twice',
  relate: ({ script }, random) => {
    const seen: LogRecord[] = []
    const actions = withAppends(script, append => {
      const [first] = append.records
      const again = random.sample(
        seen.filter(({ source }) => source === first?.source),
        copiesEach,
      )
      seen.push(...append.records)
      const arrivalTime = first?.arrivalTime ?? append.at
      return [{ ...append, records: [...append.records, ...again.map(each => ({ ...each, arrivalTime }))] }]
    })
    return { script: { ...script, actions } }
  },
}
