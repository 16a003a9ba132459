import type { StoredFeature } from '../../features/definitions.ts'
import type { Expression } from '../../features/expression.ts'
import { type Target, type TargetColumn, targetColumns, targetName } from '../../features/target.ts'
import type { Happening } from '../../scenarios/happening.ts'
import type { RunPlan } from '../../scenarios/run-plan.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import type { Capabilities, FaultKind, Store } from '../store.ts'
import { clockSteps } from './clock-steps.ts'
import { steppedFaults } from './fault-steps.ts'

/** Part of a scenario that a store cannot be asked for. */
export interface NotRun {
  /** What was left out: `columns spend_daily, spend_weekly of fraud`. */
  readonly what: string
  readonly reason: string
  /** What then cannot happen, so that nobody may demand it. */
  readonly excuses: readonly Happening[]
  /** Where columns are left out: the share of the scenario's columns that is left. */
  readonly share?: number
}

/** What is left of a scenario for a store. */
export interface Scope {
  readonly targets: readonly Target[]
  /** By target name, the columns that the store is held to. */
  readonly columns: ReadonlyMap<string, readonly TargetColumn[]>
  /** Whether the store's own clock says what an answer is for. */
  readonly ownClock: boolean
  readonly pastReads: boolean
  readonly stepped: boolean
  /** Whether questions may be asked while the store lags, though nobody schedules its steps. */
  readonly lagging: boolean
  /** The regions that the store is opened with and that are asked one by one; empty: it has one state. */
  readonly regions: readonly string[]
  /** The faults that the run makes. */
  readonly faults: ReadonlySet<FaultKind>
  readonly trained: boolean
  readonly notRun: readonly NotRun[]
}

/** Holds a plan against what a store says it can do. */
export function scopeOf(plan: RunPlan, store: Store): Scope {
  const { capabilities } = store
  const notRun: NotRun[] = []
  const ownClock = capabilities.clock === 'own'
  const skip = (what: string, reason: string, excuses: readonly Happening[] = []) =>
    notRun.push({ what, reason, excuses })
  const targets = plan.targets.filter(target => {
    const asked = target.kind === 'document' || capabilities.services
    if (!asked) skip(`the service ${targetName(target)}`, 'the store serves no services', ['requests'])
    return asked
  })
  const columns = new Map(
    targets.map(target => [targetName(target), keptColumns(target, capabilities, skip)]),
  )
  const kept = [...columns.values()].reduce((sum, each) => sum + each.length, 0)
  const all = plan.targets.reduce((sum, target) => sum + targetColumns(target).length, 0)
  for (const [i, each] of notRun.entries()) if (kept < all) notRun[i] = { ...each, share: kept / all }
  const stepped = isStepped(store) && !ownClock
  if (!stepped && plan.options.interleaving.catchUp < 1) {
    skip('the interleaving of worker and probes', 'the store lets nobody schedule its steps', scheduled)
  }
  const faults = madeFaults(plan.scenario, store, stepped)
  const lacking = plan.scenario.faults.filter(kind => !faults.has(kind))
  if (lacking.length > 0)
    skip(`the faults ${lacking.join(', ')}`, whyNoFault(lacking, capabilities), ['faults'])
  const { regions, lacksRegions } = regionsAsked(plan.scenario, capabilities)
  if (lacksRegions !== null) skip('reads by region', lacksRegions, ['regionLags', 'failovers'])
  const lagging = capabilities.offsets === true
  const trained = plan.scenario.train && store.train !== undefined
  if (plan.scenario.train && !trained) skip('training sets', 'the store has no train()', ['trainingRows'])
  const pastReads = capabilities.asOfReads && !ownClock
  if (!pastReads) skip('questions about the past', 'the store answers for now only', ['pastReads'])
  return { targets, columns, ownClock, pastReads, stepped, lagging, regions, faults, trained, notRun }
}

/** Those that the store makes by itself, or that a schedule of its steps amounts to. */
function madeFaults(scenario: Scenario, store: Store, stepped: boolean): Set<FaultKind> {
  const own = store.fault === undefined ? [] : (store.capabilities.faults ?? [])
  const able = stepped ? [...steppedFaults, ...own] : own
  return new Set(scenario.faults.filter(kind => able.includes(kind)))
}

function whyNoFault(lacking: readonly FaultKind[], { withheld = {} }: Capabilities): string {
  const reasons = new Set(lacking.flatMap(kind => withheld[kind] ?? []))
  return reasons.size === 0 ? 'nobody can make them happen to the store' : [...reasons].join('; ')
}

function regionsAsked({ regions }: Scenario, { regions: most = 1 }: Capabilities) {
  const names = regions?.names ?? []
  if (names.length <= most) return { regions: names, lacksRegions: null }
  return {
    regions: [],
    lacksRegions: most === 1 ? 'the store keeps one state' : `the store keeps at most ${most} regions`,
  }
}

/**
 * Why a scenario says nothing of a store: something that it is about cannot be had, so that running the rest of it would
 * pass for what it is not. Null where it can be run.
 */
export function whyNotRun(scenario: Scenario, store: Store): string | null {
  const { capabilities } = store
  const made = madeFaults(scenario, store, isStepped(store))
  const lacking = [...new Set(scenario.faults.filter(kind => !made.has(kind)))]
  if (lacking.length > 0) return `${lacking.join(', ')}: ${whyNoFault(lacking, capabilities)}`
  return regionsAsked(scenario, capabilities).lacksRegions
}

function isStepped({ capabilities, step }: Store): boolean {
  return capabilities.partitions > 0 && step !== undefined && capabilities.clock !== 'own'
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
  { aggregate, refresh, where, window, allowedLateness }: StoredFeature,
  { aggregates, refresh: scheduled, expressions = true, precision = 'us' }: Capabilities,
): string | null {
  const isPlain = where === null && (aggregate.of === null || aggregate.of.node === 'field')
  if (!isPlain && !expressions) return 'the store calculates no inputs and has no filters'
  const lengths = [
    window.length,
    window.slide,
    aggregate.ttl,
    allowedLateness,
    refresh?.every,
    refresh?.delay,
  ]
  if (lengths.some(length => (length ?? 0) % clockSteps[precision] !== 0))
    return `the store's clocks know nothing finer than 1 ${precision}`
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
  const requests: Happening[] = columns.some(
    ({ column, feature }) => feature.kind === 'on-demand' && lacking.includes(column),
  )
    ? ['requests']
    : []
  const withTtl = columns.filter(({ feature }) => feature.kind === 'stored' && feature.aggregate.ttl !== null)
  return withTtl.length > 0 && withTtl.every(({ column }) => lacking.includes(column))
    ? ['expired', ...requests]
    : requests
}
