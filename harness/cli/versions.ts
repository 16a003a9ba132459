import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

/** What made a result, for its provenance. */
export function toolVersions(): Record<string, string> {
  // Ours in a checkout and where the package is installed, which lies one folder deeper.
  const path = findPackageJSON(import.meta.url)
  if (path === undefined) throw new Error('plumbline lies in no package')
  const text = readFileSync(path, 'utf8')
  const { version, dependencies } = JSON.parse(text) as {
    version: string
    dependencies: Record<string, string>
  }
  return {
    plumbline: version,
    node: process.versions.node,
    duckdb: dependencies['@duckdb/node-api'] ?? 'unknown',
  }
}
