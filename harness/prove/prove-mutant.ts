import type { ProvedMutant } from '../../reports/prove-result.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
import { type Run, runOnce } from '../verify/run-once.ts'
import type { Mutant, MutantRegistry, OpenedMutant } from './mutant-registry.ts'
import { mutantStatus } from './mutant-status.ts'
import { wrongCells } from './wrong-cells.ts'

/** A run in which a mutant was caught. */
export interface CaughtRun {
  readonly run: Run
  readonly scenario: Scenario
  readonly seed: number
  /** Makes the same store again. */
  readonly open: () => Promise<OpenedMutant['store']>
}

/** What is made of a caught mutant, where the harness has it. */
export interface Followers {
  /** The causes that the diagnosis names, in no order. */
  readonly nameCauses: ((caught: CaughtRun) => Promise<readonly string[]>) | null
  readonly shrink: ((caught: CaughtRun) => Promise<{ events: number; probes: number }>) | null
}

export interface ProveOptions {
  readonly scenarios: readonly Scenario[]
  /** Of the scenarios and of the mutant's parameters. */
  readonly seed: number
  /** Seeds of the suite at most: `seed`, `seed` + 1, … The first is run to its end; those after it until it is caught. */
  readonly rounds: number
  readonly followers: Followers
  readonly guard: GuardOptions
  /** The machine's clock, ms. */
  readonly now: () => number
}

/** What the runs of one mutant add up to. */
interface Account {
  readonly wrong: Record<string, number | null>
  detection: ProvedMutant['detection']
  /** The run of the first round with the most wrong cells, which tells a diagnosis the most. */
  best: (CaughtRun & { readonly cells: number }) | null
  met: boolean
  runs: number
  events: number
}

/** Runs a mutant under a suite: every scenario once, and again with other seeds while nothing of it was called wrong. */
export async function proveMutant(
  registry: MutantRegistry,
  mutant: Mutant,
  options: ProveOptions,
): Promise<ProvedMutant> {
  const started = options.now()
  const account: Account = { wrong: {}, detection: null, best: null, met: false, runs: 0, events: 0 }
  for (let round = 0; round < options.rounds && account.detection === null; round++) {
    for (const scenario of options.scenarios) {
      if (round > 0 && account.detection !== null) break
      await tryScenario(registry, mutant, scenario, options.seed + round, options, account)
    }
  }
  const { best, detection, wrong } = account
  const { nameCauses, shrink } = options.followers
  const named = best === null || nameCauses === null ? null : await nameCauses(best)
  const { name, causes, about, standsFor, side } = mutant
  return {
    name,
    causes: [...causes],
    about,
    standsFor,
    side,
    parameters: { ...registry.openMutant(mutant, options.seed).parameters },
    status: mutantStatus({ causes, caught: detection !== null, met: account.met, named }),
    named: named === null ? null : [...named],
    detection,
    wrongCells: wrong,
    shrunk: best === null || shrink === null ? null : await shrink(best),
    detail: null,
    durationMs: options.now() - started,
  }
}

async function tryScenario(
  registry: MutantRegistry,
  mutant: Mutant,
  whole: Scenario,
  seed: number,
  options: ProveOptions,
  account: Account,
): Promise<void> {
  // Training takes as long as ten runs, and a bug of the online side does not show in it.
  const scenario = { ...whole, train: whole.train && mutant.side !== 'online' }
  const opened = registry.openMutant(mutant, options.seed)
  const run = await runOnce(scenario, seed, async () => opened.store, options.guard)
  const { online, offline } = wrongCells(run.judged)
  const met = opened.met() > 0
  account.runs++
  account.events += run.happened.events
  account.met ||= met
  if (seed === options.seed) account.wrong[scenario.name] = met ? online + offline : null
  if (online + offline === 0) return
  const { runs, events } = account
  account.detection ??= { scenario: scenario.name, seed, runs, events }
  if (online + offline <= (account.best?.cells ?? 0)) return
  const open = async () => registry.openMutant(mutant, options.seed).store
  account.best = { run, scenario, seed, open, cells: online + offline }
}
