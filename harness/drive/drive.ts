import { targetName } from '../../features/target.ts'
import type { Instant, Micros } from '../../features/value.ts'
import type { AgendaItem } from '../../scenarios/agenda.ts'
import { type DrawnOptions, planRun } from '../../scenarios/run-plan.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import type { History, HistoryTable } from '../history/history.ts'
import type { RegionQuestion } from '../regions/region-reads.ts'
import type { Store } from '../store.ts'
import { adaptPlan } from './adapt-plan.ts'
import { converge } from './converge.ts'
import { countEvents, seeLogs } from './count-events.ts'
import { countReads } from './count-reads.ts'
import { type GuardOptions, guardStore } from './guarded-store.ts'
import type { Move } from './move.ts'
import { type Happened, nothingHappened } from './must-happen.ts'
import { type NotRun, type Scope, scopeOf } from './not-run.ts'
import { RunSession } from './run-session.ts'
import { catchUp } from './schedule.ts'
import { withWatermarks } from './with-watermarks.ts'

/** What a run gave. */
export interface DriveOutcome {
  readonly history: History
  /** Counted from what was appended, asked and answered; every `JudgedHappening` is left at 0 for the judge. */
  readonly happened: Happened
  /** All that the seed drew of the scenario's options. */
  readonly options: DrawnOptions
  /** What the store's capabilities exclude, and what it answers that nobody asked for, each with its reason. */
  readonly notRun: readonly NotRun[]
  /** Probes from this id on were asked when everything was applied, at the end or later: as-known, or a defect. */
  readonly quietFrom: bigint
  /** What was done to the store, in order: with the History's events and probes enough to do it again. */
  readonly moves: readonly Move[]
  /** Null where the store was not opened with regions. */
  readonly regions: RegionRun | null
}

/** What was asked of regions one by one, and how long they took to come to hold the same. */
export interface RegionRun {
  readonly names: readonly string[]
  readonly questions: readonly RegionQuestion[]
  /** µs of the machine's clock; null: longer than `convergeWithin`. */
  readonly converged: Micros | null
  readonly convergeWithin: Micros
}

/**
 * Drives a store through a scenario: first adversity, records and questions by the virtual clock with the store's steps
 * between them as the seed schedules; then quiet, in which the store must come to serve as-known. The same seed gives
 * the same events and questions to every store, and the same History from the same deterministic store.
 * @throws PlumblineError store-failed, bad-store, or interrupted; the store is closed whatever happens.
 */
export async function drive(
  scenario: Scenario,
  seed: number,
  store: Store,
  options: GuardOptions = {},
): Promise<DriveOutcome> {
  const clock = options.clock ?? (() => 0)
  const { plan, notRun } = adaptPlan(planRun(scenario, seed), store.capabilities, clock())
  const scope = scopeOf(plan, store)
  const session = new RunSession(plan, scope, store, guardStore(store, options), clock)
  try {
    await session.open()
    await runAdversity(session, scope)
    const quietFrom = session.nextProbe
    const converged = await runQuiet(session, scope)
    const history = await historyOf(session, scope, store)
    return {
      history,
      happened: happenedIn(session, history),
      options: plan.options,
      notRun: [...notRun, ...scope.notRun, ...session.strays.notRun(), ...unreadOf(session)],
      quietFrom,
      moves: session.moves,
      regions: regionRun(session, scope, converged),
    }
  } catch (error) {
    // The failure is the one to tell, whatever becomes of what was recorded before it.
    await keepRecorded(session, scope, store, options).catch(() => undefined)
    throw error
  } finally {
    // A store that failed may fail to close as well; the first failure is the one to tell.
    await guardStore(store, { ...options, signal: undefined })
      .close()
      .catch(() => undefined)
  }
}

function regionRun(session: RunSession, { regions }: Scope, converged: Micros | null): RegionRun | null {
  if (regions.length === 0) return null
  const { scenario } = session.plan
  const convergeWithin = scenario.regions?.convergeWithin ?? 0
  return { names: regions, questions: session.regionReads.questions, converged, convergeWithin }
}

/** Keeps what was recorded before a run failed, if anything was. */
async function keepRecorded(session: RunSession, scope: Scope, store: Store, options: GuardOptions) {
  const isEmpty = [...session.placed.values()].every(log => log.length === 0)
  if (options.keep === undefined || options.signal?.aborted || isEmpty) return
  await options.keep(await historyOf(session, { ...scope, trained: false }, store))
}

function unreadOf({ unread }: RunSession): NotRun[] {
  return [...unread].map(name => ({
    what: `questions about ${name}`,
    reason: 'their answers changed while they were asked',
    excuses: [],
  }))
}

async function runAdversity(session: RunSession, scope: Scope): Promise<void> {
  const { agenda, options, schedule } = session.plan
  const chance = schedule.fork('settles')
  // A store that states what an answer holds is asked while it lags too, as often as the scenario lets workers lag.
  const settles = () => !scope.lagging || chance.chance(options.interleaving.catchUp)
  for (const item of agenda) {
    session.advance(item.at)
    // Between a question and its repetition nothing happens, so that only reading can change the answer.
    const still = item.kind === 'ask' && item.again
    if (scope.stepped && !still) {
      for (const worker of session.workers) for (const step of worker.steps()) await session.step(step)
    }
    if (item.kind === 'append') await session.append(item.records)
    else if (item.kind === 'ask') await ask(session, scope, item, settles)
    else if (scope.faults.has(item.fault.kind)) await session.fault(item.fault)
  }
}

async function ask(
  session: RunSession,
  scope: Scope,
  item: Extract<AgendaItem, { kind: 'ask' }>,
  settles: () => boolean,
): Promise<void> {
  if (!scope.pastReads && item.batch.questions.some(question => question.asOf < item.at)) return
  if (!scope.stepped && !item.again && settles()) await session.settle()
  const before = session.nextProbe
  await session.read(item.batch)
  if (item.again) session.count('repeatedReads', Number(session.nextProbe - before))
  for (const region of scope.regions) await session.read(item.batch, region)
}

/** Everything is applied and stays so, through a restart too where the schedule had some; then the final questions. */
async function runQuiet(session: RunSession, scope: Scope): Promise<Micros | null> {
  const { end, quiet, options } = session.plan
  session.advance(end)
  if (scope.stepped && options.interleaving.restart > 0) {
    for (const worker of session.workers) {
      for (const step of catchUp(worker.book, () => true)) await session.step(worker.own(step))
      await session.step(worker.own({ kind: 'restart' }))
    }
  }
  const converged = await convergence(session, scope)
  await session.settle()
  let settled = true
  for (const item of quiet) {
    session.advance(item.at)
    if (item.kind === 'append') await session.append(item.records)
    else if (item.kind === 'ask') {
      if (!settled) await session.settle()
      const before = session.nextProbe
      await session.read(item.batch)
      if (item.again) session.count('repeatedReads', Number(session.nextProbe - before))
      for (const region of scope.regions) await session.read(item.batch, region)
    }
    settled = item.kind === 'ask'
  }
  return converged
}

/** How long the regions took to come to hold the same, µs; a store whose steps are scheduled has applied all by then. */
async function convergence(session: RunSession, scope: Scope): Promise<Micros | null> {
  const { scenario, quiet } = session.plan
  if (scope.regions.length === 0) return null
  if (scope.stepped) await session.settle()
  const batches = quiet.flatMap(item => (item.kind === 'ask' ? [item.batch] : [])).slice(0, 4)
  return converge(session, scope.regions, batches, scenario.regions?.convergeWithin ?? 0)
}

async function historyOf(session: RunSession, scope: Scope, store: Store): Promise<History> {
  const { scenario, seed, options } = session.plan
  const cut = cutOf(session)
  const tables: HistoryTable[] = []
  for (const target of scope.targets) {
    const training = scope.trained ? await session.train(target, cut ?? session.now) : null
    const served = session.rows.get(targetName(target)) ?? []
    tables.push({
      target,
      served: scenario.watermarks === true ? withWatermarks(served, session.placed) : served,
      training,
    })
  }
  const { name, stack } = store.capabilities
  return {
    page: {
      training: { reading: 'as-trained', cut },
      completeFrom: completeFromOf(scenario, session.placed.keys()),
      scenario: scenario.name,
      seed,
      options: plainOptions(options),
      store: { name, stack },
    },
    events: session.placed,
    tables,
  }
}

function completeFromOf(
  { completeFrom = null }: Scenario,
  sources: Iterable<string>,
): Readonly<Record<string, Instant>> {
  if (completeFrom === null) return {}
  return Object.fromEntries([...sources].map(source => [source, completeFrom]))
}

/** The arrival up to which training knows the log, µs; its end, mostly. Null where nothing was appended. */
function cutOf({ placed, plan }: RunSession): Instant | null {
  const arrivals = [...placed.values()].flat().flatMap(({ arrivalTime }) => {
    return Number.isSafeInteger(arrivalTime) ? [arrivalTime] : []
  })
  const known = Math.ceil(arrivals.length * plan.scenario.trainCut)
  return arrivals.sort((a, b) => a - b)[Math.max(1, known) - 1] ?? null
}

/** Plain JSON data: what a History's page can hold. */
function plainOptions(options: DrawnOptions): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(options, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)))
}

function happenedIn(session: RunSession, history: History): Happened {
  const happened = nothingHappened()
  const logs = seeLogs(session.plan.scenario.definitions, session.placed)
  const counted = new Set<string>()
  const parts = [
    session.counts,
    countReads(history.tables, logs),
    // A log that two documents read is counted as the first of them sees it.
    ...logs.filter(({ source }) => !counted.has(source.name) && counted.add(source.name)).map(countEvents),
  ]
  for (const part of parts) {
    for (const [name, times] of Object.entries(part)) happened[name as keyof typeof happened] += times
  }
  return happened
}
