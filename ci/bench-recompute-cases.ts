import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type DataSize, kinds, type Reading, type Shape, windows, writeData } from './bench-recompute-data.ts'
import { type EngineKind, EngineProcess, type EngineSetting, engineKinds } from './bench-recompute-process.ts'
import { differencesSql } from './bench-recompute-sql.ts'

export interface EngineTiming {
  readonly engine: string
  readonly readings: readonly Reading[]
  readonly repeatsMs: readonly number[]
  readonly minMs: number
  readonly medianMs: number
  /** Most memory that its process ever held (RSS), answers and data included; null where it is not known. */
  readonly peakBytes: number | null
}

/** What is timed: the keys' shape and the sizes. */
export interface CaseSpec extends DataSize {
  readonly name: string
  readonly shape: Shape
  readonly note: string
}

export interface BenchCase extends CaseSpec {
  readonly engines: readonly EngineTiming[]
  /** Engines that were left out, since a hot key would keep them busy for many minutes. */
  readonly leftOut: readonly string[]
  /** Cells that were compared, engine against engine, and all agreed. */
  readonly comparedCells: number
}

export interface BenchSettings {
  readonly engines: readonly EngineKind[]
  readonly repeats: number
  readonly threads: number
  /** Bytes that an engine of ours may use. */
  readonly memory: number
  /** Folder that keeps the files; null: a temporary one. */
  readonly keep: string | null
}

/** A Zipf case with more events than this is too much for a method that is quadratic in a hot key. */
const quadraticMax = 500_000

/**
 * Times every engine on the published workload, a process each, their repeats taken in turn.
 * @throws Error where two engines disagree on a cell, or one of them fails
 */
export async function benchCases(specs: readonly CaseSpec[], settings: BenchSettings): Promise<BenchCase[]> {
  const folder = settings.keep ?? mkdtempSync(join(tmpdir(), 'plumbline-bench-'))
  mkdirSync(folder, { recursive: true })
  const limits = {
    threads: String(settings.threads),
    memory_limit: `${settings.memory}B`,
    temp_directory: folder,
  }
  const instance = await DuckDBInstance.create(':memory:', limits)
  const connection = await instance.connect()
  try {
    const cases: BenchCase[] = []
    for (const spec of specs) cases.push(await benchCase(connection, folder, spec, settings))
    return cases
  } finally {
    connection.closeSync()
    if (settings.keep === null) rmSync(folder, { recursive: true, force: true })
  }
}

async function benchCase(
  connection: DuckDBConnection,
  folder: string,
  spec: CaseSpec,
  { engines, repeats, threads, memory }: BenchSettings,
): Promise<BenchCase> {
  const files = await writeData(connection, folder, spec.shape, spec)
  const tooMuch = spec.shape === 'zipf' && spec.events > quadraticMax
  const taken = engines.filter(({ isQuadratic }) => !(isQuadratic && tooMuch))
  const processes = taken.map(kind => new EngineProcess(kind, { files, threads, memory }))
  try {
    for (let i = 0; i < repeats; i++) {
      for (const each of processes) if (!each.isSlow) await each.time()
    }
    const answering = processes.filter(({ kind }) => kind.readings.length > 0)
    const comparedCells =
      answering.length === 1
        ? await checkAlone(connection, folder, spec, { files, threads, memory }, answering[0]!.kind)
        : await compareEngines(connection, folder, spec.name, answering)
    const leftOut = engines.filter(each => !taken.includes(each)).map(({ name }) => name)
    return { ...spec, engines: processes.map(timingOf), leftOut, comparedCells }
  } finally {
    for (const each of processes) each.close()
  }
}

/** All engines against the first; loudly, since a fast wrong answer is worth nothing. */
async function compareEngines(
  connection: DuckDBConnection,
  folder: string,
  name: string,
  answering: readonly EngineProcess[],
): Promise<number> {
  const [first, ...others] = answering
  if (first === undefined) return 0
  const fileOf = async (engine: EngineProcess) => {
    const file = join(folder, `answers-${name}-${engine.kind.name}.parquet`)
    await engine.write(file)
    return file
  }
  const against = await fileOf(first)
  const asked = await connection.runAndReadAll(`SELECT count(*) FROM '${first.files.probes}'`)
  const probes = Number(asked.value(0, 0))
  let cells = 0
  for (const other of others) {
    const shared = first.kind.readings.filter(reading => other.kind.readings.includes(reading))
    const sql = differencesSql(against, await fileOf(other), shared)
    const row = (await connection.runAndReadAll(sql)).getRows()[0] ?? []
    const [compared, differing, facts] = row.map(Number) as [number, number, number]
    if (compared !== probes || differing !== 0 || !(facts > 0)) {
      throw new Error(
        `${name}: ${first.kind.name} and ${other.kind.name} differ in ${differing} cells of ${compared} probes out of ${probes}, with ${facts} facts in their windows: no time of these engines means anything`,
      )
    }
    cells += probes * shared.length * windows.length * kinds.length
  }
  return cells
}

/** Probes that are answered once more where only one engine was timed. */
const probesChecked = 1_000

/** An engine that has nobody to be compared with is held to the rings on some of its probes and the whole log. */
async function checkAlone(
  connection: DuckDBConnection,
  folder: string,
  { name, probes }: CaseSpec,
  setting: EngineSetting,
  kind: EngineKind,
): Promise<number> {
  const some = join(folder, `${name}-some-probes.parquet`)
  const every = Math.max(1, Math.floor(probes / probesChecked))
  await connection.run(
    `COPY (SELECT * FROM '${setting.files.probes}' WHERE probe % ${every} = 0) TO '${some}' (FORMAT parquet)`,
  )
  const files = { ...setting.files, probes: some }
  const rings = engineKinds.filter(each => each.name === 'rings')
  const processes = [...rings, kind].map(each => new EngineProcess(each, { ...setting, files }))
  try {
    return await compareEngines(connection, folder, name, processes)
  } finally {
    for (const each of processes) each.close()
  }
}

function timingOf({ kind, repeatsMs, peakBytes }: EngineProcess): EngineTiming {
  const sorted = repeatsMs.toSorted((a, b) => a - b)
  const [minMs, medianMs] = [sorted[0], sorted[Math.floor((sorted.length - 1) / 2)]] as [number, number]
  return { engine: kind.name, readings: kind.readings, repeatsMs, minMs, medianMs, peakBytes }
}
