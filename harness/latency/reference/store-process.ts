import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { formatDuration } from '../../../features/duration.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import type { Micros } from '../../../features/value.ts'

/** The reference store in processes of its own. */
export interface StoreProcess {
  readonly origin: string
  /** What it said of itself while it started. */
  readonly about: readonly string[]
  close(): Promise<void>
}

export interface StoreProcessOptions {
  /** Path of the program. */
  readonly script: string
  readonly features: string
  /** An answer that lacks what is in the log for longer says that it is stale. */
  readonly staleAfter: Micros
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
}

/** ms for Kafka, Redis, workers and server to be up. */
const startMs = 120_000

/**
 * Starts the store in memory, by its command line, and waits until it listens.
 * @throws PlumblineError `infrastructure` with what it said last where it does not come up
 */
export async function startEmbeddedStore(options: StoreProcessOptions): Promise<StoreProcess> {
  const { script, features, staleAfter, onProgress, signal } = options
  signal.throwIfAborted()
  // As the harness itself does, it may load features that import plumbline from a checkout.
  const args = [
    '--conditions=plumbline-source',
    script,
    '--features',
    features,
    '--port',
    '0',
    '--embedded',
    '--stale-after',
    formatDuration(staleAfter),
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe'] })
  const about: string[] = []
  const lines = createInterface({ input: child.stderr })
  const origin = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => fail('it does not listen after two minutes'), startMs)
    const fail = (why: string) => {
      clearTimeout(late)
      child.kill()
      reject(new PlumblineError('infrastructure', `the reference store does not start: ${why}`))
    }
    const stop = () => {
      child.kill()
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop, { once: true })
    child.once('exit', code => fail(about.at(-1) ?? `it ended with code ${code}`))
    lines.on('line', line => {
      const said = line.replace(/^store: /, '')
      const listening = /^listening on (http:\/\/\S+?),/.exec(said)
      if (listening === null) {
        about.push(said)
        onProgress(`starting the reference store: ${said}`)
        return
      }
      clearTimeout(late)
      signal.removeEventListener('abort', stop)
      resolve(listening[1] as string)
    })
  })
  child.removeAllListeners('exit')
  return { origin, about, close: () => stopped(child) }
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
