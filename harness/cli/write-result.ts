import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../reports/result.ts'

/** Writes the `result.json` of a folder. */
export async function writeResult(dir: string, result: Result): Promise<void> {
  await writeFile(join(dir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
}
