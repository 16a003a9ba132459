import type { History } from './history.ts'
import { stageMemory } from './stage-memory.ts'
import { type WriteOptions, writeStaged } from './write-staged.ts'

/**
 * Writes a History that is in memory as a folder; history § files. What a column cannot hold is kept in a column
 * `__raw`, which other readers may ignore, so that reading gives the same History again.
 * @throws PlumblineError `foreign-folder` where the folder exists and is not ours, or is and `replace` does not say so;
 * `wrong-column-type` where a log mixes integer and string ids.
 */
export async function writeHistory(history: History, dir: string, options: WriteOptions = {}): Promise<void> {
  const staged = await stageMemory(history)
  try {
    await writeStaged(staged, dir, options)
  } finally {
    await staged.close()
  }
}
