import { equalsRecomputed } from '../../diff/equal.ts'
import type { ServedRow } from '../../history/history.ts'
import { askAbout, pointsOf } from '../ask-about.ts'
import type { CauseRule, Prediction, Variant } from '../cause-rule.ts'
import type { Asked, StoredCell, World } from '../cell.ts'
import { evaluateAsked } from '../evaluate-asked.ts'

/** The answer to the same question of another row that was asked for with it. */
function answerAt(asked: Asked, place: number, rows: readonly ServedRow[]): Prediction | null {
  const served = rows[place]
  if (served === undefined) return null
  const row = { ...asked.row, served }
  const [point] = pointsOf(row, asked.plan, 'online', 'as-trained')
  return point === undefined ? null : evaluateAsked(askAbout(row, asked.plan, 'online', point))
}

const placeOf = ({ row }: Asked) => row.batch.rows.indexOf(row.served)

function shifted(label: string, cost: number, to: (asked: Asked) => number | null): Variant {
  return {
    kind: 'strict',
    label,
    cost,
    predict: asked => {
      if (asked.side === 'offline') return null
      const place = to(asked)
      return place === null ? null : (answerAt(asked, place, asked.row.batch.rows) ?? evaluateAsked(asked))
    },
    because: (_, cell) => {
      const place = to(cell)
      const other = place === null ? undefined : cell.row.batch.rows[place]
      return other === undefined
        ? 'it is the answer to another question of the same call'
        : `it is the answer about the key (${other.key.map(String).join(', ')}), which was asked for in the same call`
    },
  }
}

/** The rows of a batch whose features are there, in order: what is left of it where missing keys fall out. */
function foundPlaces(asked: Asked): number[] {
  return asked.row.batch.rows.flatMap((_, place) => {
    return answerAt(asked, place, asked.row.batch.rows)?.answer.state === 'not-found' ? [] : [place]
  })
}

const ordered = new WeakMap<readonly ServedRow[], readonly number[]>()

/** Some rows in the order in which answers come where keys without any fact come last. */
function absentLast(asked: Asked, rows: readonly ServedRow[]): readonly number[] {
  const { target } = asked.row
  const known = ordered.get(rows)
  if (known !== undefined) return known
  const stored = target.columns.filter(plan => plan.kind === 'stored')
  const isAbsent = (place: number) =>
    stored.every(plan => {
      const answer = answerAt({ ...asked, plan }, place, rows)
      return answer === null || answer.answer.state === 'not-found'
    })
  const places = [...rows.keys()]
  const absent = new Set(places.filter(isAbsent))
  const order = [...places.filter(place => !absent.has(place)), ...absent]
  ordered.set(rows, order)
  return order
}

/** Batches turned round from a size on: the least that a wrong cell is of. */
function turned(wrong: readonly StoredCell[]): Variant[] {
  const sizeOf = ({ row }: Asked) => row.batch.rows.length
  const least = Math.min(...wrong.map(sizeOf).filter(size => size > 1))
  if (least <= 2 || !Number.isFinite(least)) return []
  return [1, -1].map(by =>
    shifted(
      `turns the answers of large batches round by one ${by > 0 ? 'upwards' : 'downwards'}`,
      1.75,
      asked => {
        const size = sizeOf(asked)
        return size < least ? placeOf(asked) : (placeOf(asked) + by + size) % size
      },
    ),
  )
}

/** Training values that stand beside the row before or after theirs, from the first wrong row of a table on. */
function besideVariants(wrong: readonly StoredCell[]): Variant[] {
  const from = new Map<World, number>()
  for (const { row } of wrong)
    from.set(row.world, Math.min(from.get(row.world) ?? Infinity, row.beside.place))
  return (['after', 'before'] as const).map(which => ({
    kind: 'strict',
    label: `gives each training row the values of the one ${which} it`,
    cost: 1.5,
    predict: asked => {
      const { beside, world } = asked.row
      const served = beside[which]
      if (served === null || beside.place < (from.get(world) ?? Infinity)) return evaluateAsked(asked)
      const row = { ...asked.row, served }
      const declared = asked.point.trained ? 'as-trained' : 'as-known'
      const [point] = pointsOf(row, asked.plan, 'offline', declared)
      return point === undefined ? null : evaluateAsked(askAbout(row, asked.plan, 'offline', point))
    },
    because: (_, { row }) => {
      const other = row.beside[which]
      return `it is the value of the row ${which} it, about the key (${other?.key.map(String).join(', ') ?? ''})`
    },
  }))
}

/** Answers of a batch that went to the wrong questions. */
export const rowMisaligned: CauseRule = {
  says: 'gives the answer to one question of a batch to another',
  mend: 'join answers to questions by key or by probe, never by their place after missing keys fell out',
  looksLike:
    'Wrong only where several keys are asked for in one call; each wrong value is right for a neighbour.',
  example: 'ask for a, x (unknown), b in one call → served b for x, point-in-time gives not-found',
  known: [{ symptom: 'in a batch read absent keys shift the rows', where: 'feast-dev/feast#2573' }],
  variants: ({ wrong, side }) => {
    if (side === 'offline') return besideVariants(wrong)
    if (!wrong.some(({ row }) => row.batch.together.length > 1)) return []
    return [
      shifted('answers the keys that it finds first', 0.5, asked => {
        return absentLast(asked, asked.row.batch.rows)[placeOf(asked)] ?? null
      }),
      foundFirstTogether,
      ...turned(wrong),
      shifted('drops missing keys and shifts the answers up', 1, asked => {
        return foundPlaces(asked)[placeOf(asked)] ?? null
      }),
      ...[1, -1, 2, -2].map(by =>
        shifted(
          `gives each question the answer of ${Math.abs(by)} ${by > 0 ? 'below' : 'above'}`,
          1.5,
          asked => placeOf(asked) + by,
        ),
      ),
      ...[1, -1].map(by =>
        shifted(
          `turns the answers of a batch round by one ${by > 0 ? 'upwards' : 'downwards'}`,
          1.25,
          asked => {
            const size = asked.row.batch.rows.length
            return (placeOf(asked) + by + size) % size
          },
        ),
      ),
      shifted('gives the answers in the reverse order', 1.5, asked => {
        return asked.row.batch.rows.length - 1 - placeOf(asked)
      }),
      shifted('gives every question the answer of the first', 1.5, () => 0),
      shifted('gives every question the answer of the last', 1.5, asked => asked.row.batch.rows.length - 1),
      {
        kind: 'loose',
        label: 'gives a question the answer of another one that was asked with it',
        cost: 3,
        because: () => 'it is the answer about another key, which was asked for at the same instant',
        explains: anyOther,
      },
    ]
  },
}

/** As `answers the keys that it finds first`, where a call that asks for its first key twice looks like several. */
const foundFirstTogether: Variant = {
  kind: 'strict',
  label: 'answers the keys that it finds first, of all that is asked for at an instant',
  cost: 1,
  predict: asked => {
    const { together } = asked.row.batch
    const place = absentLast(asked, together)[together.indexOf(asked.row.served)]
    return place === undefined ? null : (answerAt(asked, place, together) ?? evaluateAsked(asked))
  },
  because: () => 'it is the answer to another question of the same instant',
}

/** The answer to any question that may have been of the same call. */
function anyOther(cell: StoredCell): Prediction | null {
  const { batch, served } = cell.row
  let tried = 0
  for (const [place, other] of batch.together.entries()) {
    if (other === served) continue
    tried++
    const made = answerAt(cell, place, batch.together)
    if (made !== null && equalsRecomputed(cell.feature, cell.given, { ...made.answer, judged: true })) {
      return { ...made, bits: 3 + Math.log2(tried) }
    }
  }
  return null
}
