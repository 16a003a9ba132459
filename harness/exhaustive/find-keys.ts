import type { LogRecord } from '../../features/log-record.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { OpenStore } from '../verify/load-store.ts'
import type { SmallSetting } from './run-small.ts'
import { askedAt, smallFeatures, smallSource } from './small-features.ts'

const candidates = [...'abcdefghijklmnopqrstuvwxyz']

/**
 * Two keys that a store puts into one partition: what one of them does can only meet the other there.
 * @throws PlumblineError bad-store where it can answer for no past, or scatters 26 keys over as many partitions
 */
export async function findKeys(open: OpenStore): Promise<SmallSetting> {
  const store = await open()
  const { name, asOfReads, partitions } = store.capabilities
  if (!asOfReads) {
    const mend = 'exhaustive runs are for stores with asOfReads'
    throw new PlumblineError('bad-store', `the store ${name} answers for now only: ${mend}`)
  }
  if (partitions === 0 || store.step === undefined) return { keys: ['a', 'b'], partition: null }
  await store.open({ definitions: [smallFeatures], services: [], now: () => askedAt })
  const placements = (await store.ingest(candidates.map(recordOf))) ?? []
  await store.close?.()
  const byPartition = Map.groupBy(candidates.keys(), i => placements[i]?.partition ?? null)
  for (const [partition, [first, second]] of byPartition) {
    if (partition === null || first === undefined || second === undefined) continue
    return { keys: [candidates[first] as string, candidates[second] as string], partition }
  }
  throw new PlumblineError(
    'bad-store',
    `the store ${name} puts no two of ${candidates.length} keys into one partition: give it fewer partitions`,
  )
}

function recordOf(key: string): LogRecord {
  return {
    source: smallSource.name,
    id: key,
    eventTime: askedAt,
    arrivalTime: askedAt,
    op: 'upsert',
    revision: 0,
    fields: { payer: key, units: null },
  }
}
