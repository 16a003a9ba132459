import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { tableEndings } from './file-format.ts'

/**
 * Holds every table file of one folder of a History against the names that there are: one that is passed over would be
 * taken for compared.
 * @throws PlumblineError `usage` for a file that none of them owns, with the nearest name.
 */
export async function refuseStrays(dir: string, known: ReadonlySet<string>, what: string): Promise<void> {
  const there = await readdir(dir).catch(() => [])
  for (const file of there.toSorted()) {
    const ending = tableEndings.find(each => file.endsWith(each))
    const name = ending === undefined ? '' : file.slice(0, -ending.length)
    if (ending === undefined || known.has(name)) continue
    throw new PlumblineError(
      'usage',
      `${join(dir, file)} belongs to nothing, since ${name} is no ${what} of the definitions: rename it or move it away; ${suggestName(name, known)}`,
    )
  }
}
