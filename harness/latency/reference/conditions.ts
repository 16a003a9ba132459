import type { StoreControl } from './measured-store.ts'

/** What is done to the store while it is measured; shares are of the condition's length. */
export type ConditionFault =
  | { readonly kind: 'end-worker'; readonly signal: 'SIGTERM' | 'SIGKILL'; readonly from: number }
  | { readonly kind: 'slow-online'; readonly latencyMs: number; readonly from: number; readonly to: number }

/** What goes on while questions are asked and canaries are sent. */
export interface Condition {
  readonly name: string
  /** One sentence for the help. */
  readonly about: string
  /** Share of the ingest capacity that is sent, by the share of the length that is over; null: as much as is taken. */
  readonly share: (over: number) => number | null
  /** Whether all of it is of one key. */
  readonly hotKey: boolean
  readonly fault: ConditionFault | null
  /** When more is sent than before and after; null: never, or all the time. */
  readonly burst: { readonly from: number; readonly to: number } | null
  /**
   * `slo`: freshness has to keep its budgets. `slo-or-stale`: where it does not, answers have to say that they are stale,
   * by the store's declared bound. Latency has to keep its budgets in any case.
   */
  readonly rule: 'slo' | 'slo-or-stale'
  /** How much longer than the others it takes. */
  readonly length: number
}

const burst = { from: 0.4, to: 0.6 }
const quiet = { hotKey: false, fault: null, burst: null, rule: 'slo-or-stale', length: 1 } as const

export const conditions = {
  steady: {
    ...quiet,
    name: 'steady',
    about: 'half of the ingest capacity',
    share: () => 0.5,
    rule: 'slo',
  },
  burst: {
    ...quiet,
    name: 'burst of 10×',
    about: 'a twentieth of the capacity, and ten times that for a fifth of the time',
    share: over => (over >= burst.from && over < burst.to ? 0.5 : 0.05),
    burst,
  },
  'hot-key': {
    ...quiet,
    name: 'hot key',
    about: 'a tenth of the capacity, all of one key',
    share: () => 0.1,
    hotKey: true,
  },
  saturated: {
    ...quiet,
    name: 'ingest saturated',
    about: 'as many events as the store takes',
    share: () => null,
  },
  'worker-restart': {
    ...quiet,
    name: 'worker restart',
    about: 'one of two workers is asked to end, and replaced',
    share: () => 0.1,
    fault: { kind: 'end-worker', signal: 'SIGTERM', from: 0.3 },
  },
  'worker-killed': {
    ...quiet,
    name: 'worker killed',
    about: 'one of two workers is killed, and replaced',
    share: () => 0.1,
    fault: { kind: 'end-worker', signal: 'SIGKILL', from: 0.2 },
    length: 1.5,
  },
  'slow-redis': {
    ...quiet,
    name: 'Redis slow',
    about: 'every piece of data to and from Redis takes 10 ms longer for half of the time',
    share: () => 0.05,
    fault: { kind: 'slow-online', latencyMs: 10, from: 0.25, to: 0.75 },
  },
} as const satisfies Readonly<Record<string, Condition>>

export type ConditionName = keyof typeof conditions

export const conditionNames = Object.keys(conditions) as readonly ConditionName[]

/** Why a condition cannot be made on a store; null where it can. A store in memory has no control. */
export function whyNot({ fault }: Condition, control: StoreControl | null): string | null {
  if (fault === null) return null
  if (control === null) return 'the store in memory has no processes to break'
  if (fault.kind === 'slow-online' && control.throughProxy === null)
    return 'Redis is that of REDIS_URL, which is not touched'
  return null
}
