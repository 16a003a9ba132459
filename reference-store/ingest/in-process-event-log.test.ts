import { describe, expect, test } from 'vitest'
import { eventLogContract } from './event-log.contract.ts'
import { InProcessEventLog } from './in-process-event-log.ts'

describe('the event log in memory', () => {
  eventLogContract(groups => new InProcessEventLog(2, groups))

  test('drops what every group has committed, and says so to whoever asks for it', () => {
    const log = new InProcessEventLog(1, ['workers', 'offline'])
    const record = {
      source: 'a',
      id: 1n,
      eventTime: 0,
      arrivalTime: 0,
      op: 'upsert',
      revision: 0,
      fields: {},
    }
    const entry = { record, position: 0, refusedBy: [] }
    log.append(Array.from({ length: 3_000 }, () => ({ source: 'a', partition: 0, entry })))
    log.commit('workers', 'a', 0, 3_000)
    expect(log.poll('a', 0, 0, 1)).toHaveLength(1)
    log.commit('offline', 'a', 0, 2_500)
    expect(() => log.poll('a', 0, 0, 1)).toThrow(/resume from a committed offset/)
    expect(log.poll('a', 0, 2_500, 1_000)).toHaveLength(500)
  })
})
