import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { randomOf } from '../../../generators/random.ts'
import { type DriftResult, driftResultSchema } from '../../../reports/drift-result.ts'
import { schemaProblems } from '../../../reports/testing/published-schema.ts'
import { type Database, openDatabase } from '../../history/open-database.ts'
import { compareFiles, type DriftFiles } from '../compare-files.ts'
import { parseDriftSettings } from '../drift-settings.ts'

/** A temporary folder with tables, and drift over them. */
export interface DriftFolder {
  readonly database: Database
  path(name: string): string
  /** Writes the rows of a query as Parquet. */
  parquet(name: string, sql: string): Promise<string>
  text(name: string, content: string): Promise<string>
  drift(files: {
    reference?: string
    current: string
    settings?: object
    targets?: DriftFiles['targets']
  }): Promise<DriftResult>
  remove(): Promise<void>
}

export async function driftFolder(): Promise<DriftFolder> {
  const dir = await mkdtemp(join(tmpdir(), 'plumbline-drift-'))
  const database = await openDatabase()
  const path = (name: string) => join(dir, name)
  return {
    database,
    path,
    async parquet(name, sql) {
      await database.connection.run('SELECT setseed(0.42)')
      await database.connection.run(`COPY (${sql}) TO '${path(name)}' (FORMAT parquet)`)
      return path(name)
    },
    async text(name, content) {
      await writeFile(path(name), content)
      return path(name)
    },
    async drift({ reference, current, settings = {}, targets = null }) {
      const result = await compareFiles({
        reference: reference ?? null,
        current,
        targets,
        settings: parseDriftSettings(settings, 'the test'),
        memory: '1GB',
        random: randomOf(1),
        onProgress: () => {},
        signal: new AbortController().signal,
      })
      // zod refuses NaN and infinities wherever a number stands.
      const json: unknown = JSON.parse(JSON.stringify(result))
      expect(schemaProblems(json)).toEqual([])
      return driftResultSchema.parse(json)
    },
    async remove() {
      database.close()
      await rm(dir, { recursive: true })
    },
  }
}
