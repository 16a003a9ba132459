import { PlumblineError } from '../../features/plumbline-error.ts'
import { randomOf } from '../../generators/random.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
import type { History } from '../history/history.ts'
import { runScript } from '../shrink/run-script.ts'
import type { Script } from '../shrink/script.ts'
import type { OpenStore } from '../verify/load-store.ts'
import { compareRuns, type RunComparison } from './compare-runs.ts'
import { openWith } from './open-with.ts'
import { plainScript } from './plain-script.ts'
import type { Relation } from './relation.ts'
import { type RelationName, relations } from './relations/index.ts'

/** What came of one relation. */
export interface RelatedRun extends RunComparison {
  readonly relation: RelationName
  /** Why it was not run; null: it was. */
  readonly notRun: string | null
  /** The two runs, where they contradict each other; the second is null where it failed. */
  readonly pair: readonly [History, History | null] | null
}

/**
 * Does a script, and again as each relation has it, and holds the answers against each other: no recomputation is needed.
 * @throws PlumblineError what the store throws in the first run, or interrupted
 */
export async function runRelations(
  given: Script,
  open: OpenStore,
  guard: GuardOptions,
  seed: number,
): Promise<RelatedRun[]> {
  const script = plainScript(given)
  const store = await open()
  const { capabilities } = store
  const first = await runScript(script, store, guard)
  const runs: RelatedRun[] = []
  for (const [name, relation] of Object.entries(relations) as [RelationName, Relation][]) {
    const random = randomOf(seed).fork(name)
    const context = { capabilities, script }
    const notRun = capabilities.clock === 'own' ? 'the store answers for now only' : relation.whyNot(context)
    if (notRun !== null) {
      runs.push({ relation: name, notRun, compared: 0, differing: 0, example: null, pair: null })
      continue
    }
    const related = relation.relate(context, random)
    const second = await secondRun(related.script, openWith(await open(), related.opening ?? {}), guard)
    if (typeof second === 'string') {
      runs.push({ relation: name, notRun, compared: 1, differing: 1, example: second, pair: [first, null] })
      continue
    }
    const compared = compareRuns(first, second, related)
    runs.push({ relation: name, notRun, ...compared, pair: compared.differing > 0 ? [first, second] : null })
  }
  return runs
}

/** A store that did the first run has to do the second; that it fails is told as a difference. */
async function secondRun(
  script: Script,
  store: ReturnType<typeof openWith>,
  guard: GuardOptions,
): Promise<History | string> {
  try {
    return await runScript(script, store, guard)
  } catch (error) {
    if (!(error instanceof PlumblineError) || error.code === 'interrupted') throw error
    return error.message
  }
}
