import type { PlacedRecord } from '../../features/log-record.ts'
import { type Target, targetColumns, targetName } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import { type GuardedStore, type GuardOptions, guardStore } from '../drive/guarded-store.ts'
import { type AnswerScope, servedRows, trainingRows } from '../drive/served-rows.ts'
import type { History, ServedRow } from '../history/history.ts'
import type { Probe, Store } from '../store.ts'
import { type Action, regionsOfScript, type Script, targetsOfScript } from './script.ts'
import { scriptAt } from './script-at.ts'

/**
 * Does to a new store what a script says, and records what comes of it.
 * @throws PlumblineError store-failed, bad-store, or interrupted; the store is closed whatever happens
 */
export async function runScript(script: Script, store: Store, options: GuardOptions = {}): Promise<History> {
  const guarded = guardStore(store, options)
  const clock = store.capabilities.clock === 'own' ? (options.clock ?? null) : null
  const moved = clock === null ? script : scriptAt(script, clock())
  const run = new ScriptRun(moved, store, guarded, clock)
  try {
    await run.open()
    for (const action of moved.actions) await run.act(action)
    return await run.history()
  } finally {
    await guardStore(store, { ...options, signal: undefined })
      .close()
      .catch(() => undefined)
  }
}

class ScriptRun {
  readonly #script: Script
  readonly #raw: Store
  readonly #store: GuardedStore
  readonly #targets: readonly Target[]
  readonly #placed = new Map<string, PlacedRecord[]>()
  readonly #rows = new Map<string, ServedRow[]>()
  readonly #probes = new Map<string, Probe[]>()
  readonly #clock: (() => Instant) | null
  #now: Instant

  constructor(script: Script, raw: Store, store: GuardedStore, clock: (() => Instant) | null) {
    this.#clock = clock
    this.#script = script
    this.#raw = raw
    this.#store = store
    this.#targets = targetsOfScript(script).filter(
      target => target.kind === 'document' || raw.capabilities.services,
    )
    this.#now = script.actions[0]?.at ?? 0
    for (const { sources } of script.definitions)
      for (const source of sources.keys()) this.#placed.set(source, [])
  }

  async open(): Promise<void> {
    const { definitions, services } = this.#script
    const served = this.#raw.capabilities.services ? services : []
    const regions = regionsOfScript(this.#script)
    const inRegions = regions.length === 0 ? {} : { regions }
    await this.#store.open({ definitions, services: served, now: () => this.#now, ...inRegions })
  }

  async act(action: Action): Promise<void> {
    this.#now = Math.max(this.#now, action.at)
    if (action.kind === 'append') return this.#append(action)
    if (action.kind === 'step') return this.#store.step(action.step)
    if (action.kind === 'fault') return this.#store.fault(action.fault)
    if (action.kind === 'settle') return this.#store.settle()
    return this.#ask(action)
  }

  async #append({ records }: Extract<Action, { kind: 'append' }>): Promise<void> {
    const [first] = records
    if (first === undefined) return
    const placements = (await this.#store.ingest(records)) ?? []
    const log = this.#placed.get(first.source) ?? []
    this.#placed.set(first.source, log)
    for (const [i, record] of records.entries()) {
      const { source, id, eventTime, arrivalTime, op, revision, fields } = record
      const placement = placements[i] ?? null
      log.push({ source, id, eventTime, arrivalTime, op, revision, fields, position: log.length, placement })
    }
  }

  async #ask(action: Extract<Action, { kind: 'ask' }>): Promise<void> {
    const asOf = this.#clock?.() ?? null
    const probes = asOf === null ? action.probes : action.probes.map(probe => ({ ...probe, asOf }))
    if (asOf !== null) this.#now = Math.max(this.#now, asOf)
    const [first] = probes
    const target = this.#targets.find(each => targetName(each) === first?.target)
    if (first === undefined || target === undefined) return
    const answers = await this.#store.read(probes)
    const rows = this.#rows.get(first.target) ?? []
    this.#rows.set(first.target, [...rows, ...servedRows(this.#scope(target), probes, answers, this.#now)])
    this.#probes.set(first.target, [...(this.#probes.get(first.target) ?? []), ...probes])
  }

  async history(): Promise<History> {
    const { scenario, seed, train } = this.#script
    const arrivals = [...this.#placed.values()].flatMap(log => log.map(({ arrivalTime }) => arrivalTime))
    const last = Math.max(...arrivals)
    const cut = arrivals.length === 0 ? null : Math.min(last, this.#script.cut ?? last)
    const trains = train && this.#raw.train !== undefined
    const tables: History['tables'][number][] = []
    for (const target of this.#targets) {
      const name = targetName(target)
      const probes = this.#probes.get(name) ?? []
      const answers = trains && probes.length > 0 ? await this.#store.train(probes, cut ?? this.#now) : []
      const training = trains ? trainingRows(this.#scope(target), probes, answers) : null
      tables.push({ target, served: this.#rows.get(name) ?? [], training })
    }
    const { name, stack } = this.#raw.capabilities
    const page = {
      training: { reading: 'as-trained', cut } as const,
      completeFrom: {},
      scenario,
      seed,
      options: {},
      store: { name, stack },
    }
    return { page, events: this.#placed, tables }
  }

  #scope(target: Target): AnswerScope {
    const { capabilities } = this.#raw
    const kinds = capabilities.aggregates
    const columns = targetColumns(target).filter(({ feature }) => {
      if (feature.kind === 'on-demand') return capabilities.onDemand
      if (feature.refresh !== null && !capabilities.refresh) return false
      return kinds === undefined || kinds.includes(feature.aggregate.kind)
    })
    return { capabilities, target, columns }
  }
}
