/**
 * For tests of one's own (`plumbline/vitest`): `expect(store).toServePointInTime(features)`, and fast-check arbitraries of
 * features, events and questions. Importing it adds the matcher. It needs vitest and fast-check beside it.
 */
import { expect } from 'vitest'
import { checkPointInTime, type PointInTimeOptions } from './harness/in-tests/check-point-in-time.ts'
import { pointInTimeText } from './harness/in-tests/point-in-time-text.ts'
import type { StoreFactory } from './harness/store.ts'

export { arbitraryCase } from './generators/arbitraries/arbitrary-case.ts'
export { arbitraryDefinitions, arbitraryDocument } from './generators/arbitraries/arbitrary-definitions.ts'
export { arbitraryLog, arbitraryStream } from './generators/arbitraries/arbitrary-log.ts'
export type { RandomCase, RandomCaseOptions } from './generators/random-case.ts'
export type { PointInTimeOptions } from './harness/in-tests/check-point-in-time.ts'

declare module 'vitest' {
  // Its type parameters have to be vitest's own, letter for letter.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /**
     * Holds that a store serves what point-in-time recomputation of its events gives, in runs that each draw events,
     * adversities and questions from a seed (docs/semantics.md § 7). The store is a class or function that makes a new one
     * for each run, or what `--store` takes. Runs that compare nothing fail, with `not` too.
     */
    toServePointInTime: (features: unknown, options?: PointInTimeOptions) => Promise<void>
  }
}

expect.extend({
  async toServePointInTime(
    store: StoreFactory | string,
    features: unknown,
    options: PointInTimeOptions = {},
  ) {
    const edge = { clock: () => Date.now() * 1_000, now: () => performance.now() }
    const outcome = await checkPointInTime(store, features, options, edge)
    if (outcome.kind === 'inconclusive') throw new Error(pointInTimeText(outcome))
    return { pass: outcome.kind === 'equal', message: () => pointInTimeText(outcome) }
  },
})
