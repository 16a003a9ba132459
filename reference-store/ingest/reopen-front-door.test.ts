import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogRecord } from '../../features/log-record.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import { FrontDoor } from './front-door.ts'
import { InProcessEventLog } from './in-process-event-log.ts'
import { reopenFrontDoor } from './reopen-front-door.ts'
import { sourceReaders } from './source-readers.ts'

const documentOf = (name: string, key: string) =>
  definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name,
    version: 1,
    entity: { account: 'string' },
    sources: { payments: { key: { account: key }, fields: { payer: 'string', payee: 'string' } } },
    features: { count: { source: 'payments', aggregate: { kind: 'count' } } },
  })

const sources = sourceReaders([documentOf('paid', 'payer'), documentOf('received', 'payee')])
const name = fc.constantFrom('ann', 'bob', 'cid', null)
const record = fc.record({ id: fc.integer({ min: 1, max: 4 }), payer: name, payee: name }).map(
  ({ id, payer, payee }): LogRecord => ({
    source: 'payments',
    id: BigInt(id),
    eventTime: 1,
    arrivalTime: 2,
    op: 'upsert',
    revision: 0,
    fields: { payer, payee },
  }),
)

test('a front door that is opened again decides what the one before would have: partition, refusals and position', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 40 }),
      fc.array(record, { maxLength: 20 }),
      async (before, after) => {
        const one = new InProcessEventLog(3, ['workers'])
        const other = new InProcessEventLog(3, ['workers'])
        const door = new FrontDoor(one, sources)
        await door.ingest(before)
        await new FrontDoor(other, sources).ingest(before)
        const again = await reopenFrontDoor(other, sources)
        expect(await again.ingest(after)).toEqual(await door.ingest(after))
        const order = (log: InProcessEventLog) =>
          [0, 1, 2].map(partition =>
            log.poll('payments', partition, 0, 100).map(({ record, refusedBy }) => [record, refusedBy]),
          )
        expect(order(other)).toEqual(order(one))
        const positions = [0, 1, 2].flatMap(partition =>
          other.poll('payments', partition, 0, 100).map(each => each.position),
        )
        expect(new Set(positions).size).toBe(positions.length)
      },
    ),
  )
})
