import type { LogRecord } from '../features/log-record.ts'
import { ownMember } from '../features/own-member.ts'
import { type Target, targetDocuments, targetEntity } from '../features/target.ts'
import type { Instant } from '../features/value.ts'
import { askAll } from '../generators/ask.ts'
import { longestReach, probeEdges, storedFeatures } from '../generators/boundaries.ts'
import type { Events } from '../generators/generate-events.ts'
import { heartbeat } from '../generators/heartbeat.ts'
import type { Key } from '../generators/keys.ts'
import type { QuestionBatch } from '../generators/question.ts'
import type { Random } from '../generators/random.ts'
import type { AgendaItem } from './agenda.ts'
import type { DrawnOptions } from './run-plan.ts'
import type { Scenario } from './scenario.ts'

/** A run whose adversity is over. */
interface Over {
  readonly scenario: Scenario
  readonly options: DrawnOptions
  readonly targets: readonly Target[]
  readonly events: Events
  /** Records of all sources in the order of arrival. */
  readonly merged: readonly LogRecord[]
  /** The last instant of the adversity, µs. */
  readonly end: Instant
}

/** The final questions, each instant's after the facts that move the log of scheduled features on. */
export function quietAgenda(over: Over, random: Random): AgendaItem[] {
  const questions = over.targets.flatMap((target, i) =>
    finalQuestions(target, over, random.fork(`target ${i}`)),
  )
  const moments = Map.groupBy(
    questions.sort((a, b) => a.askedAt - b.askedAt),
    batch => batch.askedAt,
  )
  return [...moments].flatMap(([at, batches], i) => {
    const asks = batches.map((batch): AgendaItem => ({ kind: 'ask', at, batch, again: false }))
    return [...heartbeats(over, at, i, random.fork(`heartbeat ${i}`)), ...asks]
  })
}

/** A fact for each source that a scheduled feature reads. */
function heartbeats(
  { scenario, options, events }: Over,
  at: Instant,
  number: number,
  random: Random,
): AgendaItem[] {
  const beaten = new Set<string>()
  return scenario.definitions.flatMap(definitions => {
    const features = storedFeatures([definitions])
    const keys = events.keys.get(definitions.name)
    return [...definitions.sources.values()].flatMap((source): AgendaItem[] => {
      const stream = ownMember(options.streams, source.name)
      const scheduled = features.some(
        feature => feature.source.name === source.name && feature.refresh !== null,
      )
      if (!scheduled || stream === undefined || keys === undefined || beaten.has(source.name)) return []
      beaten.add(source.name)
      const context = { source, entity: definitions.entity, features, stream, keys, anchors: [] }
      return [{ kind: 'append', at, records: [heartbeat(context, at, number, random.fork(source.name))] }]
    })
  })
}

/** All keys at the end; some of them 1 µs later, when facts leave their windows, and after all of them did. */
function finalQuestions(
  target: Target,
  { events, merged, end, options }: Over,
  random: Random,
): QuestionBatch[] {
  const features = storedFeatures(targetDocuments(target))
  const keys = finalKeys(target, events, random)
  const times = random
    .sample(merged, 12)
    .flatMap(({ eventTime }) => (eventTime === null ? [] : probeEdges(features, eventTime)))
  const last = end + longestReach(features)
  const later = random
    .sample(
      times.filter(time => time > end && time <= last),
      3,
    )
    .map(time => time + random.pick([-1, 0, 0, 1]))
  const moments = [end, end + 1, ...later, last + 1]
  return moments.map((moment, i) => {
    const asked = i === 0 ? keys : random.sample(keys, 3)
    return askAll(target, asked, Math.max(end, moment), options.probe, random.fork(`moment ${i}`))
  })
}

/** At most eight keys with facts, one without, and one with a null part. */
function finalKeys(target: Target, events: Events, random: Random): Key[] {
  const documents = targetDocuments(target)
  const drawn = Array.from({ length: 8 }, (_, i) => {
    const parts = documents.flatMap(each => {
      const pool = events.keys.get(each.name)
      const key = pool?.keys[i % pool.keys.length] ?? []
      return each.entity.map((part, j) => [part.name, key[j] ?? null] as const)
    })
    const byName = new Map(parts.toReversed())
    return targetEntity(target).map(part => byName.get(part.name) ?? null)
  })
  const keys = [
    ...new Map(drawn.map(key => [key.map(part => `${typeof part} ${part}`).join('\u0000'), key])).values(),
  ]
  const nulled = (keys[0] ?? []).map((part, i) => (i === 0 ? null : part))
  const absent = events.keys.get(documents[0]?.name ?? '')?.absent
  const alien =
    documents.length === 1 && absent !== undefined && absent.length > 0 ? [random.pick(absent)] : []
  return [...keys, ...alien, nulled]
}
