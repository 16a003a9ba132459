import { readFile } from 'node:fs/promises'
import { type ProofRecord, proofRecordSchema } from '../../reports/proof-record.ts'
import type { Result } from '../../reports/result.ts'

/** What `prove --record` last wrote of this checkout. */
const recordUrl = new URL('../../docs/track-record.json', import.meta.url)

/** A result with the track record of the harness that gave it; as it is where none was kept. */
export async function withProofRecord(result: Result): Promise<Result> {
  const trackRecord = await readProofRecord(recordUrl)
  return trackRecord === null ? result : { ...result, trackRecord }
}

/** Null where there is none, or none that can be read: it adds to a verdict, and is no part of it. */
async function readProofRecord(path: URL): Promise<ProofRecord | null> {
  try {
    return proofRecordSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}
