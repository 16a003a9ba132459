import { setTimeout as sleep } from 'node:timers/promises'
import type { PlacedRecord } from '../../features/log-record.ts'
import type { Target } from '../../features/target.ts'
import { targetColumns } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import { randomOf } from '../../generators/random.ts'
import { servedRows, trainingRows } from '../../harness/drive/served-rows.ts'
import type { History, ServedRow, TrainingRow } from '../../harness/history/history.ts'
import type { FaultKind, Probe, Store } from '../../harness/store.ts'
import { payments } from '../../scenarios/features/payments.ts'
import { SoakLoad } from './soak-load.ts'

export interface SoakOptions {
  readonly store: Store
  readonly seed: number
  readonly seconds: number
  /** Seconds from the end of one fault to the next. */
  readonly faultEvery: number
  readonly faults: readonly FaultKind[]
  /** Records a second. */
  readonly rate: number
  /** The machine's clock, µs. */
  readonly now: () => Instant
  readonly onProgress: (line: string) => void
}

export interface SoakRun {
  readonly history: History
  /** Probes from this id on were asked when everything was applied. */
  readonly quietFrom: bigint
  /** The same log, and what was asked in quiet beside what the offline side trains on for it; null where it trains nothing. */
  readonly trained: History | null
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>
  /** ms from the append of a record until it was visible; `faulty` while something was wrong or just had been. */
  readonly freshness: { readonly calm: readonly number[]; readonly faulty: readonly number[] }
}

const appendEveryMs = 100
const askEveryMs = 100
const keysTogether = 5

/** ms after a fault in which what is slow counts as its work. */
const aftermathMs = 8_000

/** One run under way. */
class Soak {
  readonly options: SoakOptions
  readonly load: SoakLoad
  readonly target: Target = { kind: 'document', definitions: payments.definitions }
  readonly placed: PlacedRecord[] = []
  readonly rows: ServedRow[] = []
  readonly faults: Partial<Record<FaultKind, number>> = {}
  readonly freshness = { calm: [] as number[], faulty: [] as number[] }
  #nextProbe = 1n
  #measuring = 0
  /** Until when what is slow counts as the work of a fault (µs). */
  #faultyUntil = 0

  constructor(options: SoakOptions) {
    this.options = options
    this.load = new SoakLoad(randomOf(options.seed).fork('load'), 60)
  }

  get nextProbe(): bigint {
    return this.#nextProbe
  }

  async append(): Promise<void> {
    const { store, now, rate } = this.options
    const records = this.load.records(Math.max(1, Math.round((rate * appendEveryMs) / 1_000)), now())
    const placements = await store.ingest(records)
    for (const [i, record] of records.entries()) {
      this.placed.push({ ...record, position: this.placed.length, placement: placements?.[i] ?? null })
    }
    if (this.#measuring < 4) void this.#measure(now())
  }

  async ask(keys: readonly string[]): Promise<readonly Probe[]> {
    const { store, now } = this.options
    const asOf = now()
    const probes = keys.map((account): Probe => {
      return {
        probeId: this.#nextProbe++,
        target: 'fraud',
        key: { account },
        asOf,
        request: {},
        askedVersion: 3,
      }
    })
    const answers = await store.read(probes)
    this.rows.push(...servedRows(this.#scope, probes, answers, now()))
    return probes
  }

  /** What the offline side gives for some probes. */
  async train(probes: readonly Probe[]): Promise<TrainingRow[] | null> {
    const { store, now } = this.options
    if (store.train === undefined) return null
    return trainingRows(this.#scope, probes, await store.train(probes, now()))
  }

  get #scope() {
    const { capabilities } = this.options.store
    return { capabilities, target: this.target, columns: targetColumns(this.target) }
  }

  async fault(kind: FaultKind): Promise<void> {
    this.#faultyUntil = Number.POSITIVE_INFINITY
    this.faults[kind] = (this.faults[kind] ?? 0) + 1
    this.options.onProgress(`fault: ${kind}`)
    try {
      await this.options.store.fault?.({ kind })
    } finally {
      this.#faultyUntil = this.options.now() + aftermathMs * 1_000
    }
  }

  async #measure(appended: Instant): Promise<void> {
    this.#measuring++
    const wasFaulty = appended <= this.#faultyUntil
    try {
      await this.options.store.settle()
      const now = this.options.now()
      const list = wasFaulty || appended <= this.#faultyUntil ? this.freshness.faulty : this.freshness.calm
      list.push((now - appended) / 1_000)
    } catch {
      // It is the end of the run that demands that everything is applied.
    } finally {
      this.#measuring--
    }
  }
}

/** Constant load on a store around which something goes wrong again and again; then quiet, and every account is asked. */
export async function runSoak(options: SoakOptions): Promise<SoakRun> {
  const { store, now, seconds, faultEvery, onProgress } = options
  const soak = new Soak(options)
  const random = randomOf(options.seed).fork('faults')
  const deck: FaultKind[] = []
  await store.open({ definitions: [payments.definitions], services: [], now })
  const until = now() + seconds * 1_000_000
  try {
    await Promise.all([
      repeat(until, now, appendEveryMs, () => soak.append()),
      repeat(until, now, askEveryMs, () => soak.ask(soak.load.keys(keysTogether)).then(() => {})),
      repeat(until, now, 10_000, async () =>
        onProgress(`${soak.placed.length} events, ${soak.rows.length} answers`),
      ),
      repeat(until, now, 0, async () => {
        await sleep(faultEvery * 1_000)
        // Every kind comes once before any comes again, in an order that the seed draws.
        if (deck.length === 0) deck.push(...random.shuffled(options.faults))
        const kind = deck.pop()
        if (kind !== undefined && now() < until) await soak.fault(kind)
      }),
    ])
    onProgress('quiet')
    await settleWell(store)
    const quietFrom = soak.nextProbe
    const probes = await soak.ask([...soak.load.accounts, 'nobody'])
    const training = await soak.train(probes)
    const history = historyOf(soak)
    const served = soak.rows.filter(({ probeId }) => BigInt(probeId) >= quietFrom)
    const trained =
      training === null ? null : { ...history, tables: [{ target: soak.target, served, training }] }
    return { history, quietFrom, trained, faults: soak.faults, freshness: soak.freshness }
  } finally {
    await store.close?.()
  }
}

/** What the last fault broke may take longer than one call waits. */
async function settleWell(store: Store): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await store.settle()
    } catch (error) {
      if (tries === 3) throw error
    }
  }
}

async function repeat(
  until: Instant,
  now: () => Instant,
  everyMs: number,
  work: () => Promise<void>,
): Promise<void> {
  while (now() < until) {
    const started = now()
    await work()
    await sleep(Math.max(0, everyMs - (now() - started) / 1_000))
  }
}

function historyOf({ placed, rows, target, options }: Soak): History {
  const { name, stack } = options.store.capabilities
  return {
    page: {
      training: { reading: 'as-trained', cut: null },
      completeFrom: {},
      scenario: 'soak',
      seed: options.seed,
      options: {},
      store: { name, stack },
    },
    events: new Map([['payments', placed]]),
    tables: [{ target, served: rows, training: null }],
  }
}
