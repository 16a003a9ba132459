import type { StoredFeature } from '../../../features/definitions.ts'
import type { Value } from '../../../features/value.ts'
import { isInt64 } from '../../oracle/specification/compare-values.ts'
import type { CauseRule, Prediction, Variant } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { evaluateAsked, inputsOf } from '../evaluate-asked.ts'
import type { Answer } from '../policy.ts'
import type { TracedFact } from '../traced-fact.ts'
import { policyVariant } from './policy-variant.ts'

type Finish = (total: bigint, inputs: readonly bigint[]) => Value

const max = 2n ** 63n - 1n
const partialOverflow: Finish = (total, inputs) => {
  let sum = 0n
  for (const each of inputs) {
    sum += each
    if (!isInt64(sum)) return null
  }
  return total
}

/** A running sum that sticks at the ends of 64 bits. */
const stuck: Finish = (_, inputs) => {
  let sum = 0n
  for (const each of inputs) {
    sum += each
    sum = sum > max ? max : sum < -max - 1n ? -max - 1n : sum
  }
  return sum
}

const finishes: readonly (readonly [string, Finish])[] = [
  ['wraps a sum round at 64 bits', total => BigInt.asIntN(64, total)],
  ['wraps a sum round at 32 bits', total => (isInt64(total) ? BigInt.asIntN(32, total) : null)],
  ['cuts a sum off at 64 bits', total => (total > max ? max : total < -max - 1n ? -max - 1n : total)],
  ['cuts a sum off at 32 bits', total => BigInt(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Number(total))))],
  ['takes a partial sum outside 64 bits for an overflow', partialOverflow],
  ['cuts partial sums off at 64 bits', stuck],
  [
    'cuts partial sums off at 64 bits, the newest first',
    (total, inputs) => stuck(total, inputs.toReversed()),
  ],
  [
    'adds integers of 32 bits',
    (_, inputs) => inputs.reduce((sum, each) => sum + BigInt.asIntN(32, each), 0n),
  ],
]

/** A sum of integers that leaves its bits. */
export const integerOverflow: CauseRule = {
  says: 'lets a sum of integers wrap round, stick or vanish where it leaves its bits',
  mend: 'add integers exactly (beyond 64 bits in between), and judge the final sum alone: null where it is outside 64 bits',
  looksLike: 'Large sums turn negative, stand at 2⁶³ − 1, or are null although the final sum fits.',
  example: 'sum(i), k i=2⁶³−1, k i=1 → served −2⁶³, point-in-time gives null',
  known: [],
  variants: ({ feature }) => {
    const { kind, of } = feature.aggregate
    if (of?.type !== 'int' || (kind !== 'sum' && kind !== 'mean')) return []
    const somewhere: Variant = {
      kind: 'loose',
      label: 'cuts partial sums off at 64 bits',
      cost: 3,
      because: () => 'a partial sum of its integers leaves the bits that the store adds in',
      explains: stuckSomewhere,
    }
    const strict = finishes.map(([label, finish], i) =>
      policyVariant({
        label,
        cost: 1 + i / 8,
        policy: { answer: (answer, read, facts) => refinished(answer, read, facts, finish) },
        because: () => 'the exact sum of its integers leaves the bits that the store adds in',
      }),
    )
    return [...strict, somewhere]
  },
}

/** A sum whose parts, some run of its facts among them, stuck at an end of 64 bits. */
function stuckSomewhere(cell: StoredCell): Prediction | null {
  const made = evaluateAsked(cell)
  const given = cell.given.value
  const inputs = inputsOf(cell.feature, made.facts).filter(each => typeof each === 'bigint')
  if ((given !== null && typeof given !== 'bigint') || inputs.length < 2 || inputs.length > partsMax)
    return null
  const total = inputs.reduce((sum, each) => sum + each, 0n)
  if (given !== null && isEndOfTiles(given, inputs)) return made
  for (let from = 0; from < inputs.length; from++) {
    const [after, before] = [inputs.slice(from), inputs.slice(0, from)].map(part =>
      part.reduce((all, each) => all + each, 0n),
    )
    if (isEnd(given, after) || isEnd(given, before)) return made
    let sum = 0n
    for (const each of inputs.slice(from)) {
      sum += each
      if (isInt64(sum)) continue
      const end = sum > max ? max : -max - 1n
      const rest = total - sum
      if (given === end || given === (isInt64(end + rest) ? end + rest : null)) return made
    }
  }
  return null
}

/** Whether some tiles that follow one another were added to a sum that stood at an end. */
function isEndOfTiles(given: bigint, inputs: readonly bigint[]): boolean {
  let sum = 0n
  const sums = new Set([0n])
  for (const each of inputs) {
    sum += each
    for (const end of [max, -max - 1n]) if (given !== end && sums.has(sum - (given - end))) return true
    sums.add(sum)
  }
  return false
}

/** Whether a sum that stuck at an end, and went on from there, is what was given. */
function isEnd(given: bigint | null, rest: bigint | undefined): boolean {
  if (given === null || rest === undefined || rest === 0n) return false
  return given === max + rest || given === -max - 1n + rest
}

const partsMax = 200

function refinished(
  answer: Answer,
  feature: StoredFeature,
  facts: readonly TracedFact[],
  finish: Finish,
): Answer {
  const inputs = inputsOf(feature, facts).filter(each => typeof each === 'bigint')
  if (inputs.length === 0 || (feature.nulls === 'poison' && inputs.length < facts.length)) return answer
  const total = finish(
    inputs.reduce((sum, each) => sum + each, 0n),
    inputs,
  )
  const value =
    feature.aggregate.kind === 'mean' && total !== null ? Number(total) / Math.max(1, answer.n) : total
  return { ...answer, value, state: value === null ? 'null' : 'present' }
}
