import { PlumblineError } from '../../features/plumbline-error.ts'
import { tokensOf } from '../serving/http/tokens-of.ts'
import type { OpenServing } from '../serving/open-serving.ts'
import type { ServerOrder } from './server-process.ts'
import { serveStack } from './server-process.ts'
import type { WorkerBatch } from './worker.ts'

/** What the process that started this one says, and hears. */
export type ServerMessage =
  | { readonly kind: 'open'; readonly order: ServerOrder }
  | { readonly kind: 'batches'; readonly batches: readonly WorkerBatch[] }
  | { readonly kind: 'close' }

export type ServerAnswer =
  | { readonly kind: 'ready'; readonly host: string; readonly port: number }
  | { readonly kind: 'failed'; readonly code: PlumblineError['code']; readonly message: string }

let serving: OpenServing | null = null

async function open(order: ServerOrder): Promise<ServerAnswer> {
  try {
    const report = (sentence: string) => process.stderr.write(`server: ${sentence}\n`)
    serving = await serveStack(order, tokensOf(process.env), process.env, report)
    return { kind: 'ready', host: serving.server.host, port: serving.server.port }
  } catch (error) {
    if (error instanceof PlumblineError) return { kind: 'failed', code: error.code, message: error.message }
    const { code = 'unknown', message } = error as NodeJS.ErrnoException
    const said = code === 'EADDRINUSE' || code === 'EACCES' ? `${code}: give another host or port` : message
    return { kind: 'failed', code: 'infrastructure', message: `the server did not start: ${said}` }
  }
}

async function close(): Promise<void> {
  await serving?.close()
  process.exit(0)
}

// A signal of the terminal goes to every process of it; when to end says the process that started this one.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => void close())
process.on('disconnect', () => void close())
process.on('message', (message: ServerMessage) => {
  if (message.kind === 'close') void close()
  else if (message.kind === 'batches') for (const batch of message.batches) serving?.worked(batch)
  else open(message.order).then(answer => process.send?.(answer))
})
