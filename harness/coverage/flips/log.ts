import type { RejectReason } from '../../../features/log-record.ts'
import type { logRules } from '../../../scenarios/rules/log.ts'
import type { Policy } from '../../diagnose/policy.ts'
import { keyForms } from '../../diagnose/rules/key-forms.ts'
import {
  factOf,
  firstUpsert,
  highestRevision,
  type ResolveId,
  resolveById,
  standing,
  withoutRedeliveries,
} from '../../diagnose/traced-fact.ts'
import type { SpecSource } from '../../diff/spec-source.ts'
import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import { keyText } from '../../oracle/specification/compare-values.ts'
import { type Flip, type StoredFlip, stored } from '../flip.ts'
import { contentOf } from '../id-traits.ts'
import type { MarksOf } from '../marks-of.ts'
import type { MetCell } from '../met-cell.ts'

/** Ids are resolved otherwise, in keys to which something happened that this bears on. */
function resolved(trait: string, resolve: ResolveId): StoredFlip {
  return stored(({ traits }) => (traits.has(trait) ? { resolve } : null))
}

const upsertsOnly =
  (choose: (upserts: readonly AcceptedRecord[]) => AcceptedRecord | undefined): ResolveId =>
  records => {
    const own = withoutRedeliveries(records)
    if (highestRevision(own)?.upsert !== true) return []
    return standing(own, all => choose(all.filter(record => record.upsert)))
  }

/** What the newest revision says but for what the first one keeps. */
const keeping =
  (keep: (newest: AcceptedRecord, first: AcceptedRecord) => AcceptedRecord): ResolveId =>
  records => {
    const own = withoutRedeliveries(records)
    const [newest, first] = [highestRevision(own), firstUpsert(own)]
    return newest?.upsert === true && first !== undefined ? [factOf(keep(newest, first), first)] : []
  }

/** Copies of a revision of which the last delivered stands, where `which` of it and the first holds. */
const lastCopy =
  (which: (first: AcceptedRecord, copy: AcceptedRecord) => boolean): ResolveId =>
  records => {
    const last = withoutRedeliveries(records).map(first => {
      const copies = records.filter(each => each.revision === first.revision && which(first, each))
      return copies.at(-1) ?? first
    })
    return resolveById(last)
  }

const copiesCount: ResolveId = records => {
  const [fact] = resolveById(records)
  if (fact === undefined) return []
  const copies = records.filter(
    each => each.revision === fact.record.revision && contentOf(each) === contentOf(fact.record),
  )
  return copies.map((_, i) => (i === 0 ? fact : { ...fact, id: `${fact.id} ${i}` }))
}

const visibleEarly =
  (kind: 'corrections' | 'deletes'): StoredFlip['policy'] =>
  cell => {
    if (!cell.traits.has(kind)) return null
    const { isVisible } = cell.look
    const seen = new Set(cell.records.filter(isVisible).map(record => record.id))
    const early = (record: AcceptedRecord) =>
      record.revision > 0 && record.upsert === (kind === 'corrections') && seen.has(record.id)
    if (!cell.records.some(record => early(record) && !isVisible(record))) return null
    return { look: look => ({ ...look, isVisible: record => isVisible(record) || early(record) }) }
  }

function withRecords(records: readonly AcceptedRecord[]) {
  return {
    records: (own: readonly AcceptedRecord[]) =>
      [...own, ...records].sort((a, b) => a.arrival - b.arrival || a.record.position - b.record.position),
  }
}

/** Illegal records of one kind are taken in. */
function taken(reason: RejectReason): StoredFlip {
  return stored(cell => {
    const text = keyText(cell.key)
    const own = cell.rejected.filter(each => each.reason === reason && each.taken.keyText === text)
    return own.length === 0 ? null : takenIn(own, cell)
  })
}

/** A refused record has no place in a partition: it is seen from its arrival on, whatever offsets say. */
function takenIn(rejected: MetCell['rejected'], { look, point }: MetCell): Partial<Policy> {
  const records = new Set(rejected.map(each => each.taken))
  const until = point.knowledge.kind === 'at' ? point.knowledge.k : point.asOf
  return {
    ...withRecords([...records]),
    look: () => ({
      ...look,
      isVisible: record => (records.has(record) ? record.arrival <= until : look.isVisible(record)),
    }),
  }
}

/** By log and form, the records of other keys that a key is taken for. */
const confusions = new WeakMap<SpecSource, Map<string, readonly AcceptedRecord[]>>()

/** Keys that a way of writing them takes for one. */
function confused(label: string): StoredFlip {
  const form = keyForms.find(each => each.label === label)
  if (form === undefined) throw new Error(`there is no form of keys that ${label}`)
  const likeOf = ({ log, key }: MetCell): readonly AcceptedRecord[] => {
    const [own, text] = [form.of(key), keyText(key)]
    const known = confusions.get(log) ?? new Map<string, readonly AcceptedRecord[]>()
    confusions.set(log, known)
    const name = `${label} ${text}`
    const like =
      known.get(name) ??
      log
        .keys()
        .filter(each => form.of(each) === own && keyText(each) !== text)
        .flatMap(each => log.records(each))
    known.set(name, like)
    return like
  }
  return stored(cell => {
    const like = cell.key.includes(null) ? [] : likeOf(cell)
    return like.length === 0 ? null : withRecords(like)
  })
}

/** Records beside the offsets that an answer states, applied or not: `by` 0 is the next one. */
function offsetMoved(by: 0 | -1): StoredFlip {
  return stored(({ point: { knowledge }, look, records }) => {
    if (knowledge.kind !== 'applied') return null
    const isMeant = ({ record: { placement } }: AcceptedRecord) =>
      placement !== null && placement.offset === (knowledge.offsets[placement.partition] ?? 0) + by
    if (!records.some(isMeant)) return null
    return {
      look: () => ({ ...look, isVisible: record => isMeant(record) !== look.isVisible(record) }),
    }
  })
}

/** Records that arrive `by` µs beside T. */
function arrivalMoved(by: -1 | 0 | 1): StoredFlip {
  return stored(
    ({ reading, point: { knowledge, asOf }, look, records, feature }) => {
      if (reading !== 'as-known' || knowledge.kind !== 'at' || feature.refresh !== null) return null
      const at = asOf + by
      if (!records.some(record => record.arrival === at)) return null
      return {
        look: () => ({
          ...look,
          isVisible: record => (record.arrival === at) !== look.isVisible(record),
        }),
      }
    },
    undefined,
    { known: true },
  )
}

const isNullKey = (cell: MetCell) => cell.key.includes(null)

export const logFlips: MarksOf<typeof logRules, Flip> = {
  'redelivery alike': resolved('alike', copiesCount),
  'redelivery other-content': resolved(
    'other-content',
    lastCopy((_, copy) => copy.upsert),
  ),
  'redelivery as-delete': resolved(
    'as-delete',
    lastCopy((first, copy) => first.upsert && !copy.upsert),
  ),
  'correction fields': resolved(
    'corrections',
    keeping((newest, first) => ({ ...newest, fields: first.fields })),
  ),
  'correction event-time': resolved(
    'corrections',
    keeping((newest, first) => ({ ...newest, eventTime: first.eventTime })),
  ),
  'correction several': resolved(
    'several',
    upsertsOnly(upserts => upserts.toSorted((a, b) => a.revision - b.revision)[1] ?? upserts[0]),
  ),
  'correction out-of-order': resolved('out-of-order', records =>
    standing(withoutRedeliveries(records), all => all.at(-1)),
  ),
  'correction-arrival': stored(visibleEarly('corrections')),
  'retraction known': resolved('deletes', records =>
    standing(withoutRedeliveries(records), all => highestRevision(all.filter(record => record.upsert))),
  ),
  'retraction without-time': resolved('without-time', records =>
    resolveById(records.filter(record => record.upsert || record.eventTime !== null)),
  ),
  'retraction early': resolved('early', records => {
    const first = records.findIndex(record => record.upsert)
    return resolveById(first < 0 ? [] : records.slice(first))
  }),
  'retraction-arrival': stored(visibleEarly('deletes')),
  revival: resolved('revived', records => {
    const own = withoutRedeliveries(records)
    return own.some(record => !record.upsert) ? [] : resolveById(own)
  }),
  'reject no-id': taken('no-id'),
  'reject illegal-op': taken('illegal-op'),
  'reject illegal-revision': taken('illegal-revision'),
  'reject no-event-time': taken('no-event-time'),
  'reject event-time-out-of-range': taken('event-time-out-of-range'),
  'reject illegal-value': taken('illegal-value'),
  'reject wrong-type': taken('wrong-type'),
  'reject id-under-another-key': taken('id-under-another-key'),
  'reject-slot': stored(cell => {
    const slots = cell.rejected.map(({ illegal }) => illegal)
    const isTaken = ({ id, revision, record }: AcceptedRecord) =>
      slots.some(
        each => each.id === id && Number(each.revision) === revision && each.position < record.position,
      )
    if (slots.length === 0 || !cell.records.some(isTaken)) return null
    return { records: records => records.filter(record => !isTaken(record)) }
  }),
  'null-key record': stored(cell => {
    if (!isNullKey(cell)) return null
    const text = keyText(cell.key)
    const own = cell.rejected.filter(each => each.reason === 'no-key' && each.taken.keyText === text)
    return own.length === 0 ? null : takenIn(own, cell)
  }),
  'null-key any-part': stored(cell => {
    if (!isNullKey(cell)) return null
    const like = cell.log
      .keys()
      .filter(key => key.every((part, i) => cell.key[i] === null || part === cell.key[i]))
    return like.length === 0 ? null : withRecords(like.flatMap(key => cell.log.records(key)))
  }),
  'key order': confused('does not keep the order of the parts of a key'),
  'key joined': confused('joins the parts of a key with ":"'),
  'key blanks': confused('trims the texts of keys'),
  'key case': confused('does not tell upper from lower case in keys'),
  'key normal-form': confused('normalizes the texts of keys (NFC)'),
  'key 32-bits': confused('cuts keys to 32 bits'),
  'key 53-bits': confused('cuts keys to 53 bits'),
  'applied last': offsetMoved(-1),
  'applied next': offsetMoved(0),
  'applied unlisted': stored(({ point: { knowledge }, look, records }) => {
    if (knowledge.kind !== 'applied') return null
    const isMeant = ({ record: { placement } }: AcceptedRecord) =>
      placement !== null && knowledge.offsets[placement.partition] === undefined
    if (!records.some(isMeant)) return null
    return { look: () => ({ ...look, isVisible: record => isMeant(record) || look.isVisible(record) }) }
  }),
  'application-order again': stored(cell =>
    cell.facts.some(fact => cell.again(fact.record))
      ? {
          letIn: facts =>
            facts.flatMap(fact =>
              cell.again(fact.record) ? [fact, { ...fact, id: `${fact.id} again` }] : [fact],
            ),
        }
      : null,
  ),
  'application-order lost': stored(cell =>
    cell.records.some(cell.interrupted)
      ? { records: records => records.filter(record => !cell.interrupted(record)) }
      : null,
  ),
  'known-at before': arrivalMoved(-1),
  'known-at at': arrivalMoved(0),
  'known-at after': arrivalMoved(1),
}
