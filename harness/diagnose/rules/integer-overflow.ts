import type { StoredFeature } from '../../../features/definitions.ts'
import type { Value } from '../../../features/value.ts'
import { isInt64 } from '../../oracle/specification/compare-values.ts'
import type { CauseRule } from '../cause-rule.ts'
import { inputsOf } from '../evaluate-asked.ts'
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

const finishes: readonly (readonly [string, Finish])[] = [
  ['wraps a sum round at 64 bits', total => BigInt.asIntN(64, total)],
  ['wraps a sum round at 32 bits', total => BigInt.asIntN(32, total)],
  ['cuts a sum off at 64 bits', total => (total > max ? max : total < -max - 1n ? -max - 1n : total)],
  ['cuts a sum off at 32 bits', total => BigInt(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Number(total))))],
  ['takes a partial sum outside 64 bits for an overflow', partialOverflow],
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
    return finishes.map(([label, finish], i) =>
      policyVariant({
        label,
        cost: 1 + i / 8,
        policy: { answer: (answer, read, facts) => refinished(answer, read, facts, finish) },
        because: () => 'the exact sum of its integers leaves the bits that the store adds in',
      }),
    )
  },
}

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
