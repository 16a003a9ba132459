import type { Instant } from '../../features/value.ts'
import type { Fault, Step } from '../store.ts'

/** One thing that was done to a store, while the virtual clock stood at `at` (µs). */
export type Move =
  | { readonly kind: 'append'; readonly at: Instant; readonly source: string; readonly count: number }
  | { readonly kind: 'step'; readonly at: Instant; readonly step: Step }
  | { readonly kind: 'fault'; readonly at: Instant; readonly fault: Fault }
  | { readonly kind: 'settle'; readonly at: Instant }
  /** Probes `from` to `to`, both included, put to one region where one is named. */
  | {
      readonly kind: 'read'
      readonly at: Instant
      readonly from: bigint
      readonly to: bigint
      readonly region?: string
    }
