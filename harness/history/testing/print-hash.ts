import fc from 'fast-check'
import { historyHash } from '../history-hash.ts'
import { historyOf } from './arbitrary-history.ts'
import { everyTypeDocument, targets } from './every-type.ts'

/** The hashes of the first Histories of a seed; prints them where it is run as a program. */
export function hashesOf(seed: number): string[] {
  return fc.sample(historyOf(targets(everyTypeDocument)), { numRuns: 20, seed }).map(historyHash)
}

if (process.argv[1] === import.meta.filename)
  process.stdout.write(hashesOf(Number(process.argv[2])).join('\n'))
