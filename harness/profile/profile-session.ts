import type { LogRecord } from '../../features/log-record.ts'
import { type Target, targetColumns } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import { clockSteps } from '../drive/clock-steps.ts'
import { type GuardedStore, type GuardOptions, guardStore } from '../drive/guarded-store.ts'
import { type AnswerScope, servedRows, trainingRows } from '../drive/served-rows.ts'
import { floorTo } from '../oracle/specification/evaluate-feature.ts'
import type { Answer, Probe, Store } from '../store.ts'
import { answerText, noRow } from './answer-text.ts'
import type { PlannedLine } from './plan-line.ts'
import type { LineFact, LineStep } from './profile-line.ts'
import { day, hour } from './way.ts'

/** What the cells of a line gave, in the order of its questions and features; null where a cell was not asked. */
export interface LineAnswers {
  readonly online: readonly (string | null)[]
  /** Null where the store has no training values. */
  readonly offline: readonly (string | null)[] | null
}

/** Where the first line starts, µs, and how far the lines lie apart. */
const start: Instant = Date.UTC(2026, 2, 1) * 1_000
const apart = 200 * day

/** A store that is open for some lines, which are asked one after the other. */
export class ProfileSession {
  readonly #raw: Store
  readonly #store: GuardedStore
  readonly #clock: () => Instant
  readonly #trains: boolean
  #now: Instant = start
  #asked = 0
  #nextProbe = 1n

  /** @param trains whether training values are asked for */
  constructor(store: Store, guard: GuardOptions, trains: boolean) {
    this.#trains = trains && store.train !== undefined
    this.#raw = store
    this.#store = guardStore(store, guard)
    this.#clock = guard.clock ?? (() => start)
  }

  /** @throws PlumblineError store-failed */
  async open(lines: readonly PlannedLine[]): Promise<void> {
    const encoding = lines[0]?.encoding ?? null
    await this.#store.open({
      definitions: lines.map(({ definitions }) => definitions),
      services: [],
      now: () => this.#now,
      ...(encoding === null ? {} : { encoding }),
    })
  }

  async close(): Promise<void> {
    await this.#store.close().catch(() => undefined)
  }

  /**
   * Does what a line says and gives what the store answered.
   * @throws PlumblineError store-failed or bad-store: the store failed, or what it said makes no sense
   */
  async ask(planned: PlannedLine): Promise<LineAnswers> {
    const { line, way } = planned
    const base = this.#baseOf(way.steps)
    const scope = this.#scopeOf(planned)
    const online: (string | null)[] = []
    const probes: Probe[] = []
    let last = base
    for (const step of way.steps) {
      if (step.kind === 'append') {
        const records = step.facts.map(fact => recordOf(planned, fact, base))
        last = Math.max(last, ...records.map(({ arrivalTime }) => arrivalTime))
        this.#now = this.#isOwnClock ? this.#now : Math.max(this.#now, last)
        await this.#store.ingest(records)
        // Records that are appended apart are no batch, and what is applied together may be one.
        await this.#store.settle()
        continue
      }
      const own = this.#probesOf(planned, step, base)
      probes.push(...own)
      const isAsked = line.sides !== 'offline' && !(step.chosen && this.#isOwnClock)
      const cells = own.length * scope.columns.length
      online.push(...(isAsked ? await this.#read(scope, own) : new Array<null>(cells).fill(null)))
    }
    const offline = line.sides === 'online' ? null : await this.#train(scope, probes, last)
    return { online, offline }
  }

  get #isOwnClock(): boolean {
    return this.#raw.capabilities.clock === 'own'
  }

  /**
   * Where a line starts: after the one before, or, where the store answers by its own clock, so that its last record arrives
   * within the last hour. The start of an hour in any case.
   */
  #baseOf(steps: readonly LineStep[]): Instant {
    if (!this.#isOwnClock) return start + this.#asked++ * apart
    const arrivals = steps.flatMap(step =>
      step.kind === 'append' ? step.facts.map(each => each.arrives) : [],
    )
    return floorTo(this.#clock() - Math.max(...arrivals), hour)
  }

  #scopeOf({ definitions, way }: PlannedLine): AnswerScope {
    const { capabilities } = this.#raw
    const target: Target = { kind: 'document', definitions }
    const scope = { target, columns: targetColumns(target) }
    return { ...scope, capabilities: { ...capabilities, states: capabilities.states && way.showsStates } }
  }

  #probesOf({ definitions }: PlannedLine, { at, keys }: Extract<LineStep, { kind: 'ask' }>, base: Instant) {
    return keys.map((key): Probe => {
      const probeId = this.#nextProbe++
      return { probeId, target: definitions.name, key, asOf: base + at, request: {}, askedVersion: null }
    })
  }

  async #read(scope: AnswerScope, asked: readonly Probe[]): Promise<string[]> {
    const step = clockSteps[scope.capabilities.precision ?? 'us']
    const own = this.#isOwnClock ? floorTo(this.#clock(), step) : null
    const probes = own === null ? asked : asked.map(probe => ({ ...probe, asOf: own }))
    this.#now = Math.max(this.#now, ...probes.map(({ asOf }) => asOf))
    const answers: readonly Answer[] = await this.#store.read(probes)
    return servedRows(scope, probes, answers, this.#now).flatMap(({ cells }) =>
      scope.columns.map(({ column, feature }) => {
        const cell = cells[column]
        return answerText(cell?.value ?? null, feature.type, cell?.state ?? null)
      }),
    )
  }

  async #train(scope: AnswerScope, probes: readonly Probe[], cut: Instant): Promise<string[] | null> {
    if (!this.#trains) return null
    const rows = trainingRows(scope, probes, await this.#store.train(probes, cut))
    const byProbe = new Map(rows.map(row => [row.probeId, row]))
    return probes.flatMap(({ probeId }) => {
      const row = byProbe.get(probeId)
      return scope.columns.map(({ column, feature }) =>
        row === undefined ? noRow : answerText(row.values[column] ?? null, feature.type, null),
      )
    })
  }
}

function recordOf({ definitions }: PlannedLine, fact: LineFact, base: Instant): LogRecord {
  const [source = ''] = definitions.sources.keys()
  const { id, key, at, arrives, revision, op, fields } = fact
  return {
    source,
    id,
    eventTime: at === null ? null : base + at,
    arrivalTime: base + arrives,
    op,
    revision,
    fields: { ...key, ...fields },
  }
}
