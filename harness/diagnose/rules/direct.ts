import type { CauseRule } from '../cause-rule.ts'

/** Causes that the judge itself sees, so that nothing has to be tried. */
const seen = { variants: () => [] } as const

/** Another version answered than was asked for. */
export const versionMixed: CauseRule = {
  ...seen,
  says: 'answers with another version of the definitions than was asked for',
  mend: 'keep versions apart in storage, and answer with the version that the question names',
  looksLike: 'The version of the answer differs from the one asked for; every cell of the row is a defect.',
  example: 'asked_version 1, version 2 → a defect, whatever the cell holds',
  known: [{ symptom: 'a definition changed while models read the old one', where: 'a seed of ours' }],
}

/** One probe, no training row. */
export const rowMissing: CauseRule = {
  ...seen,
  says: 'gives no training row for a probe',
  mend: 'join from the probes outwards (LEFT JOIN), so that a probe without facts, or with a null key part, keeps its row',
  looksLike: 'The training set lacks rows, mostly of keys without facts or with a null part.',
  example: 'a probe about (k, null) → no row in the training set',
  known: [{ symptom: 'a null key part is queried online and dropped offline', where: 'airbnb/chronon#968' }],
}

/** An on-demand result that does not follow from its inputs. */
export const transformDiffers: CauseRule = {
  ...seen,
  says: 'computes an on-demand feature in another way than its expression says',
  mend: 'evaluate the one expression on both sides: nulls as in SQL, div as float, the inputs of the same row',
  looksLike: 'The inputs of a row are right, and what is computed from them is not.',
  example: 'ratio = amount / spend, amount 3, spend 2 → served 1, the expression gives 1.5',
  known: [
    {
      symptom: 'an on-demand transform is skipped offline when a source column has its name',
      where: 'feast-dev/feast#5534',
    },
  ],
}
