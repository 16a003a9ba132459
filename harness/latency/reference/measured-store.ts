import { type ChildProcess, fork } from 'node:child_process'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import type { StoreProcess, StoreProcessOptions } from './store-process.ts'

/** What can be done to a store that is measured, beside asking it. */
export interface StoreControl {
  /** Ends one worker, with notice or without; returns when it is gone. Another one takes its place by itself. */
  endWorker(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** Restarts the store's processes so that Redis lies behind a proxy; its state stays. Null: Redis is not ours. */
  readonly throughProxy: (() => Promise<void>) | null
  /** Holds back everything between store and Redis, ms each way; 0: no longer. */
  slowOnline(latencyMs: number): Promise<void>
}

interface Open {
  readonly kind: 'open'
  readonly origin: string
  readonly about: readonly string[]
  readonly hasProxy: boolean
}

type Answer =
  | Open
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: PlumblineError['code']; readonly message: string }

/** ms for Kafka and Redis to be found or started, and for workers and server to be up. */
const startMs = 120_000

/** ms that the store may take to end before it is killed. */
const closeMs = 20_000

/**
 * Starts the reference store on real parts, by a program that takes orders over IPC (`storePath`).
 * @throws PlumblineError what the store failed with, or `infrastructure` where it does not come up
 */
export async function startMeasuredStore(
  options: StoreProcessOptions,
): Promise<StoreProcess & { readonly control: StoreControl }> {
  const { script, features, staleAfter, onProgress, signal } = options
  signal.throwIfAborted()
  const child = fork(script, { stdio: ['ignore', 2, 'pipe', 'ipc'] })
  tellLines(child, onProgress)
  const order = orders(child)
  const stop = () => void child.kill('SIGKILL')
  signal.addEventListener('abort', stop, { once: true })
  const late = setTimeout(stop, startMs)
  try {
    const open = (await order({ kind: 'open', features, staleAfter })) as Open
    return {
      origin: open.origin,
      about: open.about,
      control: controlOf(order, open),
      close: async () => {
        signal.removeEventListener('abort', stop)
        const tooLate = setTimeout(stop, closeMs)
        await order({ kind: 'close' }).catch(() => undefined)
        if (child.connected) child.disconnect()
        clearTimeout(tooLate)
      },
    }
  } catch (error) {
    stop()
    throw signal.aborted ? signal.reason : error
  } finally {
    clearTimeout(late)
  }
}

type Order = (order: object) => Promise<Answer>

/** Orders are answered in turn. */
function orders(child: ChildProcess): Order {
  const waiting: PromiseWithResolvers<Answer>[] = []
  child.on('message', (answer: Answer) => {
    const first = waiting.shift()
    if (answer.kind === 'failed') first?.reject(new PlumblineError(answer.code, answer.message))
    else first?.resolve(answer)
  })
  const gone = (how: string) => {
    const message = `the reference store ended early (${how}): see what it printed, and whether the machine has memory left`
    for (const each of waiting.splice(0)) each.reject(new PlumblineError('infrastructure', message))
  }
  child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`))
  child.once('error', error => gone(error.message))
  return order => {
    const answered = Promise.withResolvers<Answer>()
    waiting.push(answered)
    if (child.connected) child.send(order)
    else gone('it is gone')
    return answered.promise
  }
}

function controlOf(order: Order, { hasProxy }: Open): StoreControl {
  return {
    endWorker: async signal => void (await order({ kind: 'end-worker', signal })),
    throughProxy: hasProxy ? async () => void (await order({ kind: 'through-proxy' })) : null,
    slowOnline: async latencyMs => void (await order({ kind: 'slow-online', latencyMs })),
  }
}

/** What it says while it starts; later lines, such as that a worker was replaced, would only disturb. */
function tellLines(child: ChildProcess, onProgress: (line: string) => void): void {
  let rest = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onProgress(`the reference store: ${line.replace(/^store: /, '')}`)
  })
}
