import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import {
  type DataFiles,
  type DataSize,
  kinds,
  readings,
  type Shape,
  shapes,
  windows,
  writeData,
} from './bench-indexed-data.ts'
import { type EngineName, type EngineReply, type EngineTask, engineNames } from './bench-indexed-engine.ts'
import { differencesSql } from './bench-indexed-sql.ts'

export interface EngineTiming {
  readonly engine: EngineName
  readonly repeatsMs: readonly number[]
  readonly minMs: number
  readonly medianMs: number
  /** Most memory that its process ever held (RSS), answers and data included. */
  readonly peakBytes: number
}

/** One shape of keys: how long every engine takes to answer both readings of the workload. */
export interface IndexedCase extends DataSize {
  readonly name: string
  readonly shape: Shape
  readonly engines: readonly EngineTiming[]
  /** Cells that were compared, engine against engine, and all agreed. */
  readonly comparedCells: number
}

export interface IndexedSettings extends DataSize {
  readonly repeats: number
  readonly threads: number
  /** Folder that keeps the files, for other engines to be timed on; null: a temporary one. */
  readonly keep: string | null
}

/** What each engine is compared with the indexed evaluator by. */
export function indexedRatios(cases: readonly IndexedCase[]): Record<string, number> {
  return Object.fromEntries(
    cases.flatMap(({ name, engines }) => {
      const of = (engine: EngineName) => engines.find(each => each.engine === engine)?.minMs ?? Number.NaN
      return [
        [`${name}: rings / indexed`, round(of('rings') / of('indexed'))],
        [`${name}: batch-plan / indexed`, round(of('batch-plan') / of('indexed'))],
        [`${name}: indexed / floor`, round(of('indexed') / of('floor'))],
      ]
    }),
  )
}

export function indexedLines(cases: readonly IndexedCase[]): string[] {
  return cases.flatMap(({ name, events, probes, keys, engines, comparedCells }) => [
    `${name}: ${events} events × ${probes} probes over ${keys} keys, both readings; ${comparedCells} cells agree`,
    ...engines.map(
      ({ engine, minMs, medianMs, peakBytes }) =>
        `  ${engine.padEnd(15)} ${minMs} / ${medianMs} ms, peak ${Math.round(peakBytes / 2 ** 20)} MiB`,
    ),
  ])
}

/**
 * Times every engine on the published workload, both readings, a process each, their repeats taken in turn.
 * @throws Error where two engines disagree on a cell, or one of them fails
 */
export async function benchIndexed(settings: IndexedSettings): Promise<IndexedCase[]> {
  const folder = settings.keep ?? mkdtempSync(join(tmpdir(), 'plumbline-bench-'))
  mkdirSync(folder, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', { threads: String(settings.threads) })
  const connection = await instance.connect()
  try {
    const cases: IndexedCase[] = []
    for (const shape of shapes) cases.push(await benchShape(connection, folder, shape, settings))
    return cases
  } finally {
    connection.closeSync()
    if (settings.keep === null) rmSync(folder, { recursive: true, force: true })
  }
}

async function benchShape(
  connection: DuckDBConnection,
  folder: string,
  shape: Shape,
  settings: IndexedSettings,
): Promise<IndexedCase> {
  const files = await writeData(connection, folder, shape, settings)
  const engines = engineNames.map(name => new EngineProcess(name, files, settings.threads))
  try {
    for (let i = 0; i < settings.repeats; i++) {
      for (const engine of engines) if (!engine.isSlow) await engine.time()
    }
    const answers: string[] = []
    for (const engine of engines.filter(({ name }) => name !== 'floor')) {
      const file = join(folder, `answers-${shape}-${engine.name}.parquet`)
      await engine.ask({ do: 'write', file })
      answers.push(file)
    }
    const comparedCells = await compareAnswers(connection, answers, settings.probes)
    const { events, probes, keys } = settings
    const timings = engines.map(engine => engine.timing())
    return { name: `workload-${shape}`, shape, events, probes, keys, engines: timings, comparedCells }
  } finally {
    for (const engine of engines) engine.close()
  }
}

/** All engines against the first; loudly, since a fast wrong answer is worth nothing. */
async function compareAnswers(
  connection: DuckDBConnection,
  [first, ...others]: readonly string[],
  probes: number,
): Promise<number> {
  let cells = 0
  for (const other of others) {
    const reader = await connection.runAndReadAll(differencesSql(first as string, other))
    const [compared, differing, facts] = (reader.getRows()[0] ?? []) as unknown as readonly [
      bigint,
      bigint,
      unknown,
    ]
    if (compared !== BigInt(probes) || differing !== 0n || !(Number(facts) > 0)) {
      throw new Error(
        `${first} and ${other} differ in ${differing} cells of ${compared} probes out of ${probes}: no time of these engines means anything.`,
      )
    }
    cells += probes * readings.length * windows.length * kinds.length
  }
  return cells
}

const slowMs = 20_000

/** An engine in a process of its own. */
class EngineProcess {
  readonly name: EngineName
  readonly #child: ChildProcess
  readonly #repeatsMs: number[] = []
  #peakBytes = 0

  constructor(name: EngineName, { events, probes }: DataFiles, threads: number) {
    this.name = name
    const script = join(import.meta.dirname, 'bench-indexed-engine.ts')
    this.#child = fork(script, [name, events, probes, String(threads)])
  }

  /** A further repeat would tell little and take long. */
  get isSlow(): boolean {
    return this.#repeatsMs.some(ms => ms > slowMs)
  }

  async time(): Promise<void> {
    const { ms, peakBytes } = await this.ask({ do: 'run' })
    this.#repeatsMs.push(Math.round(ms))
    this.#peakBytes = peakBytes
  }

  ask(task: EngineTask): Promise<{ readonly ms: number; readonly peakBytes: number }> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`${this.name} ended with code ${code}`))
      this.#child.once('exit', ended)
      this.#child.once('message', (reply: EngineReply) => {
        this.#child.off('exit', ended)
        if ('error' in reply) reject(new Error(reply.error))
        else resolve(reply)
      })
      this.#child.send(task)
    })
  }

  timing(): EngineTiming {
    const sorted = this.#repeatsMs.toSorted((a, b) => a - b)
    const [minMs, medianMs] = [sorted[0], sorted[Math.floor((sorted.length - 1) / 2)]] as [number, number]
    return { engine: this.name, repeatsMs: this.#repeatsMs, minMs, medianMs, peakBytes: this.#peakBytes }
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect()
  }
}

const round = (ratio: number) => Math.round(ratio * 100) / 100
