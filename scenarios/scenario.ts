import type { Definitions, Service } from '../features/definitions.ts'
import { type Duration, parseDuration } from '../features/duration.ts'
import type { LogRecord } from '../features/log-record.ts'
import { suggestName } from '../features/nearest-name.ts'
import { ownMember } from '../features/own-member.ts'
import { PlumblineError } from '../features/plumbline-error.ts'
import type { Target } from '../features/target.ts'
import type { Instant, Micros } from '../features/value.ts'
import type { Drawable } from '../generators/draw.ts'
import { instant } from '../generators/micros.ts'
import type { Probing, QuestionBatch } from '../generators/question.ts'
import type { Stream } from '../generators/stream.ts'
import { type FaultKind, faults } from './fault.ts'
import { type Happening, happenings, type MustHappen } from './happening.ts'
import { type Interleaving, prompt } from './interleaving.ts'
import { checkMarks, type MustMark } from './must-mark.ts'

/** A definition document: as `features(…)` makes it, or resolved from JSON. */
export type FeaturesOf = Definitions | { readonly definitions: Definitions }

/** A service: as `service(…)` makes it, or resolved from JSON. */
type ServiceOf = Service | { readonly service: Service }

/** What a scenario file says. */
export interface ScenarioOptions {
  /** The documents that the store is opened with, and that are asked. */
  readonly features: FeaturesOf | readonly FeaturesOf[]
  /** Services over them; where there are some, they are asked too, and their documents with them. */
  readonly services?: readonly ServiceOf[]
  /** The events of every source. Any part of them may be left to the seed: `count: between(60, 150)`. */
  readonly stream?: Drawable<Stream>
  /** The events by source, instead of `stream` or beside it. */
  readonly streams?: Readonly<Record<string, Drawable<Stream>>>
  /** The very records of the logs, instead of streams: for regressions. */
  readonly records?: readonly LogRecord[]
  readonly probe?: Drawable<Probing>
  /** The very questions, instead of `probe`: for regressions. */
  readonly questions?: readonly QuestionBatch[]
  /** How the store's worker and the rest take turns; `prompt()` by default. */
  readonly interleaving?: Drawable<Interleaving>
  /** What goes wrong around the store, each once, at places that the seed chooses. None by default. */
  readonly faults?: readonly FaultKind[]
  /**
   * Replicas that are fed from the one log, the first at home: every question is put to each of them too, and at the end
   * they must answer alike within `convergeWithin` of the machine's time. None by default.
   */
  readonly regions?: {
    readonly names: readonly [string, string, ...string[]]
    readonly convergeWithin: Duration
  }
  /** Whether the store's own training values are asked for, where it has them. True by default. */
  readonly train?: boolean
  /** The share of the log's arrivals (0 to 1) that lie up to the training cut; 1 by default. */
  readonly trainCut?: number
  /** The log counts as complete from this event time on only (µs or ISO 8601): what lies before is not judged. */
  readonly completeFrom?: Instant | string
  /** Answers are taken as if the store stated watermarks instead of offsets, where both say the same. */
  readonly watermarks?: boolean
  /** Whether its runs are done again otherwise, now and then, so that answers must follow from one another. */
  readonly relate?: boolean
  /** Rules of the semantics that must have decided a compared value for the run to count. */
  readonly mustMark?: MustMark
  /** What must have happened, at least so often, for the run to count; else its verdict is `inconclusive`. */
  readonly mustHappen: MustHappen
}

/** Replicas of a store, and the time (µs) within which they must come to answer alike. */
export interface ScenarioRegions {
  readonly names: readonly string[]
  readonly convergeWithin: Micros
}

/** What happens to a store and when: data, which a seed turns into a run. */
export interface Scenario {
  readonly name: string
  readonly definitions: readonly Definitions[]
  readonly services: readonly Service[]
  /** By source; empty where `records` are given. */
  readonly streams: ReadonlyMap<string, Drawable<Stream>>
  readonly records: readonly LogRecord[] | null
  readonly probe: Drawable<Probing>
  readonly questions: readonly QuestionBatch[] | null
  readonly interleaving: Drawable<Interleaving>
  readonly faults: readonly FaultKind[]
  readonly regions?: ScenarioRegions | null
  readonly train: boolean
  readonly trainCut: number
  /** µs; null or absent: the logs hold every fact. */
  readonly completeFrom?: Instant | null
  readonly watermarks?: boolean
  readonly relate?: boolean
  readonly mustMark?: MustMark
  readonly mustHappen: MustHappen
}

/**
 * Makes a scenario: the default export of a scenario file.
 * @throws PlumblineError bad-scenario where a source, a field or a happening has no such name, or a source has no events.
 */
export function scenario(name: string, options: ScenarioOptions): Scenario {
  const services = (options.services ?? []).map(each => ('service' in each ? each.service : each))
  const definitions = documentsOf(options.features, services)
  if (definitions.length === 0) throw bad(name, 'has no features: give it at least one definition document')
  const made: Scenario = {
    name,
    definitions,
    services,
    streams: streamsOf(name, options, definitions),
    records: options.records ?? null,
    probe: options.probe ?? { count: 30 },
    questions: options.questions ?? null,
    interleaving: options.interleaving ?? prompt(),
    faults: options.faults ?? [],
    regions: regionsOf(name, options.regions),
    train: options.train ?? true,
    trainCut: options.trainCut ?? 1,
    completeFrom: options.completeFrom === undefined ? null : instant(options.completeFrom),
    watermarks: options.watermarks ?? false,
    relate: options.relate ?? false,
    mustMark: options.mustMark ?? {},
    mustHappen: options.mustHappen,
  }
  checkHappenings(made)
  checkFaults(made)
  checkMarks(made)
  for (const [source, stream] of made.streams) checkFields(made, source, stream)
  return made
}

function regionsOf(name: string, regions: ScenarioOptions['regions']): ScenarioRegions | null {
  if (regions === undefined) return null
  const { names, convergeWithin } = regions
  const micros = parseDuration(convergeWithin)
  if (micros === null)
    throw bad(name, `has regions that converge within ${convergeWithin}: write such as 30s`)
  if (new Set(names).size < names.length) throw bad(name, 'names a region twice: give each a name of its own')
  return { names, convergeWithin: micros }
}

/** The documents that are listed, and those that services use, each once. */
function documentsOf(features: ScenarioOptions['features'], services: readonly Service[]): Definitions[] {
  const listed = isList(features) ? features : [features]
  const documents = listed.map(each => ('definitions' in each ? each.definitions : each))
  return [...new Set([...documents, ...services.flatMap(({ uses }) => uses)])]
}

/** `Array.isArray` does not tell a readonly array from what is none. */
function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}

/** What the probes of a scenario ask: its documents and its services. */
export function scenarioTargets(scenario: Scenario): Target[] {
  const documents = scenario.definitions.map((definitions): Target => ({ kind: 'document', definitions }))
  return [...documents, ...scenario.services.map((service): Target => ({ kind: 'service', service }))]
}

function streamsOf(
  name: string,
  options: ScenarioOptions,
  definitions: readonly Definitions[],
): Map<string, Drawable<Stream>> {
  if (options.records !== undefined) return new Map()
  const sources = new Set(definitions.flatMap(each => [...each.sources.keys()]))
  for (const source of Object.keys(options.streams ?? {})) {
    if (!sources.has(source))
      throw bad(
        name,
        `has a stream for the source ${source}, which its features lack: ${suggestName(source, sources)}`,
      )
  }
  return new Map(
    [...sources].map(source => {
      const stream = ownMember(options.streams ?? {}, source) ?? options.stream
      if (stream === undefined)
        throw bad(name, `says nothing of the events of ${source}: add stream, or streams.${source}`)
      return [source, stream] as const
    }),
  )
}

function checkHappenings({ name, mustHappen }: Scenario): void {
  for (const [happening, least] of Object.entries(mustHappen)) {
    if (!isHappening(happening))
      throw bad(
        name,
        `demands ${happening}, which nothing counts: ${suggestName(happening, Object.keys(happenings))}`,
      )
    if (!Number.isInteger(least) || least < 0)
      throw bad(name, `demands ${least} times ${happening}: write a whole number from 0 on`)
  }
}

function checkFaults({ name, faults: kinds }: Scenario): void {
  for (const kind of kinds) {
    if (Object.hasOwn(faults, kind)) continue
    throw bad(name, `has the fault ${kind}, which nobody can make: ${suggestName(kind, Object.keys(faults))}`)
  }
}

function isHappening(name: string): name is Happening {
  return Object.hasOwn(happenings, name)
}

/** The fields that a stream speaks of by name must be the source's. */
function checkFields({ name, definitions }: Scenario, sourceName: string, stream: Drawable<Stream>): void {
  const fields = new Set(
    definitions.flatMap(each => [...(each.sources.get(sourceName)?.fields.keys() ?? [])]),
  )
  const named = 'draw' in stream ? [] : [...fieldNames(stream.nulls), ...fieldNames(stream.values)]
  for (const field of named) {
    if (!fields.has(field))
      throw bad(
        name,
        `speaks of the field ${field}, which the source ${sourceName} lacks: ${suggestName(field, fields)}`,
      )
  }
}

function fieldNames(part: unknown): string[] {
  if (typeof part !== 'object' || part === null || 'draw' in part || 'oneOf' in part) return []
  return Object.keys(part)
}

function bad(name: string, message: string): PlumblineError {
  return new PlumblineError('bad-scenario', `the scenario ${name} ${message}`)
}

/** Whether a value that a file exports is a scenario, as `scenario` makes them. */
export function isScenario(value: unknown): value is Scenario {
  return (
    typeof value === 'object' &&
    value !== null &&
    'definitions' in value &&
    'streams' in value &&
    'mustHappen' in value
  )
}
