import { askAbout, pointsOf } from '../ask-about.ts'
import type { CauseRule, Prediction, Variant } from '../cause-rule.ts'
import type { Asked } from '../cell.ts'
import { evaluateAsked } from '../evaluate-asked.ts'

/** The answer to the same question of another row of the batch. */
function answerAt(asked: Asked, place: number): Prediction | null {
  const served = asked.row.batch.rows[place]
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
      return place === null ? null : (answerAt(asked, place) ?? evaluateAsked(asked))
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
    return answerAt(asked, place)?.answer.state === 'not-found' ? [] : [place]
  })
}

/** Answers of a batch that went to the wrong questions. */
export const rowMisaligned: CauseRule = {
  says: 'gives the answer to one question of a batch to another',
  mend: 'join answers to questions by key or by probe, never by their place after missing keys fell out',
  looksLike:
    'Wrong only where several keys are asked for in one call; each wrong value is right for a neighbour.',
  example: 'ask for a, x (unknown), b in one call → served b for x, point-in-time gives not-found',
  known: [{ symptom: 'in a batch read absent keys shift the rows', where: 'feast-dev/feast#2573' }],
  variants: ({ wrong }) => {
    if (!wrong.some(({ row }) => row.batch.rows.length > 1)) return []
    return [
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
    ]
  },
}
