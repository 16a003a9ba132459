import { readFile, stat } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { targetsOf } from '../../features/targets-of.ts'
import type { Documents } from '../wire-documents.ts'

const modules: readonly string[] = ['.ts', '.mts', '.js', '.mjs']

/**
 * Loads what a features file holds: the default export of a module, or a JSON file.
 * @throws PlumblineError `missing-file`, `usage`, `bad-definition`, `unknown-schema`, `version-conflict`
 */
export async function loadDocuments(path: string): Promise<Documents> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile())
    throw new PlumblineError('missing-file', `the features file ${path} does not exist: check the path`)
  const exported = extname(path) === '.json' ? await readJson(path) : await importDefault(path)
  try {
    return targetsOf(exported)
  } catch (cause) {
    if (!(cause instanceof PlumblineError)) throw cause
    throw new PlumblineError(cause.code, `${path}: ${cause.message}`, { cause })
  }
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8')
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PlumblineError('bad-definition', `${path} is not JSON: write it again`, { cause })
  }
}

async function importDefault(path: string): Promise<unknown> {
  if (!modules.includes(extname(path))) {
    throw new PlumblineError('usage', `${path} is no features file: give a .ts, .js or .json file`)
  }
  const module: unknown = await import(pathToFileURL(resolve(path)).href).catch(cause => {
    if (cause instanceof PlumblineError) throw cause
    const said = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new PlumblineError('bad-definition', `${path} cannot be loaded (${said}): mend it`, { cause })
  })
  if (typeof module === 'object' && module !== null && 'default' in module) return module.default
  const mend = 'write `export default features(…)`'
  throw new PlumblineError('bad-definition', `${path} has no default export: ${mend}`)
}
