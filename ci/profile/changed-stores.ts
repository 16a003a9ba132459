import type { FinishedFeature } from '../../features/aggregations/feature-fold.ts'
import type { StoredFeature } from '../../features/definitions.ts'
import { keyText } from '../../features/streaming-plan/key-text.ts'
import { windowBounds } from '../../features/streaming-plan/window-bounds.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { Answer, Probe, Store } from '../../harness/store.ts'
import { changeEntry, eventTimeOf, loseEntry } from '../../reference-store/mutants/change-entry.ts'
import { changeFold } from '../../reference-store/mutants/change-fold.ts'
import { mutants } from '../../reference-store/mutants/index.ts'
import { openMutant } from '../../reference-store/mutants/open-mutant.ts'
import { ReferenceStore } from '../../reference-store/reference-store.ts'
import { simulatedStack } from '../../reference-store/simulated-stack.ts'
import { type StoreSeams, storeSeams } from '../../reference-store/store-seams.ts'
import { naiveStore } from './naive-store.ts'

/** A store that has one rule of its own, the line that shows it, and what is found there online. */
export interface ChangedStore {
  readonly line: string
  readonly finding: string
  readonly open: () => Store
  /** The side that has the rule; absent: serving. */
  readonly side?: 'offline' | 'both'
}

const hour = 3_600_000_000
const day = 24 * hour

function changed(line: string, finding: string, seams: () => Partial<StoreSeams>): ChangedStore {
  return { line, finding, open: () => new ReferenceStore(simulatedStack, { ...storeSeams, ...seams() }) }
}

/** A bug that the harness is proved by, where it is one rule and no more. */
function ofMutant(line: string, finding: string, name: string, side?: 'offline'): ChangedStore {
  const mutant = mutants.find(each => each.name === name)
  if (mutant === undefined) throw new Error(`there is no mutant ${name}`)
  return { line, finding, open: () => openMutant(mutant, 0).store, ...(side === undefined ? {} : { side }) }
}

/** Another answer where a fold ends. */
function finishing(
  change: (finished: FinishedFeature, feature: StoredFeature, asOf: Instant) => Partial<FinishedFeature>,
): Partial<StoreSeams> {
  return {
    fold: changeFold((fold, feature) => ({
      finish: (acc, asOf) => {
        const finished = fold.finish(acc, asOf)
        return { ...finished, ...change(finished, feature, asOf) }
      },
    })),
  }
}

const texts = (change: (text: string) => string) => (key: readonly Value[]) =>
  keyText(key.map(part => (typeof part === 'string' ? change(part) : part)))

/** Ids in the other order, each still one of its own. */
const mirrored = (id: string) =>
  [...id].map(letter => String.fromCodePoint(0xffff - (letter.codePointAt(0) ?? 0))).join('')

const nameOf = ({ target, key }: Probe) => JSON.stringify([target, ...Object.values(key).map(String)])

/** Remembers which keys were asked for in vain, and looks no more. */
function remembersAbsence(): Partial<StoreSeams> {
  const absent = new Map<string, Answer>()
  return {
    answered: (answer, probe) => {
      const name = nameOf(probe)
      const states = Object.values(answer.states ?? {})
      if (states.every(state => state === 'not-found')) absent.set(name, absent.get(name) ?? answer)
      return absent.get(name) ?? answer
    },
  }
}

const normalized = 'confuses ("\u00e9") for ("e\u0301"), ("\u1100\u1161") for ("\uac00")'

/** One store a line, and a second one for some. */
export const changedStores: readonly ChangedStore[] = [
  ofMutant('as-of-bound', 'included', 'head-included'),
  ofMutant('as-of-bound-closed', 'excluded', 'head-excluded'),
  changed('window-tail', 'excluded', () => ({
    bounds: (window, asOf) => {
      const { from, to } = windowBounds(window, asOf)
      return { from: window.closed === 'left' ? from + 1 : from, to }
    },
  })),
  changed('window-tail-open', 'included', () => ({
    bounds: (window, asOf) => {
      const { from, to } = windowBounds(window, asOf)
      return { from: window.closed === 'right' ? from - 1 : from, to }
    },
  })),
  ofMutant('window-slide', 'exact', 'slide-forgotten'),
  ofMutant('window-slide', 'exact', 'trained-with-exact-tail', 'offline'),
  ofMutant('ttl-edge', 'exclusive', 'ttl-exclusive'),
  ofMutant('expired', 'served', 'ttl-never-ends'),
  ofMutant('expired', 'not-found', 'expired-is-not-found'),
  ofMutant('expired', 'served', 'trained-without-ttl', 'offline'),
  changed('without-ttl', 'gone', () => ({
    bounds: (window, asOf) => {
      const bounds = windowBounds(window, asOf)
      return window.length === null ? { ...bounds, from: asOf - 90 * day } : bounds
    },
  })),
  changed('tie-of-arrivals', 'least-id', () => ({
    delivered: entry => {
      const { id } = entry.record
      return typeof id === 'string' ? changeEntry(entry, { id: mirrored(id) }) : entry
    },
  })),
  ofMutant('tie-break', 'greatest-id', 'ties-ignore-arrival'),
  ofMutant('older-after-newer', 'newest-arrival', 'newest-arrival-wins'),
  ofMutant('batch-order', 'last-of-batch', 'batch-stores-its-last'),
  changed('late-facts', 'dropped', () => ({
    delivered: entry => {
      const eventTime = eventTimeOf(entry)
      return eventTime !== null && entry.record.arrivalTime - eventTime > day ? loseEntry(entry) : entry
    },
  })),
  ofMutant('future-dated', 'never', 'future-refused'),
  ofMutant('future-dated', 'at-once', 'future-clamped'),
  ofMutant('duplicates', 'counted-twice', 'redelivery-counts'),
  ofMutant('equal-time-correction', 'ignored', 'correction-in-place-ignored'),
  ofMutant('retraction', 'ignored', 'deletes-ignored'),
  ofMutant('null-input', 'poison', 'null-poisons-all'),
  changed('null-newest', 'zero', () =>
    finishing(({ state }, { aggregate }) =>
      aggregate.kind === 'latest' && state === 'null' ? { value: 0n, state: 'present' } : {},
    ),
  ),
  changed('only-nulls', 'zero', () =>
    finishing(({ state }, { aggregate }) =>
      aggregate.kind === 'sum' && state === 'null' ? { value: 0n, state: 'present' } : {},
    ),
  ),
  ofMutant('missing-entity', 'zero', 'missing-is-zero'),
  ofMutant('missing-entity', 'null', 'states-mistaken'),
  changed('missing-count', 'null', () =>
    finishing(({ state }, { aggregate }) =>
      aggregate.kind === 'count' && aggregate.of !== null && state === 'not-found' ? { value: null } : {},
    ),
  ),
  ofMutant('event-time-resolution', 'milliseconds', 'event-time-truncated'),
  ofMutant('event-time-resolution', 'milliseconds', 'trained-on-millis', 'offline'),
  ofMutant('as-of-resolution', 'milliseconds', 'as-of-truncated'),
  changed('timestamp-values', 'seconds', () =>
    finishing(({ value }, { type }) =>
      type === 'timestamp' && typeof value === 'bigint' ? { value: value - (value % 1_000_000n) } : {},
    ),
  ),
  { line: 'naive-instants', finding: 'local-time', open: naiveStore, side: 'both' },
  ofMutant('int-width', 'doubles', 'ints-through-a-double'),
  ofMutant('float-width', '32-bits', 'floats-written-as-float32'),
  ofMutant('key-encoding', 'confuses ("a|b", "c", 1) for ("a", "b|c", 1)', 'key-parts-joined'),
  ofMutant('key-integers', 'confuses (11) for (4294967307)', 'int-keys-cut-to-32-bits'),
  ofMutant('string-trimming', 'trimmed-in-keys', 'texts-trimmed-in-keys'),
  changed('string-case', 'folded-in-keys', () => {
    const lowered = texts(text => text.toLowerCase())
    return { writtenKey: lowered, askedKey: lowered }
  }),
  changed('string-normalization', normalized, () => {
    const composed = texts(text => text.normalize('NFC'))
    return { writtenKey: composed, askedKey: composed }
  }),
  ofMutant('batch-alignment', 'other', 'absent-keys-shift-rows'),
  changed('repeated-probes', 'other', () => ({
    answeredAll: (answers, probes) => {
      const at = new Map(probes.map((probe, i) => [nameOf(probe), i]))
      const kept = new Set(at.values())
      const none = (answer: Answer): Answer => ({
        ...answer,
        values: Object.fromEntries(Object.keys(answer.values).map(name => [name, null])),
      })
      return answers.map((answer, i) => (kept.has(i) ? answer : none(answer)))
    },
  })),
  changed('read-purity', 'absence-remembered', remembersAbsence),
  { ...changed('training-knowledge', 'as-known', () => ({ trainedAt: asOf => asOf })), side: 'offline' },
]
