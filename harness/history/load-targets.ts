import { readFile, stat } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Target } from '../../features/target.ts'
import { targetsOf } from '../../features/targets-of.ts'
import { loadFailure } from './load-failure.ts'
import { useSourceExports } from './source-exports.ts'
import { targetList } from './target-list.ts'

/** Endings of a features file that is a module. */
const modules: readonly string[] = ['.ts', '.mts', '.js', '.mjs']

/**
 * Loads a features file: a `.ts` or `.js` module whose default export is whatever `targetsOf` takes (what the builder
 * made, documents, arrays of these), or a `.json` with a document, an array of documents, or a `history.json`.
 * @throws PlumblineError `missing-file`, `bad-definition`, `unknown-schema`, `version-conflict`, `usage`
 */
export async function loadTargets(path: string): Promise<Target[]> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile())
    throw new PlumblineError('missing-file', `The features file ${path} does not exist: check the path`)
  const exported = extname(path) === '.json' ? pageDocuments(await readJson(path)) : await importDefault(path)
  try {
    return targetList(targetsOf(exported))
  } catch (cause) {
    if (!(cause instanceof PlumblineError)) throw cause
    throw new PlumblineError(cause.code, `${path}: ${cause.message}`, { cause })
  }
}

/** The documents of a `history.json`; any other JSON is what it is. */
function pageDocuments(json: unknown): unknown {
  const isPage = typeof json === 'object' && json !== null && 'definitions' in json && !Array.isArray(json)
  return isPage ? json.definitions : json
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8')
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PlumblineError(
      'bad-definition',
      `${path} is not JSON (${loadFailure(cause)}): write it again`,
      {
        cause,
      },
    )
  }
}

async function importDefault(path: string): Promise<unknown> {
  if (!modules.includes(extname(path))) {
    throw new PlumblineError('usage', `${path} is no features file: give a .ts, .js or .json file`)
  }
  useSourceExports()
  const module: unknown = await import(pathToFileURL(resolve(path)).href).catch(cause => {
    if (cause instanceof PlumblineError) throw cause
    throw new PlumblineError('bad-definition', `${path} cannot be loaded (${loadFailure(cause)}): mend it`, {
      cause,
    })
  })
  if (typeof module === 'object' && module !== null && 'default' in module) return module.default
  throw new PlumblineError(
    'bad-definition',
    `${path} has no default export: write \`export default features(…)\``,
  )
}
