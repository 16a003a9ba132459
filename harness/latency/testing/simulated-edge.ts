import type { LoadEdge, Outcome } from '../driver/open-loop.ts'

/** How a simulated server answers the request of an index that comes at an instant (ms). */
export type SimulatedAnswer = (
  index: number,
  at: number,
) => { readonly afterMs: number; readonly outcome: Outcome }

/** A clock that stands still until somebody waits, and a server on it; `stopsMs` is how much the driver oversleeps. */
export function simulatedEdge(answer: SimulatedAnswer, stopsMs = 0): { edge: LoadEdge; run: () => void } {
  let now = 0
  let sent = 0
  const timers: { at: number; call: () => void }[] = []
  const at = (when: number, call: () => void) => timers.push({ at: when, call })
  const edge: LoadEdge = {
    now: () => now,
    wallClock: () => now * 1_000,
    sleep: (ms, wake) => at(now + ms + stopsMs, wake),
    spin: wake => at(now + 0.05, wake),
    onProgress: () => {},
    send: (_request, _keep, done) => {
      const { afterMs, outcome } = answer(sent++, now)
      at(now + afterMs, () => done(outcome))
    },
  }
  const run = () => {
    for (;;) {
      timers.sort((a, b) => a.at - b.at)
      const next = timers.shift()
      if (next === undefined) return
      now = Math.max(now, next.at)
      next.call()
    }
  }
  return { edge, run }
}
