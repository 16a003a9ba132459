import type { Followers } from './prove-mutant.ts'

/** What follows on a caught mutant: nothing yet, since neither diagnosis nor shrinking is built. */
export const followers: Followers = { nameCauses: null, shrink: null }
