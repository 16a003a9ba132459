import type { Instant } from '../../features/value.ts'
import type { Action, Script } from '../shrink/script.ts'
import { askedInstants } from './expected-answers.ts'
import { type SmallRun, type SmallSetting, smallProbes, stepsOf } from './run-small.ts'
import { askedAt, smallFeatures } from './small-features.ts'

/** A small run move by move, as shrinking and replaying do it again: what `runSmall` does, with the answers recorded. */
export function smallScript(
  { records, schedule }: SmallRun,
  { keys, partition }: SmallSetting,
  from: { readonly scenario: string; readonly seed: number },
): Script {
  const probes = smallProbes(keys)
  let asked = 0n
  const ask = (instant: number, at: Instant): Action => {
    const named = (probes[instant] ?? []).map(probe => ({ ...probe, probeId: ++asked }))
    return { kind: 'ask', at, probes: named }
  }
  let appended = 0
  const actions = schedule.flatMap((step): Action[] => {
    if (step.kind === 'append') {
      const next = records.slice(appended, ++appended)
      return [{ kind: 'append', at: askedAt, records: next }, ask(0, askedAt)]
    }
    return stepsOf(step, partition).flatMap((each): Action[] => {
      const done: Action =
        each === 'settle' ? { kind: 'settle', at: askedAt } : { kind: 'step', at: askedAt, step: each }
      return [done, ask(0, askedAt)]
    })
  })
  return {
    definitions: [smallFeatures],
    services: [],
    actions: [ask(0, askedAt), ...actions, ask(1, askedInstants[1] as number)],
    train: false,
    cut: null,
    ...from,
  }
}
