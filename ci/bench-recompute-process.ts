import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { type DataFiles, type Reading, readings } from './bench-recompute-data.ts'

/** What an engine is asked, one JSON line each, and what it answers. */
export type EngineTask = { readonly do: 'run' } | { readonly do: 'write'; readonly file: string }
export type EngineReply =
  | { readonly ms: number; readonly peakBytes: number | null }
  | { readonly error: string }

export interface EngineSetting {
  readonly files: DataFiles
  readonly threads: number
  /** Bytes. */
  readonly memory: number
}

/** An engine as the bench knows it. */
export interface EngineKind {
  readonly name: string
  /** The readings that it answers; none: it answers nothing. */
  readonly readings: readonly Reading[]
  /** Whether each probe meets the whole history of its key, so that hot keys take it very long. */
  readonly isQuadratic: boolean
  /** Whether it runs in Python, and which module it needs. */
  readonly python: string | null
}

const own = { isQuadratic: false, python: null }

export const engineKinds: readonly EngineKind[] = [
  { ...own, name: 'floor', readings: [] },
  { ...own, name: 'join', readings, isQuadratic: true },
  { ...own, name: 'rings', readings },
  { ...own, name: 'batch-plan', readings },
  { ...own, name: 'indexed', readings },
  { ...own, name: 'indexed-tables', readings },
  { ...own, name: 'polars', readings: ['trained'], python: 'polars' },
  { ...own, name: 'spark', readings, isQuadratic: true, python: 'pyspark' },
]

/** Whether the Python of this machine has what the engine needs; always true of engines that need none. */
export function isAvailable({ python }: EngineKind): boolean {
  return python === null || spawnSync('python3', ['-c', `import ${python}`]).status === 0
}

/** Far above the repeat of any engine that is worth repeating (ms). */
const slowMs = 20_000

/** An engine in a process of its own, so that its memory is its own. */
export class EngineProcess {
  readonly kind: EngineKind
  readonly files: DataFiles
  readonly repeatsMs: number[] = []
  /** Most memory that its process ever held (RSS); null where it is not known. */
  peakBytes: number | null = 0
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #replies: Interface

  constructor(kind: EngineKind, { files, threads, memory }: EngineSetting) {
    this.kind = kind
    this.files = files
    const script = kind.python === null ? 'bench-recompute-engine.ts' : `bench-${kind.name}.py`
    const command = kind.python === null ? process.execPath : 'python3'
    const path = join(import.meta.dirname, script)
    const args = [path, kind.name, files.events, files.probes, String(threads), String(memory)]
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#replies = createInterface({ input: this.#child.stdout })
  }

  /** A further repeat would tell little and take long. */
  get isSlow(): boolean {
    return this.repeatsMs.some(ms => ms > slowMs)
  }

  async time(): Promise<void> {
    const { ms, peakBytes } = await this.#ask({ do: 'run' })
    this.repeatsMs.push(Math.round(ms))
    this.peakBytes = peakBytes
  }

  async write(file: string): Promise<void> {
    await this.#ask({ do: 'write', file })
  }

  async #ask(task: EngineTask): Promise<{ readonly ms: number; readonly peakBytes: number | null }> {
    const reply = await new Promise<EngineReply>((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`${this.kind.name} ended with code ${code}`))
      this.#child.once('exit', ended)
      this.#replies.once('line', line => {
        this.#child.off('exit', ended)
        resolve(JSON.parse(line) as EngineReply)
      })
      this.#child.stdin.write(`${JSON.stringify(task)}\n`)
    })
    if ('error' in reply) throw new Error(`${this.kind.name}: ${reply.error}`)
    return reply
  }

  close(): void {
    this.#child.stdin.end()
  }
}
