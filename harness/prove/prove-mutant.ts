import type { NamedCells, ProvedMutant } from '../../reports/prove-result.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
import { type Run, runOnce } from '../verify/run-once.ts'
import type { Mutant, MutantRegistry, OpenedMutant } from './mutant-registry.ts'
import { mutantStatus } from './mutant-status.ts'
import { wrongCells } from './wrong-cells.ts'

/** A run in which a mutant was caught. */
export interface CaughtRun {
  readonly run: Run
  /** Makes the same store again. */
  readonly open: () => Promise<OpenedMutant['store']>
}

export type ShrunkCase = NonNullable<ProvedMutant['shrunk']>

/** With where it was caught. */
interface CaughtIn extends CaughtRun {
  readonly scenario: Scenario
  readonly seed: number
  /** Cells called wrong. */
  readonly cells: number
}

/** What is made of a caught mutant, where the harness has it. */
export interface Followers {
  /** The causes that the diagnosis names, those of the most cells first. */
  readonly nameCauses: ((caught: readonly CaughtRun[]) => Promise<readonly NamedCells[]>) | null
  readonly shrink: ((caught: CaughtRun) => Promise<ShrunkCase | null>) | null
}

export interface ProveOptions {
  readonly scenarios: readonly Scenario[]
  /** Of the scenarios and of the mutant's parameters. */
  readonly seed: number
  /**
   * Seeds of the suite at most: `seed`, `seed` + 1, … The first is run to its end or until it has taken long enough;
   * those after it until the mutant is caught.
   */
  readonly rounds: number
  readonly followers: Followers
  readonly guard: GuardOptions
  /** The machine's clock, ms. */
  readonly now: () => number
}

/** Runs that are diagnosed together, those with the most wrong cells: more of them tell little more, and take their time. */
const diagnosedMax = 5

/** What a caught mutant may take for the rest of its first round (ms): training takes as long as ten runs. */
const matrixMs = 4_000

/** What the runs of one mutant add up to. */
interface Account {
  readonly wrong: Record<string, number | null>
  detection: ProvedMutant['detection']
  /** The runs of the first round that caught it; of later ones the first that did. */
  readonly caught: CaughtIn[]
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
  const account: Account = { wrong: {}, detection: null, caught: [], met: false, runs: 0, events: 0 }
  for (let round = 0; round < options.rounds && account.detection === null; round++) {
    for (const scenario of options.scenarios) {
      if (account.detection !== null && isEnough(round, scenario, mutant, options.now() - started)) continue
      await tryScenario(registry, mutant, scenario, options.seed + round, options, account)
    }
  }
  const { caught, detection, wrong } = account
  const { nameCauses, shrink } = options.followers
  const telling = tellingRuns(caught, mutant)
  const named = telling.length === 0 || nameCauses === null ? null : await nameCauses(telling)
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
    shrunk: telling[0] === undefined || shrink === null ? null : await shrink(telling[0]),
    detail: null,
    durationMs: options.now() - started,
  }
}

/** Whether a scenario is left out for a mutant that was caught already; never the one that it is known by. */
function isEnough(
  round: number,
  { name }: Scenario,
  { killedBy: [known] }: Mutant,
  spentMs: number,
): boolean {
  return round > 0 || (name !== known && spentMs > matrixMs)
}

/** The run of the scenario that the mutant is known by, and those with the most wrong cells. */
function tellingRuns(caught: readonly CaughtIn[], { killedBy: [known] }: Mutant): CaughtIn[] {
  const rank = ({ scenario, cells }: CaughtIn) => (scenario.name === known ? Number.POSITIVE_INFINITY : cells)
  return caught.toSorted((a, b) => rank(b) - rank(a)).slice(0, diagnosedMax)
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
  const cells = online + offline + run.unsettled
  const met = opened.met() > 0
  account.runs++
  account.events += run.happened.events
  account.met ||= met
  if (seed === options.seed) account.wrong[scenario.name] = met ? cells : null
  if (cells === 0) return
  const { runs, events } = account
  account.detection ??= { scenario: scenario.name, seed, runs, events }
  const open = async () => registry.openMutant(mutant, options.seed).store
  account.caught.push({ run, scenario, seed, open, cells })
}
