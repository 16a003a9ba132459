import type { Value } from '../../../features/value.ts'
import { type Flip, stored } from '../flip.ts'

/** The last element of a vector is another. */
export const vectorFlips: Readonly<Record<'vector', Flip>> = {
  vector: stored(
    ({ base }) =>
      Array.isArray(base.value) && base.value.length > 0
        ? {
            answer: answer => {
              const elements = answer.value as readonly Value[]
              return {
                ...answer,
                value: [...elements.slice(0, -1), Math.fround(Number(elements.at(-1)) + 1)],
              }
            },
          }
        : null,
    ({ type }) => type.startsWith('vector'),
  ),
}
