import { readFile } from 'node:fs/promises'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type Mapping, mappingOf, parseMappingDocument, parseMappingEntry } from './parse-mapping.ts'

/**
 * Reads the values of `--map`: entries, and paths of JSON files that hold entries.
 * @throws PlumblineError `bad-mapping`, `missing-file`
 */
export async function readMapping(given: readonly string[]): Promise<Mapping> {
  const entries = await Promise.all(
    given.map(async each =>
      each.includes('=') ? [parseMappingEntry(each)] : parseMappingDocument(await readJson(each), each),
    ),
  )
  return mappingOf(entries.flat())
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(cause => {
    const mend = 'give a JSON file, or an entry such as served.as_of=ts@ms'
    throw new PlumblineError('missing-file', `The mapping ${path} cannot be read: ${mend}`, { cause })
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new PlumblineError('bad-mapping', `The mapping ${path} is not JSON (${said}): write it again`, {
      cause,
    })
  }
}
