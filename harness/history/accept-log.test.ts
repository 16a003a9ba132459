import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlacedRecord } from '../../features/log-record.ts'
import { targetDocuments } from '../../features/target.ts'
import { acceptLog, staticReject } from '../oracle/specification/accepted-log.ts'
import { emptyPage } from './history-page.ts'
import { loadRecords } from './load-records.ts'
import { queryRows } from './query-rows.ts'
import { stageMemory } from './stage-memory.ts'
import { historyOf } from './testing/arbitrary-history.ts'
import { checkoutService, everyTypeDocument, shopDocument, targets } from './testing/every-type.ts'

/** A string that holds half a character is no text, so no column holds it; to the specification it is a string. */
function wellFormed(record: PlacedRecord): PlacedRecord {
  const fields = Object.entries(record.fields).map(([name, value]) => [
    name,
    value === '\ud800' ? 'x' : value,
  ])
  return { ...record, fields: Object.fromEntries(fields) }
}

const of = targets(everyTypeDocument, shopDocument, checkoutService)

// Catches every record that the reader judges otherwise than the specification evaluator, for either of two documents
// that see one log differently, and every α that is raised otherwise.
test('a staged log rejects and raises what the specification rejects and raises', {
  timeout: 120_000,
}, async () => {
  let rejected = 0
  let raised = 0
  await fc.assert(
    fc.asyncProperty(historyOf(of), async history => {
      const records = (history.events.get('payments') ?? []).map(wellFormed)
      const staged = await stageMemory({
        ...history,
        page: emptyPage,
        events: new Map([['payments', records]]),
      })
      for (const definitions of of.flatMap(targetDocuments)) {
        const source = definitions.sources.get('payments')!
        const log = staged.logOf(definitions, 'payments')
        const found = await queryRows(
          staged.connection,
          `SELECT __reject FROM ${log.relation} ORDER BY __row`,
        )
        expect(found.map(row => row[0])).toEqual(
          records.map(record => staticReject(record, definitions, source)),
        )
        const accepted = acceptLog(definitions, source, records)
        expect(log.raised).toBe(accepted.raised)
        const arrivals = new Map(accepted.records.map(({ record, arrival }) => [record.position, arrival]))
        const loaded = await loadRecords(staged, 'payments', { definitions })
        for (const record of loaded) {
          if (arrivals.has(record.position)) expect(record.arrivalTime).toBe(arrivals.get(record.position))
        }
        rejected += log.rejected
        raised += log.raised
      }
      await staged.close()
    }),
    { numRuns: 60 },
  )
  expect(rejected).toBeGreaterThan(50)
  expect(raised).toBeGreaterThan(20)
})
