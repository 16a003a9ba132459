import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import { type CallWatch, hangingCall } from './call-watch.ts'

/** What the watching thread of a process is started with. */
export interface HangWatch {
  readonly watch: CallWatch
  readonly limitMs: number
  /** Where the name of a call that hangs is written, for the parent process to read. */
  readonly fd: number
}

/** How often the other thread is looked at (ms). */
const everyMs = 250

const { watch, limitMs, fd } = workerData as HangWatch
const hanging = hangingCall(watch, limitMs, () => performance.now())
const parent = process.ppid

setInterval(() => {
  // The parent was killed, and a thread that loops for ever would not hear of it.
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  const call = hanging()
  if (call !== null) writeSync(fd, `${call}\n`)
}, everyMs)
