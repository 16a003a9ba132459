import { readFile } from 'node:fs/promises'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type Profile, parseProfile, profileSchema } from './profile.ts'

/** @throws PlumblineError missing-file, corrupt-file, or unknown-schema where a path holds no profile */
export async function readProfile(path: string): Promise<Profile> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
      throw new PlumblineError('missing-file', `there is no profile at ${path}: check the path`, { cause })
    throw cause
  })
  const data = parsed(text, path)
  const schema = typeof data === 'object' && data !== null && 'schema' in data ? data.schema : undefined
  if (schema !== profileSchema) {
    const found = schema === undefined ? 'no schema' : `the schema ${JSON.stringify(schema)}`
    const mend = `give a file that npm run profile wrote with --out (${profileSchema})`
    throw new PlumblineError('unknown-schema', `${path} has ${found}: ${mend}`)
  }
  const read = parseProfile(data)
  if (read.ok) return read.profile
  throw new PlumblineError('corrupt-file', `${path} is no profile, ${read.problem}: write it anew with --out`)
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PlumblineError('corrupt-file', `${path} is no JSON: write it anew with --out`, { cause })
  }
}
