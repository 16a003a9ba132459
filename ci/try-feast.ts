import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PlumblineError } from '../features/plumbline-error.ts'
import { feastCommand } from '../harness/adapters/feast/find-feast.ts'
import { resultSchema } from '../reports/result.ts'

/**
 * Verifies Feast from nothing, as one command does it: the first run makes its Python environment. What the suite finds in it
 * must be what `docs/feast.md` says of this version, no more and no less. `node ci/try-feast.ts DIR` writes into DIR.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const out = process.argv[2] ?? join('.plumbline', 'try-feast')

/** Causes that docs/feast.md lists for the online store SQLite, by side. */
const documented: Readonly<Record<string, readonly string[]>> = {
  online: ['out-of-order-overwrite', 'ttl-ignored', 'value-precision'],
  offline: ['row-missing', 'value-precision', 'tie-break'],
}

/** Names that the few events of a run cannot tell from those, and what no rule names. */
const beside = ['processing-time-used', 'unexplained']

const began = performance.now()
try {
  await feastCommand('sqlite', 'push', sentence => console.log(sentence))
} catch (error) {
  if (!(error instanceof PlumblineError)) throw error
  // A machine that reaches no PyPI can say nothing of Feast.
  console.log(`NOT RUN: ${error.message}`)
  process.exit(0)
}
const args = [
  join(root, 'harness', 'cli', 'main.ts'),
  'verify',
  '--store',
  'feast',
  '--shrink',
  '0s',
  '--out',
  out,
]
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
const seconds = (performance.now() - began) / 1_000
if (status !== 1 || !existsSync(join(out, 'result.json')))
  throw new Error(`verify --store feast ended with ${status}, not with the skew that is known of it`)

const { features, mismatches } = resultSchema.parse(
  JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')),
)
const found = new Map<string, Set<string>>()
const note = (side: string, cause: string) => found.set(side, (found.get(side) ?? new Set()).add(cause))
for (const { causes } of Object.values(features)) for (const { side, cause } of causes) note(side, cause)
for (const { side, cause } of mismatches) if (cause === 'row-missing') note(side, cause)

const problems: string[] = []
for (const side of ['online', 'offline']) {
  const known = documented[side] ?? []
  const causes = [...(found.get(side) ?? [])]
  for (const cause of known) if (!causes.includes(cause)) problems.push(`${cause} was not found ${side}`)
  for (const cause of causes)
    if (![...known, ...beside].includes(cause)) problems.push(`${cause} is new ${side}`)
}
console.log(
  `Feast took ${seconds.toFixed(0)} s; found ${[...found].map(([side, all]) => `${side} ${[...all].join(', ')}`).join('; ')}`,
)
if (problems.length > 0) throw new Error(`docs/feast.md says otherwise: ${problems.join('; ')}`)
