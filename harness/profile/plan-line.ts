import type { Definitions } from '../../features/definitions.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import { clockSteps } from '../drive/clock-steps.ts'
import type { Capabilities } from '../store.ts'
import type { LineStep, ProfileLine, Way } from './profile-line.ts'

/** A line that a store can be asked, in one of its ways. */
export interface PlannedLine {
  readonly line: ProfileLine
  readonly way: Way
  /** A document of its own: its one source and its name are called after the line. */
  readonly definitions: Definitions
  /** How the store's clients shall write instants; null: as they mostly do. */
  readonly encoding: string | null
}

/** A line with its plan, or with why the store cannot be asked. */
export type LinePlan =
  | { readonly ok: true; readonly planned: PlannedLine }
  | { readonly ok: false; readonly reason: string }

const plurals = {
  duplicate: 'duplicates',
  correction: 'corrections',
  delete: 'deletes',
  reject: 'rejects',
} as const

/** Picks the first of a line's ways that a store's capabilities allow. Pure. */
export function planLine(line: ProfileLine, capabilities: Capabilities): LinePlan {
  const reasons = line.ways.map(way => whyNot(way, capabilities))
  const at = reasons.indexOf(null)
  const way = line.ways[at]
  if (way === undefined) return { ok: false, reason: reasonOf(line, reasons) }
  const encoding = line.encoding?.(capabilities.encodings ?? []) ?? null
  return { ok: true, planned: { line, way, definitions: documentOf(line, way), encoding } }
}

/** Null where the store can be asked so. */
function whyNot(way: Way, { aggregates, records, precision = 'us' }: Capabilities): string | null {
  const lacking = way.records.find(kind => records !== undefined && !records.includes(kind))
  if (lacking !== undefined) return `the store takes no ${plurals[lacking]}`
  const step = clockSteps[precision]
  if (way.steps.some(each => instantsOf(each).some(at => at % step !== 0)))
    return `the store's clocks know nothing finer than 1 ${precision}`
  const kind = way.aggregates.find(each => aggregates !== undefined && !aggregates.includes(each))
  return kind === undefined ? null : `the store has no ${kind}`
}

function instantsOf(step: LineStep): number[] {
  if (step.kind === 'ask') return [step.at]
  return step.facts.flatMap(({ at, arrives }) => [at ?? arrives, arrives])
}

/** Where only aggregations are lacking, all of those that would do are named. */
function reasonOf({ ways }: ProfileLine, reasons: readonly (string | null)[]): string {
  const other = reasons.find(reason => reason !== null && !reason.startsWith('the store has no '))
  if (other !== undefined && other !== null) return other
  return `the store has no ${[...new Set(ways.flatMap(({ aggregates }) => aggregates))].join(', ')}`
}

function documentOf({ name }: ProfileLine, { entity, fields, features }: Way): Definitions {
  const called = name.replaceAll('-', '_')
  const source = `${called}_facts`
  return definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: `profile_${called}`,
    version: 1,
    entity,
    sources: {
      [source]: {
        key: Object.fromEntries(Object.keys(entity).map(part => [part, part])),
        fields: { ...entity, ...fields },
      },
    },
    features: Object.fromEntries(
      Object.entries(features).map(([feature, body]) => [feature, { source, ...body }]),
    ),
  })
}
