import { formatInstant } from '../../../features/instant-text.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import type { Target } from '../../../features/target.ts'
import { uniform } from '../../../generators/keys.ts'
import { type Scenario, scenario } from '../../../scenarios/scenario.ts'
import { type Mismatch, mismatchesOf } from '../../diff/mismatch.ts'
import type { GuardOptions } from '../../drive/guarded-store.ts'
import type { Capabilities } from '../../store.ts'
import type { OpenStore } from '../../verify/load-store.ts'
import { type Run, runOnce } from '../../verify/run-once.ts'
import { checkCalls } from './check-calls.ts'
import { checkDocument } from './check-document.ts'
import type { CheckOutcome } from './check-outcome.ts'
import { checkScenarios } from './check-scenarios.ts'

export interface CheckOptions {
  readonly open: OpenStore
  readonly capabilities: Capabilities
  /** Features of the store's own, where it cannot be opened with any others; null: a document made for the check. */
  readonly targets: readonly Target[] | null
  readonly guard: GuardOptions
}

/** Runs the contract of a store. What it throws is one of the outcomes: the check goes on with the next part. */
export async function checkStore(options: CheckOptions): Promise<CheckOutcome[]> {
  const { open, capabilities, guard } = options
  const general = generalScenario(options)
  const outcomes = await caught('takes events and answers questions', () => checkCalls(general, open, guard))
  if (options.targets === null) {
    for (const { name, scenario: run, notRun } of checkScenarios(checkDocument(capabilities), capabilities)) {
      outcomes.push(...(notRun === null ? await checkValues(name, run, options) : [skipped(name, notRun)]))
    }
  }
  const name = 'serves what a point-in-time recomputation gives'
  outcomes.push(...(await checkValues(name, general, options)))
  const fresh = 'is empty when it is opened anew'
  outcomes.push(...(await checkValues(fresh, { ...general, records: [] }, options)))
  return [...outcomes, ...(await checkTraining(general, options))]
}

function generalScenario({ capabilities, targets }: CheckOptions): Scenario {
  const definitions = targets?.flatMap(each => (each.kind === 'document' ? [each.definitions] : []))
  const services = targets?.flatMap(each => (each.kind === 'service' ? [each.service] : []))
  return scenario('adapter-check', {
    features: definitions ?? checkDocument(capabilities),
    services: services ?? [],
    stream: { count: 30, keys: uniform(3), nulls: 0.1 },
    probe: { count: 12 },
    mustHappen: {},
  })
}

async function checkValues(
  name: string,
  run: Scenario,
  { open, guard }: CheckOptions,
): Promise<CheckOutcome[]> {
  return caught(name, async () => {
    const judged = await runOnce({ ...run, train: false }, 1, open, guard)
    const wrong = firstWrong(judged, 'online')
    return [{ name, outcome: wrong === null ? 'ok' : 'wrong', detail: wrong ?? '' }]
  })
}

async function checkTraining(run: Scenario, { open, guard }: CheckOptions): Promise<CheckOutcome[]> {
  const name = 'gives the training values of a batch join'
  return caught(name, async () => {
    const judged = await runOnce({ ...run, train: true }, 1, open, guard)
    if (judged.history.tables.every(({ training }) => training === null))
      return [skipped(name, 'it has no train()')]
    const wrong = firstWrong(judged, 'offline')
    return [{ name, outcome: wrong === null ? 'ok' : 'wrong', detail: wrong ?? '' }]
  })
}

function firstWrong({ judged, unsettled }: Run, side: 'online' | 'offline'): string | null {
  const all = judged.rows.flatMap(mismatchesOf)
  const found = all.find(each => each.side === side && (each.part === 'defect' || each.part === 'leak'))
  if (found !== undefined) return sentenceOf(found)
  const unanswered = judged.rows.some(({ judgement }) =>
    judgement.cells.some(({ served }) => served?.kind === 'error'),
  )
  if (side === 'online' && unanswered) return 'a value was not answered (state error)'
  const stale = all.find(each => each.side === side && each.part === 'staleness')
  return unsettled > 0 && stale !== undefined ? `after settle, ${sentenceOf(stale)}` : null
}

function sentenceOf({ key, asOf, feature, served, training, asKnown, asTrained, side }: Mismatch): string {
  const shown = key.map(({ part, value }) => `${part.name} ${String(value)}`).join(', ')
  const [given, right] = side === 'online' ? [served, asKnown] : [training, asTrained]
  const text = (value: typeof given) =>
    value === null ? 'nothing' : `${value.text}${value.state === null ? '' : ` (${value.state})`}`
  if (feature === null) return `${shown} at ${formatInstant(asOf)}: no single training row`
  return `${feature} of ${shown} at ${formatInstant(asOf)}: gave ${text(given)}, point-in-time is ${text(right)}`
}

async function caught(name: string, run: () => Promise<CheckOutcome[]>): Promise<CheckOutcome[]> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof PlumblineError) || error.code === 'interrupted') throw error
    return [{ name, outcome: 'wrong', detail: error.message }]
  }
}

function skipped(name: string, detail: string): CheckOutcome {
  return { name, outcome: 'not-run', detail }
}
