import type { LogRecord } from '../features/log-record.ts'
import type { Target } from '../features/target.ts'
import type { Instant } from '../features/value.ts'
import { askQuestions, askSeeks } from '../generators/ask.ts'
import { drawOptions } from '../generators/draw.ts'
import { type Events, generateEvents, mergeByArrival } from '../generators/generate-events.ts'
import { observedKeys } from '../generators/observed-keys.ts'
import type { Probing, QuestionBatch } from '../generators/question.ts'
import { type Random, randomOf } from '../generators/random.ts'
import type { Stream } from '../generators/stream.ts'
import { type AgendaItem, agendaOf, withFaults } from './agenda.ts'
import type { Interleaving } from './interleaving.ts'
import { quietAgenda } from './quiet-agenda.ts'
import { type Scenario, scenarioTargets } from './scenario.ts'

/** What a seed drew of a scenario's options: plain data, printed and stored with the seed. */
export interface DrawnOptions {
  readonly streams: Readonly<Record<string, Stream>>
  readonly probe: Probing
  readonly interleaving: Interleaving
}

/** All that happens in a run but for what a store does: the same for every store. */
export interface RunPlan {
  readonly scenario: Scenario
  readonly seed: number
  readonly options: DrawnOptions
  readonly targets: readonly Target[]
  /** By source, in the order of arrival. */
  readonly records: ReadonlyMap<string, readonly LogRecord[]>
  /** Appends, questions and faults in the order of the virtual clock. */
  readonly agenda: readonly AgendaItem[]
  /** The last instant of the agenda, µs. */
  readonly end: Instant
  /**
   * Questions after everything was applied, at `end` and later: their answers must equal as-known. Where features are
   * scheduled a fact comes before the questions of each instant, else no store could know that time went on.
   */
  readonly quiet: readonly AgendaItem[]
  /** The chance that is left for the schedule of the store's steps. */
  readonly schedule: Random
}

/** The run of a scenario and a seed. Pure. */
export function planRun(scenario: Scenario, seed: number): RunPlan {
  const random = randomOf(seed).fork(scenario.name)
  const options = drawAll(scenario, random.fork('options'))
  const targets = scenarioTargets(scenario)
  const events = eventsOf(scenario, options, random.fork('events'))
  const merged = mergeByArrival(events.records)
  const batches = [
    ...questionsOf(scenario, options, targets, events, merged, random.fork('questions')),
    ...askSeeks(events.seeks, targets, options.probe, random.fork('seeks')),
  ].sort((a, b) => a.askedAt - b.askedAt)
  const peaceful = agendaOf(merged, batches, options.probe.repeated ?? 0, random.fork('agenda'))
  const agenda = withFaults(peaceful, scenario.faults, random.fork('faults'))
  const end = agenda.at(-1)?.at ?? 0
  const exact = scenario.questions !== null || scenario.records !== null
  const quiet = exact
    ? []
    : quietAgenda({ scenario, options, targets, events, merged, end }, random.fork('quiet'))
  return {
    scenario,
    seed,
    options,
    targets,
    records: events.records,
    agenda,
    end,
    quiet,
    schedule: random.fork('schedule'),
  }
}

function drawAll(scenario: Scenario, random: Random): DrawnOptions {
  const streams = [...scenario.streams].map(([source, stream]) => [
    source,
    drawOptions<Stream>(stream, random.fork(source)),
  ])
  return {
    streams: Object.fromEntries(streams),
    probe: drawOptions<Probing>(scenario.probe, random.fork('probe')),
    interleaving: drawOptions<Interleaving>(scenario.interleaving, random.fork('interleaving')),
  }
}

function eventsOf(scenario: Scenario, options: DrawnOptions, random: Random): Events {
  if (scenario.records === null) {
    return generateEvents(scenario.definitions, new Map(Object.entries(options.streams)), random)
  }
  const records = Map.groupBy(scenario.records, record => record.source)
  const keys = new Map(scenario.definitions.map(each => [each.name, observedKeys(each, records)]))
  return { records, keys, anchors: [], seeks: [] }
}

function questionsOf(
  scenario: Scenario,
  { probe }: DrawnOptions,
  targets: readonly Target[],
  events: Events,
  merged: readonly LogRecord[],
  random: Random,
): readonly QuestionBatch[] {
  if (scenario.questions !== null) return scenario.questions
  if (merged.length === 0) return []
  return askQuestions(
    { targets, records: merged, keys: events.keys, anchors: events.anchors, probing: probe },
    random,
  )
}
