import type { LogRecord } from '../features/log-record.ts'
import { ownMember } from '../features/own-member.ts'
import { type Target, targetColumns, targetDocuments, targetEntity, targetName } from '../features/target.ts'
import type { Instant, Value, ValueType } from '../features/value.ts'
import { longestReach, probeEdges, refreshEdges, storedFeatures } from './boundaries.ts'
import { isPartOf } from './key-part.ts'
import type { Key, KeyPool } from './keys.ts'
import { micros } from './micros.ts'
import { type MomentKind, momentKinds, type Probing, type Question, type QuestionBatch } from './question.ts'
import { quota } from './quota.ts'
import type { Random } from './random.ts'
import type { Seek } from './seek.ts'
import { drawValue, type ValueShape } from './values.ts'

/** What the questions are asked about. */
export interface AskRequest {
  readonly targets: readonly Target[]
  /** Records of all sources in the order of arrival; at least one. */
  readonly records: readonly LogRecord[]
  /** The keys of each document, by its name. */
  readonly keys: ReadonlyMap<string, KeyPool>
  readonly anchors: readonly Instant[]
  readonly probing: Probing
}

const defaultMoments: Readonly<Record<MomentKind, number>> = {
  edges: 5,
  anchors: 2,
  arrivals: 1,
  random: 2,
  silence: 0,
  later: 0,
}

/** Questions in the order in which they are put. Pure; they depend on the events and never on a store. */
export function askQuestions(request: AskRequest, random: Random): QuestionBatch[] {
  const { probing, targets } = request
  const quotas: Quotas = {
    past: quota(probing.past ?? 0, random.fork('past')),
    absent: quota(probing.absent ?? 0.1, random.fork('absent')),
    nullPart: quota(probing.nullPart ?? 0.03, random.fork('null part')),
  }
  const batches: QuestionBatch[] = []
  // Every round asks at least one question, so this ends; the bound is for those who ask for none.
  for (let asked = 0, round = 0; asked < probing.count && round < 10_000; round++) {
    const fork = random.fork(`round ${round}`)
    const most = Math.min(probing.together ?? 3, probing.count - asked)
    const batch = askOnce(request, fork.pick(targets), most, quotas, fork)
    batches.push(batch)
    asked += batch.questions.length
  }
  return batches.sort((a, b) => a.askedAt - b.askedAt)
}

/** Whether the next call is about the past, and whether the next key is one without facts, or has a null part. */
type Quotas = Readonly<Record<'past' | 'absent' | 'nullPart', () => boolean>>

/** One call: an instant, and the keys asked for at it, first the key whose fact chose the instant. */
function askOnce(
  request: AskRequest,
  target: Target,
  most: number,
  quotas: Quotas,
  random: Random,
): QuestionBatch {
  const { probing } = request
  const own = ownRecords(target, request)
  const about = random.pick(own.length === 0 ? request.records : own)
  const weights = probing.at === undefined ? defaultMoments : { ...noMoments, ...probing.at }
  const kind = random.weighted(momentKinds.map(moment => [weights[moment], moment] as const))
  const moment = momentOf[kind](about, target, request, random)
  const past = quotas.past() ? random.int(1, Math.max(1, micros(probing.pastBy ?? '1h'))) : 0
  const questions = Array.from({ length: random.int(1, Math.max(1, most)) }, (_, i) => {
    const key = i === 0 && kind !== 'random' ? keyOfRecord(about, target) : null
    return question(target, key ?? drawKey(target, request, quotas, random), moment - past, probing, random)
  })
  return { askedAt: moment, questions }
}

function ownRecords(target: Target, { records }: AskRequest): readonly LogRecord[] {
  const sources = new Set(targetDocuments(target).flatMap(each => [...each.sources.keys()]))
  return records.filter(record => sources.has(record.source))
}

/** Asks for given keys at one instant: what the final questions of a run do. */
export function askAll(
  target: Target,
  keys: readonly Key[],
  asOf: Instant,
  probing: Probing,
  random: Random,
): QuestionBatch {
  return { askedAt: asOf, questions: keys.map(key => question(target, key, asOf, probing, random)) }
}

/** Asks the questions that decide sought edges: each of every document that has such keys and reads that log. */
export function askSeeks(
  seeks: readonly Seek[],
  targets: readonly Target[],
  probing: Probing,
  random: Random,
): QuestionBatch[] {
  return seeks.flatMap(({ document, key, asOf }, i) => {
    const target = targets.find(each => each.kind === 'document' && targetName(each) === document)
    if (target === undefined) return []
    const asked = question(target, key, asOf, probing, random.fork(`seek ${i}`))
    return [{ askedAt: asOf, questions: [asked], last: true }]
  })
}

const noMoments: Readonly<Record<MomentKind, number>> = {
  edges: 0,
  anchors: 0,
  arrivals: 0,
  random: 0,
  silence: 0,
  later: 0,
}

type Moment = (about: LogRecord, target: Target, request: AskRequest, random: Random) => Instant

const momentOf: Readonly<Record<MomentKind, Moment>> = {
  edges(about, target, request, random) {
    const features = storedFeatures(targetDocuments(target)).filter(
      feature => feature.source.name === about.source,
    )
    const time = about.eventTime ?? about.arrivalTime
    const latest = lastArrival(request) + 2 * longestReach(features)
    const all =
      features.length === 0 ? [] : edgesOf(random.pick(features), time).filter(edge => edge <= latest)
    // A fact that is not known yet has no edges; now and then somebody asks all the same.
    const known = all.filter(edge => edge >= about.arrivalTime)
    const edge = random.pick(known.length > 0 && random.chance(0.85) ? known : [...all, about.arrivalTime])
    return clamp(edge + random.pick([0, 0, 0, -1, 1]), request)
  },
  anchors: (_, __, request, random) =>
    request.anchors.length === 0 ? anywhere(request, random) : random.pick(request.anchors),
  arrivals: about => about.arrivalTime,
  random: (_, __, request, random) => anywhere(request, random),
  silence(_, target, request, random) {
    const reach = Math.max(1_000_000, longestReach(storedFeatures(targetDocuments(target))))
    return lastArrival(request) + random.int(1, 2 * reach)
  },
  later: (_, __, request, random) =>
    Math.min(lastArrival(request) + random.int(1, 400) * random.pick(laterUnits), lastLater),
}

/** A day, and a month of 30 days (µs). */
const laterUnits = [86_400_000_000, 2_592_000_000_000]

/** As late as a question may be put: the ends of time leave room for what is added to it. */
const lastLater = 2 ** 53 - 2 ** 50

function edgesOf(feature: Parameters<typeof probeEdges>[0][number], time: Instant): Instant[] {
  return [...probeEdges([feature], time), ...refreshEdges([feature], time)]
}

/** An edge far away (before the log, or long after it) is asked about at some other instant. */
function clamp(moment: Instant, request: AskRequest): Instant {
  const first = firstArrival(request)
  return moment < first ? first : moment
}

function anywhere(request: AskRequest, random: Random): Instant {
  return random.int(firstArrival(request), lastArrival(request))
}

function firstArrival(request: AskRequest): Instant {
  return (request.records[0] as LogRecord).arrivalTime
}

function lastArrival(request: AskRequest): Instant {
  return (request.records.at(-1) as LogRecord).arrivalTime
}

/** The key of a record as the target has it; null where the record is of another document or has a null part. */
function keyOfRecord(record: LogRecord, target: Target): Map<string, Value> | null {
  for (const definitions of targetDocuments(target)) {
    const source = definitions.sources.get(record.source)
    if (source === undefined) continue
    const key = source.keyFields.map(field => ownMember(record.fields, field) ?? null)
    if (key.every((part, i) => isPartOf(part, definitions.entity[i]))) {
      return new Map(definitions.entity.map((part, i) => [part.name, key[i] as Value]))
    }
  }
  return null
}

/** A key with facts, mostly; one without; or one with a null part. By part of the target's entity. */
function drawKey(target: Target, request: AskRequest, quotas: Quotas, random: Random): Map<string, Value> {
  const key = new Map<string, Value>()
  const absent = quotas.absent()
  for (const definitions of targetDocuments(target)) {
    const pool = request.keys.get(definitions.name) as KeyPool
    const drawn = absent && pool.absent.length > 0 ? random.pick(pool.absent) : pool.draw(random)
    for (const [i, part] of definitions.entity.entries())
      if (!key.has(part.name)) key.set(part.name, drawn[i] as Value)
  }
  if (quotas.nullPart()) key.set(random.pick([...key.keys()]), null)
  return key
}

function question(
  target: Target,
  key: ReadonlyMap<string, Value> | Key,
  asOf: Instant,
  probing: Probing,
  random: Random,
): Question {
  const parts = targetEntity(target).map((part, i) => [
    part.name,
    key instanceof Map ? (key.get(part.name) ?? null) : ((key as Key)[i] ?? null),
  ])
  return {
    target: targetName(target),
    key: Object.fromEntries(parts),
    asOf,
    request: drawRequest(target, probing, random),
  }
}

function drawRequest(target: Target, probing: Probing, random: Random): Record<string, Value> {
  const request: Record<string, Value> = {}
  for (const [name, type] of requestFields(target)) {
    const shape = requestShape(probing, name)
    request[name] = random.chance(probing.requestNulls ?? 0.1) ? null : drawValue(type, shape, random)
  }
  return request
}

/** The request fields of all the features that a target serves, by name. */
function requestFields(target: Target): Map<string, ValueType> {
  const onDemand = targetColumns(target).flatMap(({ feature }) =>
    feature.kind === 'on-demand' ? [...feature.request] : [],
  )
  return new Map(onDemand)
}

function requestShape(probing: Probing, name: string): ValueShape {
  const { request } = probing
  if (request === undefined) return 'mixed'
  if (typeof request === 'string' || Array.isArray(request.oneOf)) return request as ValueShape
  return ownMember(request as Readonly<Record<string, ValueShape>>, name) ?? 'mixed'
}
