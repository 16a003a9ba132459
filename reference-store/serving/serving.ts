import { PlumblineError } from '../../features/plumbline-error.ts'
import { factFamily } from '../../features/streaming-plan/fact-cell.ts'
import type { SourcePlan } from '../../features/streaming-plan/streaming-plan.ts'
import type { Instant, State, Value } from '../../features/value.ts'
import type { Answer, Applied, Probe } from '../../harness/store.ts'
import type { KeyText } from '../ingest/source-readers.ts'
import type { OnlineStore, RangeQuery } from '../online/online-store.ts'
import { evaluateOnDemand, type Transform } from './evaluate-on-demand.ts'
import { type FeatureQuery, readFeatures, type Watermarks } from './read-features.ts'
import type { ServedTarget } from './served-target.ts'
import type { ServedTargets } from './served-targets.ts'

export interface ServingParts {
  readonly online: OnlineStore
  readonly targets: ServedTargets
  /** The plan of a document (`name@version`) for a source. */
  readonly planOf: (document: string, source: string) => SourcePlan
  /** The partitions of a source that can hold a key. */
  readonly partitionsOf: (source: string, key: string) => readonly number[]
  /** The text that a key's state is read by. */
  readonly askedKey: KeyText
  readonly transformed: Transform
}

interface Draft {
  readonly values: Record<string, Value>
  readonly states: Record<string, State>
}

/**
 * Answers probes from the online store. All values of an answer hold for the same offsets, which it states. A
 * version that the store does not hold is not answered (`error`), rather than answered by another; semantics § 9.
 */
export class Serving {
  readonly #parts: ServingParts

  constructor(parts: ServingParts) {
    this.#parts = parts
  }

  /**
   * Answers in the order of the probes, which may differ in target and as-of time.
   * @throws PlumblineError `store-failed` for a target that is not served.
   */
  async read(probes: readonly Probe[]): Promise<Answer[]> {
    const answers: Answer[] = new Array(probes.length)
    const groups = Map.groupBy(probes.keys(), i => groupText(probes[i]!))
    for (const places of groups.values()) {
      const group = places.map(i => probes[i]!)
      const answered = await this.#readGroup(group)
      for (const [at, i] of places.entries()) answers[i] = answered[at]!
    }
    return answers
  }

  /**
   * What reads all that is kept of some keys of a target, facts and tiles, whatever their times.
   * @throws PlumblineError `store-failed` for a target or version that is not served
   */
  everything(name: string, version: number | null, keys: readonly Probe['key'][]): RangeQuery[] {
    const target = this.#parts.targets.find(name, version)
    if (target === null) throw notServed(name)
    return target.documents.flatMap(({ id, keyOf, sources }) => {
      const texts = keys.flatMap(each => {
        const key = keyOf(each)
        return key === null ? [] : [this.#parts.askedKey(key)]
      })
      return sources.map((source): RangeQuery => {
        const families = [factFamily, ...this.#parts.planOf(id, source).tiles.map((_, i) => i + 1)]
        return {
          document: id,
          source,
          rows: [...new Set(texts)].flatMap(key => {
            return this.#parts.partitionsOf(source, key).map(partition => ({ partition, key }))
          }),
          ranges: families.map(family => ({
            family,
            from: Number.NEGATIVE_INFINITY,
            to: Number.POSITIVE_INFINITY,
          })),
        }
      })
    })
  }

  async #readGroup(probes: readonly Probe[]): Promise<Answer[]> {
    const { target: name, askedVersion, asOf } = probes[0]!
    const { targets } = this.#parts
    if (!targets.has(name)) throw notServed(name)
    const target = targets.find(name, askedVersion)
    if (target === null) return probes.map(() => notAnswered(targets.columns(name)))
    const drafts = probes.map((): Draft => ({ values: {}, states: {} }))
    const watermarks = await this.#readStored(target, probes, asOf, drafts)
    if (watermarks === null) return probes.map(() => notAnswered(target.columns))
    const applied = appliedOf(watermarks)
    return drafts.map(({ values, states }, i) => {
      evaluateOnDemand(target.onDemand, probes[i]!.request, values, states, this.#parts.transformed)
      return target.version === null
        ? { values, states, applied }
        : { values, states, version: target.version, applied }
    })
  }

  #readStored(
    target: ServedTarget,
    probes: readonly Probe[],
    asOf: Instant,
    drafts: readonly Draft[],
  ): Promise<Watermarks | null> {
    const prefixes: string[] = []
    const queries = target.documents.flatMap(({ id, keyOf, sources, prefix }) => {
      const texts = probes.map(probe => {
        const key = keyOf(probe.key)
        return key === null ? null : this.#parts.askedKey(key)
      })
      return sources.map((source): FeatureQuery => {
        prefixes.push(prefix)
        const keys = texts.map(text => {
          return text === null ? null : { text, partitions: this.#parts.partitionsOf(source, text) }
        })
        return { document: id, source, plan: this.#parts.planOf(id, source), keys }
      })
    })
    return readFeatures(this.#parts.online, queries, asOf, (query, probe, feature, { value, state }) => {
      const column = prefixes[query] + feature
      drafts[probe]!.values[column] = value
      drafts[probe]!.states[column] = state
    })
  }
}

function notServed(name: string): PlumblineError {
  return new PlumblineError('store-failed', `${name} is not served here: open the store with its definitions`)
}

function groupText({ target, askedVersion, asOf }: Probe): string {
  return `${target} ${askedVersion} ${asOf}`
}

function appliedOf(watermarks: Watermarks): Applied {
  const applied: Record<string, Record<string, number>> = {}
  for (const [source, partitions] of watermarks) {
    applied[source] = Object.fromEntries(partitions.map(({ next }, partition) => [String(partition), next]))
  }
  return applied
}

function notAnswered(columns: readonly string[]): Answer {
  return {
    values: Object.fromEntries(columns.map(column => [column, null])),
    states: Object.fromEntries(columns.map(column => [column, 'error'])),
  }
}
