import type { LogRecord, Placement } from '../../features/log-record.ts'
import { type ErrorCode, PlumblineError } from '../../features/plumbline-error.ts'
import type { Instant } from '../../features/value.ts'
import type { History } from '../history/history.ts'
import type { Answer, Fault, Opening, Probe, Step, Store } from '../store.ts'

/** How long a run waits, and what may end it. */
export interface GuardOptions {
  /** A store that does not answer a call within so many ms has failed; 60,000 by default. */
  readonly callTimeoutMs?: number
  /** Aborted where the run shall stop. */
  readonly signal?: AbortSignal
  /** The clock of the machine, µs and up to 1 ms late: a store that answers by its own is driven by it. */
  readonly clock?: () => Instant
  /** Given what was recorded of a run that failed. */
  readonly keep?: (history: History) => Promise<void>
  /** Told which call begins, and null when it has ended: a call that never yields can only be seen from outside. */
  readonly onCall?: (what: string | null) => void
}

/** A store whose every call ends: with its result, or with one sentence that names the call. */
export interface GuardedStore {
  readonly name: string
  open(opening: Opening): Promise<void>
  ingest(records: readonly LogRecord[]): Promise<readonly (Placement | null)[] | undefined>
  settle(): Promise<void>
  read(probes: readonly Probe[]): Promise<readonly Answer[]>
  train(probes: readonly Probe[], cut: Instant): Promise<readonly Answer[]>
  step(step: Step): Promise<void>
  fault(fault: Fault): Promise<void>
  close(): Promise<void>
}

/**
 * Guards the calls of a store.
 * @throws PlumblineError store-failed where a call throws or does not end, interrupted where the signal is aborted.
 */
export function guardStore(store: Store, options: GuardOptions): GuardedStore {
  const name = store.capabilities.name
  const call = <T>(what: string, run: () => Promise<T> | T): Promise<T> => guardCall(name, what, run, options)
  return {
    name,
    open: opening => call('open', () => store.open(opening)),
    ingest: records => call(`ingest of ${many(records.length, 'record')}`, () => store.ingest(records)),
    settle: () => call('settle', () => store.settle()),
    read: probes => call(`read of ${many(probes.length, 'probe')}`, () => store.read(probes)),
    train: (probes, cut) =>
      call(`train for ${many(probes.length, 'probe')}`, () => store.train?.(probes, cut) ?? []),
    step: step => call(`step ${step.kind}`, () => store.step?.(step)),
    fault: fault => call(`fault ${fault.kind}`, () => store.fault?.(fault)),
    close: () => call('close', () => store.close?.()),
  }
}

const adapters: ReadonlySet<ErrorCode> = new Set(['bad-store', 'bad-mapping'])

async function guardCall<T>(
  name: string,
  what: string,
  run: () => Promise<T> | T,
  { callTimeoutMs = 60_000, signal, onCall }: GuardOptions,
): Promise<T> {
  if (signal?.aborted)
    throw new PlumblineError('interrupted', 'the run was interrupted before its end: run it again')
  onCall?.(what)
  try {
    const result = run()
    return isPromise(result) ? await withTimeout(result, callTimeoutMs) : result
  } catch (cause) {
    // An adapter that cannot make sense of what its store says tells it itself.
    if (cause instanceof PlumblineError && adapters.has(cause.code)) throw cause
    throw new PlumblineError('store-failed', `the store ${name} failed in ${what}: ${sentence(cause)}`, {
      cause,
    })
  } finally {
    onCall?.(null)
  }
}

/** The cause of the error of a call that did not end in time. */
export class CallTimeout extends Error {}

function isPromise<T>(value: Promise<T> | T): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value
}

async function withTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CallTimeout(`no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The first line: what a client library says may go on for many. */
function sentence(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause)
  return (said.split('\n')[0] as string).replace(/[.\s]+$/, '')
}

function many(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}
