import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomOf } from '../generators/random.ts'
import { compareFiles } from '../harness/drift/compare-files.ts'
import { parseDriftSettings } from '../harness/drift/drift-settings.ts'
import { openDatabase } from '../harness/history/open-database.ts'

export interface ScaleCase {
  readonly name: string
  readonly features: number
  readonly rowsEach: number
  readonly seconds: number
  /** Of all cores together: what the machine does beside it does not count. */
  readonly cpuSeconds: number
  /** Greatest resident memory of the process so far, MiB. */
  readonly peakMib: number
  readonly verdict: string
}

/** A feature of each kind in turn: all different, counts, and mostly zero. */
const kinds = [
  'random()',
  '(random() * random() * 200)::INT',
  `CASE WHEN random() < 0.9 THEN 0 ELSE (random() * 10000)::INT / 100.0::DOUBLE END`,
]

/** Times drift over two Parquet files that it makes first. */
export async function scaleCase(
  name: string,
  features: number,
  rows: number,
  onProgress: (line: string) => void,
): Promise<ScaleCase> {
  const dir = await mkdtemp(join(tmpdir(), 'plumbline-bench-drift-'))
  try {
    const paths = [join(dir, 'reference.parquet'), join(dir, 'current.parquet')] as const
    for (const path of paths) {
      onProgress(`making ${path}`)
      await writeTable(path, features, rows)
    }
    onProgress(`${name}: comparing`)
    const started = performance.now()
    const used = process.cpuUsage()
    const result = await compareFiles({
      reference: paths[0],
      current: paths[1],
      targets: null,
      settings: parseDriftSettings({}, 'the bench'),
      memory: '2GB',
      random: randomOf(0),
      onProgress,
      signal: new AbortController().signal,
    })
    const seconds = (performance.now() - started) / 1000
    const { user, system } = process.cpuUsage(used)
    const cpuSeconds = (user + system) / 1e6
    return {
      name,
      features,
      rowsEach: rows,
      seconds,
      cpuSeconds,
      peakMib: process.resourceUsage().maxRSS / 1024,
      verdict: result.verdict,
    }
  } finally {
    await rm(dir, { recursive: true })
  }
}

async function writeTable(path: string, features: number, rows: number): Promise<void> {
  const database = await openDatabase({ settings: { memory_limit: '2GB' } })
  try {
    const columns = Array.from({ length: features }, (_, k) => `${kinds[k % kinds.length]} AS f${k}`).join(
      ', ',
    )
    await database.connection.run(
      `COPY (SELECT ${columns} FROM range(${rows})) TO '${path}' (FORMAT parquet)`,
    )
  } finally {
    database.close()
  }
}
