import type { Writable } from 'node:stream'

/** Tells a person what long work is doing. */
export interface Progress {
  /** Replaces the current line, for example `late-events 12 of 500`. */
  readonly update: (line: string) => void
  /** Removes the live line, so that other output can follow, and says nothing more. */
  readonly end: () => void
}

export interface ProgressTerminal {
  readonly stream: Writable & { isTTY?: boolean; columns?: number }
  /** The machine's clock, ms. */
  readonly now: () => number
  /** Calls a function again and again, every so many ms, until what it returns is called. */
  readonly every: (ms: number, call: () => void) => () => void
}

/** A live line changes at most this often, and plain lines come at most this often (ms). */
const liveMs = 80
const plainMs = 5_000

/** Work that is done sooner says nothing where lines stay (ms). */
const quietMs = 2_000

/**
 * A live line on a terminal; elsewhere a plain line now and then, the first once two seconds have passed. A line that
 * came too soon is shown when its time has come, also where no other follows it.
 */
export function createProgress({ stream, now, every }: ProgressTerminal): Progress {
  const live = stream.isTTY === true
  let due = now() + (live ? 0 : quietMs)
  let waiting: string | null = null
  let shown = false
  const show = () => {
    if (waiting === null || now() < due) return
    due = now() + (live ? liveMs : plainMs)
    if (live) stream.write(`\r\u001b[2K${waiting.slice(0, (stream.columns || 80) - 1)}`)
    else stream.write(`${waiting}\n`)
    shown = live
    waiting = null
  }
  const stop = every(live ? liveMs : 250, show)
  return {
    update(line) {
      waiting = line
      show()
    },
    end() {
      stop()
      waiting = null
      if (shown) stream.write('\r\u001b[2K')
      shown = false
    },
  }
}

/** Progress on stderr: stdout is for what the command is about. */
export function progressFor(): Progress {
  return createProgress({
    stream: process.stderr,
    now: () => performance.now(),
    every: (ms, call) => {
      const timer = setInterval(call, ms)
      timer.unref()
      return () => clearInterval(timer)
    },
  })
}
