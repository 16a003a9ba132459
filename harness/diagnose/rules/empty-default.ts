import type { StoredFeature } from '../../../features/definitions.ts'
import type { Value } from '../../../features/value.ts'
import { sameValue } from '../../diff/same-value.ts'
import type { CauseRule } from '../cause-rule.ts'
import { blankOf } from './null-as-zero.ts'
import { policyVariant } from './policy-variant.ts'

/** What a store may serve where there is no fact. */
function candidatesOf(feature: StoredFeature): Value[] {
  const all: Value[] = [null, blankOf(feature.type)]
  if (feature.type === 'int') all.push(1n, -1n)
  if (feature.type === 'float') all.push(Number.NaN, -1, 1)
  return all.filter(each => !sameValue(each, feature.whenEmpty))
}

function shown(value: Value): string {
  return Array.isArray(value) ? '[]' : typeof value === 'string' ? `'${value}'` : String(value)
}

/** Another value than the feature's `whenEmpty` where no fact is let in. */
export const emptyDefault: CauseRule = {
  says: 'serves something else than the feature’s whenEmpty where the window holds no fact',
  mend: 'serve whenEmpty (null unless the feature says otherwise, 0 for counts) where no fact is let in',
  looksLike: 'Wrong for keys without facts, and when everything has left the window.',
  example: 'mean(x).over(1h), no facts → served NaN, point-in-time gives null',
  known: [
    { symptom: 'mean is NaN after everything was deleted', where: 'airbnb/chronon#355' },
    { symptom: 'the mean of nothing is 0', where: 'feast-dev/feast, aggregation/tiling' },
  ],
  variants: ({ feature }) =>
    candidatesOf(feature).flatMap(value =>
      (['not-found', 'present', 'null'] as const).map((state, i) =>
        policyVariant({
          label: `serves ${shown(value)} where there is no fact`,
          cost: 1 + i / 4,
          policy: {
            answer: (answer, _, facts) => (facts.length === 0 ? { ...answer, value, state } : answer),
          },
          because: () => `no fact is in the window, and whenEmpty is ${shown(feature.whenEmpty)}`,
        }),
      ),
    ),
}
