import type { Capabilities } from '../store.ts'

/** µs of the steps that a store's clocks may know. */
export const clockSteps = { us: 1, ms: 1_000, s: 1_000_000 } as const satisfies Record<
  NonNullable<Capabilities['precision']>,
  number
>
