import type { Writable } from 'node:stream'

/** Tells a person what long work is doing. */
export interface Progress {
  /** Replaces the current line, for example `late-events 12 of 500`. */
  update(line: string): void
  /** Removes the live line, so that other output can follow. */
  end(): void
}

interface Terminal {
  readonly stream: Writable & { isTTY?: boolean; columns?: number }
  /** The machine's clock, ms. */
  readonly now: () => number
}

/** A live line changes at most this often, and plain lines come at most this often (ms). */
const liveMs = 80
const plainMs = 5_000

/** A live line on a terminal; elsewhere a plain line now and then, the first once two seconds have passed. */
export function createProgress({ stream, now }: Terminal): Progress {
  const live = stream.isTTY === true
  let last = live ? Number.NEGATIVE_INFINITY : now() - plainMs + 2_000
  let shown = false
  return {
    update(line) {
      if (now() - last < (live ? liveMs : plainMs)) return
      last = now()
      if (!live) stream.write(`${line}\n`)
      else stream.write(`\r\u001b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`)
      shown = live
    },
    end() {
      if (shown) stream.write('\r\u001b[2K')
      shown = false
    },
  }
}

/** For output that a machine reads. */
export const silentProgress: Progress = { update: () => {}, end: () => {} }
