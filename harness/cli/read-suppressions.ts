import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { parseInstant } from '../../features/instant-text.ts'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { causeNames } from '../diagnose/cause-name.ts'
import type { AskedSuppressions } from '../verdict/suppressions.ts'

/** The file that is read where none is named. */
export const suppressionsFile = 'plumbline.suppressions.json'

/** The option of `verify` and `audit`. */
export const suppressionsFlag = [
  '--suppressions <file>',
  `known, accepted differences with owner, reason and expiry (default: ${suppressionsFile} where it exists)`,
] as const

const text = z.string().min(1)
const schema = z.array(
  z.strictObject({ feature: text, cause: text, owner: text, reason: text, expires: text }),
)

/**
 * Reads suppressions: those of a named file, else of the usual one, undefined where neither is there.
 * @throws PlumblineError missing-file; corrupt-file where the file does not say what it must
 */
export async function readSuppressions(
  named: string | undefined,
  nowMs: number,
): Promise<AskedSuppressions | undefined> {
  const path = named ?? suppressionsFile
  const read = await readFile(path, 'utf8').catch(() => null)
  if (read === null) {
    if (named === undefined) return undefined
    throw new PlumblineError('missing-file', `there is no file of suppressions ${path}: check the path`)
  }
  const parsed = schema.safeParse(parseJson(read, path))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw bad(path, `${issue?.path.join('.') || 'the file'}: ${issue?.message}`)
  }
  const all = parsed.data.map(({ expires, ...same }, i) => {
    const at = parseInstant(expires)
    if (at === null) throw bad(path, `${i}.expires: ${expires} is no instant with a zone`)
    if (!(causeNames as readonly string[]).includes(same.cause)) {
      throw bad(path, `${i}.cause: there is no cause ${same.cause}, ${suggestName(same.cause, causeNames)}`)
    }
    return { ...same, expires: Number(at) }
  })
  return { path, all, at: nowMs * 1_000 }
}

function parseJson(read: string, path: string): unknown {
  try {
    return JSON.parse(read)
  } catch (cause) {
    throw new PlumblineError('corrupt-file', `${path} is not JSON: write a list of suppressions`, { cause })
  }
}

function bad(path: string, problem: string): PlumblineError {
  const mend = 'each needs feature (target.feature), cause, owner, reason and expires (2026-12-31T00:00:00Z)'
  return new PlumblineError('corrupt-file', `${path} is no list of suppressions (${problem}): ${mend}`)
}
