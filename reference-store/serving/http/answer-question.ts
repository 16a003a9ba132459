import { suggestName } from '../../../features/nearest-name.ts'
import { showValue } from '../../../features/show-value.ts'
import type { Instant } from '../../../features/value.ts'
import type { Answer } from '../../../harness/store.ts'
import type { Deployment } from '../deployment.ts'
import type { StoreMonitor } from '../freshness/store-monitor.ts'
import type { ServedSet, ServedSets } from '../served-sets.ts'
import { Gate } from './gate.ts'
import type { HttpErrorCode } from './http-error.ts'
import { HttpError } from './http-error.ts'
import type { HttpLimits } from './http-limits.ts'
import { replicasFor } from './replicas-for.ts'
import { checkEnvelope, type Question, versionSchema } from './set-exchange.ts'

export interface ReaderParts {
  readonly sets: ServedSets
  readonly monitor: StoreMonitor
  readonly limits: HttpLimits
  readonly now: () => Instant
}

/** An answer, and which set gave it. */
export interface Answered {
  readonly set: ServedSet
  readonly entities: number
  readonly stale: boolean
  /** Regions that were asked before the one that answered; null for a store of one state. */
  readonly failedOver: readonly (string | null)[]
  readonly region: string | null
  readonly body: unknown
}

/** Answers questions, as JSON values, from the online store, and says how fresh the answers are. */
export class FeatureReader {
  readonly #parts: ReaderParts
  readonly #gate: Gate

  constructor(parts: ReaderParts) {
    this.#parts = parts
    this.#gate = new Gate(parts.limits.readsMax)
  }

  /** @throws HttpError */
  async answer(name: string, body: unknown): Promise<Answered> {
    const { limits, now, monitor } = this.#parts
    const versions = this.#parts.sets.versions(name)
    if (versions.length === 0) {
      throw new HttpError(
        'unknown-set',
        `there is no set ${shown(name)}: ${suggestName(name, this.#parts.sets.names)}`,
      )
    }
    checkEnvelope(body, limits)
    const set = this.#pick(name, versions, body)
    const question = set.exchange.decodeQuestion(body)
    const asOf = question.asOf ?? now()
    checkAge(asOf, now(), limits)
    const replicas = replicasFor(set, question.region, monitor, now())
    const failedOver: (string | null)[] = []
    for (const replica of replicas) {
      try {
        return { ...(await this.#answerFrom(set, replica, question, asOf)), failedOver }
      } catch (error) {
        const isLast = failedOver.length === replicas.length - 1
        if (isLast || !(error instanceof HttpError) || !otherMayAnswer.has(error.code)) throw error
        failedOver.push(replica.region)
      }
    }
    throw new Error('a set has at least one replica')
  }

  /** The answer of one region. */
  async #answerFrom(
    set: ServedSet,
    replica: Deployment,
    question: Question,
    asOf: Instant,
  ): Promise<Omit<Answered, 'failedOver'>> {
    const { monitor, now } = this.#parts
    const { name } = set
    const freshness = monitor.of(replica)
    const floors = freshness.floors()
    const answers = await this.#read(set, replica, question.entities, asOf)
    const applied = answers[0]?.applied
    if (applied === undefined) {
      throw new HttpError('overtaken', `${name} changed all the while that it was read: ask again`)
    }
    const judgement = freshness.judge(applied, floors, now())
    if (judgement.kind === 'incomplete') throw incomplete(set, judgement)
    const frame = {
      set: name,
      version: set.version,
      region: replica.region,
      asOf,
      applied,
      stale: judgement.kind === 'stale',
      staleBecause: judgement.kind === 'stale' ? judgement.because : null,
      watermarkAge: judgement.age,
    }
    return {
      set,
      entities: answers.length,
      stale: frame.stale,
      region: replica.region,
      body: set.exchange.encodeAnswers(frame, answers),
    }
  }

  /** The version that is asked for; where none is, the newest whose state is whole. */
  #pick(name: string, versions: readonly ServedSet[], body: object): ServedSet {
    const asked = versionSchema.safeParse('version' in body ? body.version : undefined)
    if (!asked.success) {
      const given = showValue('version' in body ? body.version : undefined)
      throw new HttpError('wrong-type', `version is ${given}: it must be a whole number, such as 3`)
    }
    const version = asked.data ?? null
    if (version === null) {
      const { monitor } = this.#parts
      const isWhole = (replica: Deployment) => monitor.of(replica).phase === 'complete'
      return versions.find(({ replicas }) => replicas.some(isWhole)) ?? versions[0]!
    }
    const found = versions.find(set => set.version === version)
    if (found !== undefined) return found
    const served = versions.map(set => set.version ?? 'without a number').join(', ')
    throw new HttpError(
      'unknown-version',
      `${name} is not served in version ${version}: ask for one of ${served}`,
    )
  }

  async #read(
    set: ServedSet,
    replica: Deployment,
    entities: readonly Pick<Probed, 'key' | 'request'>[],
    asOf: Instant,
  ): Promise<Answer[]> {
    const probes = entities.map(({ key, request }, i) => {
      return { probeId: BigInt(i), target: set.name, key, asOf, request, askedVersion: set.version }
    })
    const { readTimeoutMs } = this.#parts.limits
    try {
      return await this.#gate.pass(() => replica.serving.read(probes), readTimeoutMs, {
        full: () => {
          const mend = 'ask again later'
          return new HttpError('overloaded', `as many questions as the server takes are under way: ${mend}`)
        },
        late: () => {
          const bound = `within ${readTimeoutMs} ms`
          return new HttpError(
            'online-store-slow',
            `the online store did not answer ${bound}: ask again later`,
          )
        },
      })
    } catch (cause) {
      if (cause instanceof HttpError || isBug(cause)) throw cause
      const message = 'the online store does not answer: ask again later, and see /health'
      throw new HttpError('online-store-unavailable', message, { cause })
    }
  }
}

/** What another region may answer where one does not. */
const otherMayAnswer: ReadonlySet<HttpErrorCode> = new Set([
  'online-store-unavailable',
  'online-store-slow',
  'overtaken',
  'backfilling',
  'rebuilding',
])

/** What an older question could see may be forgotten, and an answer without it would be wrong. */
function checkAge(asOf: Instant, now: Instant, { asOfAgeMax }: HttpLimits): void {
  if (asOfAgeMax === null || asOf >= now - asOfAgeMax) return
  const mend = 'ask for a later instant'
  throw new HttpError(
    'as-of-too-old',
    `asOf is more than ${asOfAgeMax} µs ago, for which state is kept: ${mend}`,
  )
}

type Probed = Parameters<ServedSet['deployment']['serving']['read']>[0][number]

function incomplete(
  { name, version }: ServedSet,
  { phase, missing }: { phase: 'backfilling' | 'rebuilding'; missing: number },
): HttpError {
  const why = phase === 'backfilling' ? 'is backfilled' : 'lost its state, which is built again from the log'
  const subject = version === null ? name : `version ${version} of ${name}`
  return new HttpError(phase, `${subject} ${why}, ${missing} records are missing: ask again later`)
}

/** A mistake of ours rather than a failure of the online store. */
function isBug(cause: unknown): boolean {
  return cause instanceof TypeError || cause instanceof RangeError || cause instanceof ReferenceError
}

function shown(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}…` : name
}
