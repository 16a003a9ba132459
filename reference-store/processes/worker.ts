import { setPriority } from 'node:os'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { BatchReport } from '../ingest/kafka-worker.ts'
import { type RunningWorker, runWorker, type WorkerOrder } from './worker-process.ts'

/** What the process that started this one says. */
export type WorkerMessage =
  | { readonly kind: 'open'; readonly order: WorkerOrder }
  | { readonly kind: 'close' }

/** What it hears: an answer to `open`, and then now and again what became of batches. */
export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code: PlumblineError['code']; readonly message: string }
  | { readonly kind: 'batches'; readonly batches: readonly WorkerBatch[] }

export interface WorkerBatch extends BatchReport {
  readonly deployment: string
}

/** ms between two reports of batches, which a worker that is killed takes with it, and how many one has at most. */
const reportMs = 100
const batchesMax = 4_096

/** ms that a graceful end may take. */
const closeMs = 8_000

/** Where cores are short freshness gives way before answers do, and says so. */
const workerNice = 5

let worker: RunningWorker | null = null
let closing = false
let batches: WorkerBatch[] = []

setPriority(workerNice)

async function open(order: WorkerOrder): Promise<WorkerAnswer> {
  try {
    const report = (sentence: string) => process.stderr.write(`worker: ${sentence}\n`)
    worker = await runWorker(order, process.env, report, (deployment, batch) => {
      if (batches.length < batchesMax) batches.push({ ...batch, deployment })
    })
    setInterval(tellBatches, reportMs).unref()
    return { kind: 'ready' }
  } catch (error) {
    if (error instanceof PlumblineError) return { kind: 'failed', code: error.code, message: error.message }
    const said = error instanceof Error ? error.message : String(error)
    return { kind: 'failed', code: 'infrastructure', message: `a worker did not start: ${said}` }
  }
}

function tell(answer: WorkerAnswer): void {
  if (process.connected) process.send?.(answer)
}

function tellBatches(): void {
  if (batches.length === 0) return
  tell({ kind: 'batches', batches })
  batches = []
}

async function close(): Promise<void> {
  if (closing) return
  closing = true
  // Where log or store are away there is nothing to finish, and nothing is lost.
  setTimeout(() => process.exit(1), closeMs).unref()
  await worker?.close()
  tellBatches()
  process.exit(0)
}

// A signal of the terminal goes to every process of it; when to end says the process that started this one.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => void close())
process.on('disconnect', () => void close())
process.on('message', (message: WorkerMessage) => {
  if (message.kind === 'close') void close()
  else open(message.order).then(tell)
})
