import type { StoredFeature } from '../../features/definitions.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { StoreRules } from '../audit/store-rules.ts'
import type { Asked, CellRow, CellSide } from '../diagnose/cell.ts'
import { evaluateAsked, lookOf } from '../diagnose/evaluate-asked.ts'
import { type Policy, semantics, tailOf } from '../diagnose/policy.ts'
import type { SpecSource } from '../diff/spec-source.ts'
import type { StoredPlan, TargetPlan } from '../diff/target-plan.ts'
import type { ServedRow } from '../history/history.ts'
import type { EvaluationPoint, Recomputed } from '../oracle/recomputed.ts'
import type { Profile } from './profile.ts'
import type { FoundRule } from './profile-line.ts'
import { ruleOfLine } from './rule-of-line.ts'

const sides = ['online', 'offline'] as const

/**
 * Rules that an audit recomputes by: what a profile found that the definitions do not say, side by side. Served values
 * are held to those of the online side, training values to those of the offline side.
 */
export function rulesOfProfile(profile: Profile, path: string): StoreRules {
  const rules: Record<CellSide, FoundRule[]> = { online: [], offline: [] }
  const applied: string[] = []
  const left: string[] = []
  for (const line of profile.lines) {
    for (const side of sides) {
      const rule = ruleOfLine(line, side)
      const named = `${line.name} ${line[side].finding} (${side})`
      if (rule.kind === 'applied') rules[side].push(rule.rule)
      if (rule.kind === 'applied') applied.push(named)
      if (rule.kind === 'not-applied') left.push(named)
    }
  }
  const { name } = profile.store
  return {
    over: (logs, target, served) => (definitions, source) =>
      ruledSource(logs(definitions, source), rowOf(target, served, logs), rules),
    notes: [
      applied.length === 0
        ? `${path} has no rule of ${name} that differs from the definitions and can be recomputed by`
        : `values are recomputed by the rules of ${name} in ${path}: ${applied.join(', ')}`,
      ...(left.length === 0 ? [] : [`rules in ${path} that cannot be applied: ${left.join(', ')}`]),
    ],
  }
}

/** A source that evaluates by the rules of the side that is asked; where none speaks of a feature, as it is. */
function ruledSource(
  source: SpecSource,
  row: CellRow,
  rules: Readonly<Record<CellSide, readonly FoundRule[]>>,
): SpecSource {
  const evaluate: SpecSource['evaluate'] = (feature, key, point, tailFrom) => {
    const plain = source.evaluate(feature, key, point, tailFrom)
    const asked = askedOf(source, row, feature, key, point)
    const policy = asked === null ? null : policyOf(asked, rules[asked.side])
    if (asked === null || policy === null) return plain
    return ruled(plain, asked, policy, tailFrom)
  }
  return { ...source, evaluate }
}

function ruled(plain: Recomputed, asked: Asked, policy: Policy, tailFrom: Instant | undefined): Recomputed {
  if (tailFrom === undefined) return { ...evaluateAsked(asked, policy).answer, judged: plain.judged }
  const { asOf } = lookOf(asked.feature, { ...asked.point, asOf: tailFrom })
  const ends: Policy['ends'] = (read, at, facts) => ({
    ...policy.ends(read, at, facts),
    tail: tailOf(read, asOf),
  })
  return { ...evaluateAsked(asked, { ...policy, ends }).answer, judged: plain.judged }
}

/** The rules that speak of what is asked, each on top of those before it; null where none does. */
function policyOf(asked: Asked, rules: readonly FoundRule[]): Policy | null {
  let policy = semantics
  for (const rule of rules) {
    const changed = rule(policy, asked)
    if (changed !== null) policy = { ...policy, ...changed }
  }
  return policy === semantics ? null : policy
}

/** Null for a key with a null part, of which there are no facts. */
function askedOf(
  source: SpecSource,
  row: CellRow,
  feature: StoredFeature,
  key: readonly Value[],
  point: EvaluationPoint,
): Asked | null {
  const plan = row.target.columns.find(
    (each): each is StoredPlan => each.kind === 'stored' && each.feature === feature,
  )
  if (plan === undefined) throw new Error(`no column holds the feature ${feature.name}`)
  if (key.includes(null)) return null
  const side = point.trained ? 'offline' : 'online'
  return { plan, feature, key, records: source.records(key), point, row, side }
}

function rowOf(target: TargetPlan, served: ServedRow, logs: CellRow['world']['logs']): CellRow {
  return {
    scenario: null,
    seed: null,
    target,
    served,
    batch: { rows: [served], before: null, together: [served] },
    beside: { place: 0, before: null, after: null, alike: { count: 1 } },
    world: { logs, isWhole: false, targets: [target], cut: served.asOf, clockSlack: 0 },
  }
}
