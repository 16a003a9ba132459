import type { LogResult } from '../../reports/result.ts'
import type { DriftFacts } from '../drift/drift-facts.ts'
import { createPairSums } from '../drift/pairs/pair-sums.ts'
import type { RunFacts } from '../verdict/run-facts.ts'
import { addLogs } from './add-logs.ts'

/** What one History of several contributed. */
export interface NamedFacts {
  readonly name: string
  readonly facts: RunFacts
}

/** What several Histories that were audited by the same options know together; there is at least one. */
export function mergeFacts(all: readonly NamedFacts[]): RunFacts {
  const each = all.map(({ facts }) => facts)
  const first = each[0] as RunFacts
  const trained = each.flatMap(({ unusedTrainingRows }) => unusedTrainingRows ?? [])
  const checked = each.flatMap(({ selfCheck }) => selfCheck ?? [])
  const logs = new Map<string, LogResult>()
  for (const log of each.flatMap(facts => facts.log)) logs.set(log.source, addLogs(logs.get(log.source), log))
  return {
    budgets: first.budgets,
    log: [...logs.values()],
    arrivalTimes: each.every(({ arrivalTimes }) => arrivalTimes),
    unusedTrainingRows: trained.length === 0 ? null : sum(trained),
    mustHappen: null,
    selfCheck:
      checked.length === 0
        ? null
        : {
            sampled: sum(checked.map(({ sampled }) => sampled)),
            disagreements: sum(checked.map(({ disagreements }) => disagreements)),
          },
    drift: mergeDrift(all),
    nothingToProve: nothingIn(all),
    sample: first.sample,
    notes: notesOf(all),
    notRun: [],
    provenance: {
      versions: first.provenance.versions,
      options: {},
      store: sole(each.map(({ provenance }) => provenance.store)),
      definitions: distinct(each.flatMap(({ provenance }) => provenance.definitions)),
      seeds: sole(each.map(({ provenance }) => provenance.seeds)),
      durations: { total: sum(each.map(({ provenance }) => provenance.durations.total ?? 0)) },
    },
  }
}

/** Comparisons side by side, and pairs together: entities of different Histories are different ones. */
function mergeDrift(all: readonly NamedFacts[]): DriftFacts | null {
  const found = all.flatMap(({ name, facts: { drift } }) => (drift === null ? [] : [{ name, drift }]))
  const [first] = found
  if (first === undefined) return null
  const pairs = createPairSums()
  for (const { drift } of found) pairs.add(drift.pairs)
  return {
    ...first.drift,
    comparisons: found.flatMap(({ name, drift }) => {
      return drift.comparisons.map(each => ({ ...each, name: `${name}, ${each.name}` }))
    }),
    pairs: pairs.all(),
    notes: distinct(found.flatMap(({ drift }) => drift.notes)),
  }
}

/** Each note once, with the Histories that it is about, unless it is about all. */
function notesOf(all: readonly NamedFacts[]): string[] {
  const notes = all.flatMap(({ name, facts }) => facts.notes.map(note => ({ name, note })))
  return [...Map.groupBy(notes, ({ note }) => note)].map(([note, about]) => {
    return about.length === all.length ? note : `${about.map(({ name }) => name).join(', ')}: ${note}`
  })
}

function nothingIn(all: readonly NamedFacts[]): string | null {
  const reasons = all.flatMap(({ name, facts: { nothingToProve } }) => {
    return nothingToProve === null ? [] : [`${name}: ${nothingToProve}`]
  })
  return reasons.length === 0 ? null : reasons.join('; ')
}

/** What all have alike, null where two differ. */
function sole<T>(values: readonly (T | null)[]): T | null {
  return distinct(values).length === 1 ? (values[0] ?? null) : null
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map(value => [JSON.stringify(value), value])).values()]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
