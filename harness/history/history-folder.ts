import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FolderOwner } from './replace-folder.ts'

/** The folder of a History: known by its page. What was made of the History belongs to it. */
export const historyFolder: FolderOwner = {
  what: 'a History',
  names: new Set([
    'history.json',
    'events',
    'served',
    'served.parquet',
    'training',
    'training.parquet',
    'result.json',
    'mismatches.parquet',
    'moves.json',
    'case.json',
    'report.html',
    'junit.xml',
  ]),
  isOurs: async dir => {
    const text = await readFile(join(dir, 'history.json'), 'utf8').catch(() => null)
    return text !== null && /"schema"\s*:\s*"plumbline\.history\//.test(text)
  },
}
