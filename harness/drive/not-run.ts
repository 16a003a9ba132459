import type { StoredFeature } from '../../features/definitions.ts'
import type { Expression } from '../../features/expression.ts'
import { type Target, type TargetColumn, targetColumns, targetName } from '../../features/target.ts'
import type { Happening } from '../../scenarios/happening.ts'
import type { RunPlan } from '../../scenarios/run-plan.ts'
import type { Capabilities, FaultKind, Store } from '../store.ts'
import { steppedFaults } from './fault-steps.ts'

/** Part of a scenario that a store cannot be asked for. */
export interface NotRun {
  /** What was left out: `columns spend_daily, spend_weekly of fraud`. */
  readonly what: string
  readonly reason: string
  /** What then cannot happen, so that nobody may demand it. */
  readonly excuses: readonly Happening[]
}

/** What is left of a scenario for a store. */
export interface Scope {
  readonly targets: readonly Target[]
  /** By target name, the columns that the store is held to. */
  readonly columns: ReadonlyMap<string, readonly TargetColumn[]>
  readonly pastReads: boolean
  readonly stepped: boolean
  /** Whether questions may be asked while the store lags, though nobody schedules its steps. */
  readonly lagging: boolean
  /** The faults that the run makes. */
  readonly faults: ReadonlySet<FaultKind>
  readonly trained: boolean
  readonly notRun: readonly NotRun[]
}

/** Holds a plan against what a store says it can do. */
export function scopeOf(plan: RunPlan, store: Store): Scope {
  const { capabilities } = store
  const notRun: NotRun[] = []
  const skip = (what: string, reason: string, excuses: readonly Happening[] = []) =>
    notRun.push({ what, reason, excuses })
  const targets = plan.targets.filter(target => {
    const asked = target.kind === 'document' || capabilities.services
    if (!asked) skip(`the service ${targetName(target)}`, 'the store serves no services')
    return asked
  })
  const columns = new Map(
    targets.map(target => [targetName(target), keptColumns(target, capabilities, skip)]),
  )
  const stepped = capabilities.partitions > 0 && store.step !== undefined
  if (!stepped && plan.options.interleaving.catchUp < 1) {
    skip('the interleaving of worker and probes', 'the store lets nobody schedule its steps', scheduled)
  }
  const faults = madeFaults(plan, store, stepped)
  const lacking = plan.scenario.faults.filter(kind => !faults.has(kind))
  if (lacking.length > 0)
    skip(`the faults ${lacking.join(', ')}`, 'nobody can make them happen to the store', ['faults'])
  const lagging = capabilities.offsets === true
  const trained = plan.scenario.train && store.train !== undefined
  if (plan.scenario.train && !trained) skip('training sets', 'the store has no train()', ['trainingRows'])
  const pastReads = capabilities.asOfReads
  if (!pastReads) skip('questions about the past', 'the store answers for now only', ['pastReads'])
  return { targets, columns, pastReads, stepped, lagging, faults, trained, notRun }
}

/** Those that the store makes by itself, or that a schedule of its steps amounts to. */
function madeFaults(plan: RunPlan, store: Store, stepped: boolean): Set<FaultKind> {
  const own = store.fault === undefined ? [] : (store.capabilities.faults ?? [])
  const able = stepped ? steppedFaults : own
  return new Set(plan.scenario.faults.filter(kind => able.includes(kind)))
}

const scheduled: readonly Happening[] = ['steps', 'restarts', 'crashes', 'redelivered', 'laggedReads']

/** The columns that a store's capabilities let it serve; the others are listed by the reason. */
function keptColumns(
  target: Target,
  capabilities: Capabilities,
  skip: (what: string, reason: string, excuses?: readonly Happening[]) => void,
): TargetColumn[] {
  const lacking = new Map<string, string>()
  const columns = targetColumns(target)
  // An on-demand feature may read one that stands after it, so what is lacking spreads in rounds.
  for (let before = -1; before < lacking.size; ) {
    before = lacking.size
    for (const column of columns) {
      const reason = lacking.has(column.column) ? null : whyNot(column, lacking, capabilities)
      if (reason !== null) lacking.set(column.column, reason)
    }
  }
  for (const [reason, names] of Map.groupBy(lacking.keys(), name => lacking.get(name) as string)) {
    skip(`columns ${names.join(', ')} of ${targetName(target)}`, reason, excusedBy(columns, names))
  }
  return columns.filter(({ column }) => !lacking.has(column))
}

function whyNot(
  column: TargetColumn,
  lacking: ReadonlyMap<string, string>,
  capabilities: Capabilities,
): string | null {
  const { feature } = column
  return feature.kind === 'stored'
    ? whyNotStored(feature, capabilities)
    : whyNotOnDemand(column, lacking, capabilities)
}

function whyNotStored(
  { aggregate, refresh }: StoredFeature,
  { aggregates, refresh: scheduled }: Capabilities,
): string | null {
  if (aggregates !== undefined && !aggregates.includes(aggregate.kind))
    return `the store has no ${aggregate.kind}`
  return refresh !== null && !scheduled ? 'the store has no scheduled features' : null
}

function whyNotOnDemand(
  { column, feature }: TargetColumn,
  lacking: ReadonlyMap<string, string>,
  { onDemand }: Capabilities,
): string | null {
  if (!onDemand) return 'the store has no on-demand features'
  if (feature.kind !== 'on-demand') return null
  const prefix = column.slice(0, column.length - feature.name.length)
  const read = featuresOf(feature.expression).map(name =>
    name.includes('.') ? name.replace('.', '__') : prefix + name,
  )
  const missing = read.find(name => lacking.has(name))
  return missing === undefined ? null : `it reads ${missing}, which the store lacks`
}

function featuresOf(expression: Expression): string[] {
  if (expression.node === 'feature') return [expression.name]
  if (expression.node === 'toFloat') return featuresOf(expression.of)
  return expression.node === 'call' ? expression.args.flatMap(featuresOf) : []
}

/** `expired` cannot happen where every feature with a ttl is left out. */
function excusedBy(columns: readonly TargetColumn[], lacking: readonly string[]): Happening[] {
  const withTtl = columns.filter(({ feature }) => feature.kind === 'stored' && feature.aggregate.ttl !== null)
  return withTtl.length > 0 && withTtl.every(({ column }) => lacking.includes(column)) ? ['expired'] : []
}
