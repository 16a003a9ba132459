import { expect, test } from 'vitest'
import type { Definitions, Service } from '../../features/definitions.ts'
import type { LogRecord } from '../../features/log-record.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import { serviceOrThrow } from '../../features/resolve-service.ts'
import type { Probe } from '../../harness/store.ts'
import SimulatedReferenceStore from '../adapter.ts'
import { InProcessOnlineStore } from '../online/in-process-online-store.ts'
import { ReferenceStore } from '../reference-store.ts'
import { simulatedStack } from '../simulated-stack.ts'
import { storeSeams } from '../store-seams.ts'

const count = { source: 'payments', aggregate: { kind: 'count' } }

function documentOf(name: string, version: number, features: object = { payments: count }): Definitions {
  return definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name,
    version,
    entity: { account: 'string' },
    sources: { payments: { key: { account: 'payer' }, fields: { payer: 'string', amount: 'float' } } },
    features,
  })
}

const payment = (id: string, amount: number | null = 1): LogRecord => {
  return {
    source: 'payments',
    id,
    eventTime: 10,
    arrivalTime: 20,
    op: 'upsert',
    revision: 0,
    fields: { payer: 'ann', amount },
  }
}

const probe = (target: string, asked: Partial<Probe> = {}): Probe => {
  return {
    probeId: 1n,
    target,
    key: { account: 'ann' },
    asOf: 100,
    request: {},
    askedVersion: null,
    ...asked,
  }
}

async function opened(
  definitions: readonly Definitions[],
  services: readonly Service[] = [],
  store: ReferenceStore = new SimulatedReferenceStore(),
): Promise<ReferenceStore> {
  await store.open({ definitions, services, now: () => 0 })
  await store.ingest([payment('e1'), payment('e2', null)])
  await store.settle()
  return store
}

test('a version is answered by itself alone: the newest where none is asked, an error where it is not held', async () => {
  const added = {
    payments: count,
    spend: { source: 'payments', aggregate: { kind: 'sum', of: { field: 'amount' } } },
  }
  const store = await opened([documentOf('fraud', 3), documentOf('fraud', 4, added)])
  const asked = [null, 3, 4, 5].map(askedVersion => probe('fraud', { askedVersion }))
  const [newest, third, fourth, fifth] = await store.read(asked)
  expect([newest!.version, third!.version, fourth!.version]).toEqual([4, 3, 4])
  expect(third!.values).toEqual({ payments: 2n })
  expect(fourth!.values).toEqual({ payments: 2n, spend: 1 })
  expect(fifth).toEqual({
    values: { payments: null, spend: null },
    states: { payments: 'error', spend: 'error' },
  })
})

test('a service gives the version that its documents share, and none where they differ', async () => {
  const documents = [documentOf('fraud', 3), documentOf('risk', 3), documentOf('old', 2)]
  const serviceOf = (name: string, uses: string[]) => {
    return serviceOrThrow({ schema: 'plumbline.service/1', name, uses }, documents)
  }
  const services = [serviceOf('alike', ['fraud@3', 'risk@3']), serviceOf('mixed', ['fraud@3', 'old@2'])]
  const store = await opened(documents, services)
  const ask = async (target: string, askedVersion: number | null) => {
    return (await store.read([probe(target, { askedVersion })]))[0]!
  }
  expect(await ask('alike', null)).toMatchObject({
    version: 3,
    values: { fraud__payments: 2n, risk__payments: 2n },
  })
  expect((await ask('alike', 3)).version).toBe(3)
  expect('version' in (await ask('mixed', null))).toBe(false)
  expect((await ask('mixed', 3)).states).toEqual({ fraud__payments: 'error', old__payments: 'error' })
})

test('a key that nothing can be under is answered with what stands for nothing', async () => {
  const features = {
    payments: count,
    newest: { source: 'payments', aggregate: { kind: 'latest', of: { field: 'amount' } }, whenEmpty: -1 },
    twice: { onDemand: { call: 'add', args: [{ feature: 'newest' }, { feature: 'newest' }] } },
  }
  const store = await opened([documentOf('fraud', 1, features)])
  const keys: readonly Probe['key'][] = [{ account: null }, {}, { account: 1n }, { account: 'bob' }]
  for (const key of keys) {
    const [answer] = await store.read([probe('fraud', { key })])
    expect(answer!.values).toEqual({ payments: 0n, newest: -1, twice: -2 })
    expect(answer!.states).toEqual({ payments: 'not-found', newest: 'not-found', twice: 'present' })
  }
})

test('a target that is not served is an error of the caller, in one sentence', async () => {
  const store = await opened([documentOf('fraud', 1)])
  await expect(store.read([probe('risk')])).rejects.toThrow(/^risk is not served here: /)
})

/** An online store that is overtaken by a worker a number of times before it answers. */
class Overtaken extends InProcessOnlineStore {
  times: number

  constructor(times: number) {
    super(simulatedStack.partitions)
    this.times = times
  }

  override readRanges(...given: Parameters<InProcessOnlineStore['readRanges']>) {
    return this.times-- > 0 ? 'superseded' : super.readRanges(...given)
  }
}

test('a read that a worker overtakes is made again, and counts as unanswered when that never ends', async () => {
  const storeOn = (online: Overtaken) => {
    return new ReferenceStore({ ...simulatedStack, openOnlineStore: () => online }, storeSeams)
  }
  // Watermarks and rows are two reads where a feature is scheduled, and one otherwise.
  const scheduled = { payments: { ...count, refresh: { every: '1us' } } }
  const overtaken = await opened([documentOf('fraud', 1, scheduled)], [], storeOn(new Overtaken(3)))
  expect((await overtaken.read([probe('fraud')]))[0]!.values).toEqual({ payments: 2n })
  const hopeless = await opened([documentOf('fraud', 1, scheduled)], [], storeOn(new Overtaken(10_000)))
  expect((await hopeless.read([probe('fraud')]))[0]).toEqual({
    values: { payments: null },
    states: { payments: 'error' },
  })
})

test('an answer states, by source and partition, the next offset that it does not hold', async () => {
  const store = await opened([documentOf('fraud', 1)])
  const [placement] = (await store.ingest([payment('e3')]))!
  const at = String(placement!.partition)
  const [answer] = await store.read([probe('fraud')])
  expect(answer!.applied!.payments).toEqual({ '0': 0, '1': 0, '2': 0, '3': 0, [at]: 2 })
  expect(answer!.values).toEqual({ payments: 2n })
})
