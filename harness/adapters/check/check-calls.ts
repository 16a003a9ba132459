import { type TargetColumn, targetName } from '../../../features/target.ts'
import type { AgendaItem } from '../../../scenarios/agenda.ts'
import { planRun } from '../../../scenarios/run-plan.ts'
import type { Scenario } from '../../../scenarios/scenario.ts'
import { adaptPlan } from '../../drive/adapt-plan.ts'
import { type GuardedStore, type GuardOptions, guardStore } from '../../drive/guarded-store.ts'
import { scopeOf } from '../../drive/not-run.ts'
import { servedRows } from '../../drive/served-rows.ts'
import type { Answer, Probe, Store } from '../../store.ts'
import type { OpenStore } from '../../verify/load-store.ts'
import { writeWire } from '../wire-json.ts'
import type { CheckOutcome } from './check-outcome.ts'

/** A store with facts in it, and questions about them. */
interface Filled {
  readonly store: Store
  readonly guarded: GuardedStore
  readonly batches: readonly (readonly Probe[])[]
  readonly columns: ReadonlyMap<string, readonly TargetColumn[]>
}

type Check = (filled: Filled, open: OpenStore) => Promise<string | null>

/** What a store has to do whatever its values are; null, or what it did instead. */
const checks: readonly (readonly [name: string, check: Check])[] = [
  [
    'answers every probe, with every column',
    async ({ store, guarded, batches, columns }) => {
      for (const probes of batches) {
        const answers = await guarded.read(probes)
        const target = probes[0]?.target ?? ''
        if (answers.length < probes.length)
          return `it gave ${many(answers.length, 'answer')} to ${many(probes.length, 'probe')}`
        for (const { column } of columns.get(target) ?? [])
          if (answers.some(answer => answer?.values?.[column] === undefined))
            return `an answer lacks ${column}: give null where there is no value`
        if (store.capabilities.states && answers.some(answer => answer.states === undefined))
          return 'it declares states, and an answer has none'
      }
      return null
    },
  ],
  [
    'answers in the order of the probes, whoever else is asked for',
    async ({ guarded, batches }) => {
      for (const probes of batches) {
        const together = texts(await guarded.read(probes))
        const backward = texts(await guarded.read(probes.toReversed())).toReversed()
        for (const [i, probe] of probes.entries()) {
          const [alone] = texts(await guarded.read([probe]))
          if (together[i] === alone && backward[i] === alone) continue
          const other = together[i] === alone ? backward[i] : together[i]
          return `asked alone for ${keyText(probe)} it gave ${alone}, and among others ${other}`
        }
      }
      return null
    },
  ],
  [
    'answers alike when asked again',
    async ({ guarded, batches }) => {
      for (const probes of batches) {
        const first = texts(await guarded.read(probes))
        for (let again = 0; again < 3; again++) {
          const later = texts(await guarded.read(probes))
          const at = first.findIndex((text, i) => text !== later[i])
          if (at >= 0) return `it first gave ${first[at]}, then ${later[at]}`
        }
      }
      return null
    },
  ],
]

/**
 * Fills a store with the run of a scenario, and holds its answers against one another.
 * @throws PlumblineError what the store throws
 */
export async function checkCalls(
  run: Scenario,
  open: OpenStore,
  guard: GuardOptions,
): Promise<CheckOutcome[]> {
  const store = await open()
  const guarded = guardStore(store, guard)
  try {
    const filled = await fill(run, store, guarded, guard)
    const outcomes: CheckOutcome[] = []
    for (const [name, check] of checks) {
      const wrong = await check(filled, open)
      outcomes.push({ name, outcome: wrong === null ? 'ok' : 'wrong', detail: wrong ?? '' })
    }
    return outcomes
  } finally {
    await guarded.close().catch(() => undefined)
  }
}

async function fill(
  run: Scenario,
  store: Store,
  guarded: GuardedStore,
  { clock = () => 0 }: GuardOptions,
): Promise<Filled> {
  const { plan } = adaptPlan(planRun(run, 1), store.capabilities, clock())
  const { targets, columns, ownClock } = scopeOf(plan, store)
  const { definitions, services } = run
  await guarded.open({
    definitions,
    services: store.capabilities.services ? services : [],
    now: () => plan.end,
  })
  const items: readonly AgendaItem[] = [...plan.agenda, ...plan.quiet]
  for (const item of items) if (item.kind === 'append') await guarded.ingest(item.records)
  await guarded.settle()
  const batches: Probe[][] = []
  let next = 1n
  for (const item of items) {
    if (item.kind !== 'ask') continue
    const probes = item.batch.questions.flatMap(({ target, key, request }): Probe[] => {
      if (!targets.some(each => targetName(each) === target)) return []
      // All facts are in the store: what is asked for now is the same however often it is asked.
      const asOf = ownClock ? clock() : plan.end
      return [{ probeId: next++, target, key, asOf, request, askedVersion: null }]
    })
    if (probes.length > 0) batches.push(probes)
  }
  const [target] = targets
  if (target !== undefined && batches[0] !== undefined) {
    const scope = { capabilities: store.capabilities, target, columns: columns.get(targetName(target)) ?? [] }
    // Whether values are of their features' types is said here, by what records them.
    const probes = batches[0].filter(probe => probe.target === targetName(target))
    servedRows(scope, probes, await guarded.read(probes), plan.end)
  }
  return { store, guarded, batches, columns }
}

function texts(answers: readonly Answer[]): string[] {
  return answers.map(answer => {
    const sorted = Object.entries(answer?.values ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
    const states = Object.entries(answer?.states ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
    return `${writeWire(Object.fromEntries(sorted))}${states.length === 0 ? '' : ` ${writeWire(Object.fromEntries(states))}`}`
  })
}

function keyText({ key }: Probe): string {
  return writeWire(key)
}

function many(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}
