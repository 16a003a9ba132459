import type { Relation } from '../relation.ts'

/** An instant is the same however it is written. */
export const otherEncodings: Relation = {
  says: 'instants were written another way',
  knows: 'which ways to write instants its clients have (capabilities.encodings)',
  whyNot: ({ capabilities: { encodings = [] } }) =>
    encodings.length > 1 ? null : 'the store names no second way to write instants',
  relate: ({ capabilities: { encodings = [] }, script }, random) => ({
    script,
    opening: { encoding: random.pick(encodings.slice(1)) },
  }),
}
