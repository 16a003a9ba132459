import { readFileSync } from 'node:fs'

/** What made a result, for its provenance. */
export function toolVersions(): Record<string, string> {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
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
