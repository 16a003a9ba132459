/** Calls of a store that a watch tells apart. */
const calls: readonly string[] = ['open', 'ingest', 'settle', 'read', 'train', 'step', 'fault', 'close']

/**
 * Memory that two threads share: which call of the store is under way (0: none), and how many calls began. A store that
 * loops for ever says nothing to its own thread, but another can see that the call does not end.
 */
export type CallWatch = Int32Array<SharedArrayBuffer>

export function openWatch(): CallWatch {
  return new Int32Array(new SharedArrayBuffer(8))
}

/** For the thread of the store: notes a call that begins, such as `read of 5 probes`, or (null) that it ended. */
export function noteCall(watch: CallWatch, what: string | null): void {
  if (what === null) {
    Atomics.store(watch, 0, 0)
    return
  }
  const end = what.indexOf(' ')
  Atomics.add(watch, 1, 1)
  Atomics.store(watch, 0, calls.indexOf(end < 0 ? what : what.slice(0, end)) + 1)
}

/** For the thread that watches: gives the name of the call that has been under way for `limitMs`, else null. */
export function hangingCall(watch: CallWatch, limitMs: number, now: () => number): () => string | null {
  let began = -1
  let since = now()
  return () => {
    const count = Atomics.load(watch, 1)
    const call = Atomics.load(watch, 0)
    if (call === 0 || count !== began) {
      began = count
      since = now()
      return null
    }
    return now() - since >= limitMs ? (calls[call - 1] ?? null) : null
  }
}
