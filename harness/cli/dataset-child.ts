import { fork } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { ShardReport } from '../verify/verify-shards.ts'
import type { ShardAnswer, ShardQuestion, ShardSetting } from './dataset-process.ts'
import { unpackError } from './plain-error.ts'

/** How long a process may take to stop of itself (ms). */
const stopMs = 1_000

/**
 * Replays one shard of a dataset in a process of its own.
 * @throws PlumblineError what the replay throws, the signal's reason, or that the process ended
 */
export async function runShardProcess(
  setting: ShardSetting,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<ShardReport> {
  signal.throwIfAborted()
  // Beside the folder in the making, so that it goes with it, also where a process is killed.
  const temporary = join(dirname(setting.dir), 'tmp')
  mkdirSync(temporary, { recursive: true })
  const child = fork(fileURLToPath(new URL('./dataset-process.ts', import.meta.url)), {
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'],
    env: { ...process.env, TMPDIR: temporary },
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const { promise, resolve, reject } = Promise.withResolvers<ShardReport>()
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const ask = (question: ShardQuestion) => child.send(question)
  const stop = () => {
    reject(signal.reason)
    if (child.connected) ask({ kind: 'stop' })
  }
  signal.addEventListener('abort', stop)
  child.on('message', (answer: ShardAnswer) => {
    if (answer.kind === 'progress') onProgress(answer.line)
    else if (answer.kind === 'done') resolve(answer.report)
    else reject(unpackError(answer.error))
  })
  child.on('error', reject)
  child.on('exit', (code, how) => {
    const message = `the store ended its process with ${how ?? `exit code ${code}`}: let it return or throw, not exit`
    reject(new PlumblineError('store-failed', message))
  })
  ask({ kind: 'begin', setting })
  try {
    return await promise
  } finally {
    // A process that was told to stop may still be removing what it spilled.
    const late = setTimeout(kill, signal.aborted ? stopMs : 0)
    await ended
    clearTimeout(late)
    process.off('exit', kill)
    signal.removeEventListener('abort', stop)
  }
}
