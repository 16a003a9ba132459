import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { feastCommand } from '../adapters/feast/find-feast.ts'
import { readHttpMapping } from '../adapters/http-mapping.ts'
import { httpStore } from '../adapters/http-store.ts'
import { type StoreAddress, storeAddress } from '../adapters/store-address.ts'
import { startSubprocessStore } from '../adapters/subprocess-store.ts'
import { loadFailure } from '../history/load-failure.ts'
import { useSourceExports } from '../history/source-exports.ts'
import type { Capabilities, Store } from '../store.ts'
import { capabilityProblems } from './store-capabilities.ts'

/** The store that runs where no other is named; the harness loads it by path as it loads anybody's. */
export const referenceStorePath = fileURLToPath(new URL('../../reference-store/adapter.ts', import.meta.url))

/** The reference store on Kafka, Redis and HTTP, in processes of its own: what `--real` runs. */
export const realStorePath = fileURLToPath(new URL('../../reference-store/real-adapter.ts', import.meta.url))

/** The command line of the reference store by itself: what `latency --embedded` puts under load. */
export const storeScriptPath = fileURLToPath(new URL('../../reference-store/cli/store.ts', import.meta.url))

/** A program that is the reference store on Kafka and Redis, and takes orders over IPC: what `latency` breaks and measures. */
export const measuredStorePath = fileURLToPath(
  new URL('../../reference-store/processes/measured-store.ts', import.meta.url),
)

/** Makes a new store for each run: runs share nothing. */
export type OpenStore = () => Promise<Store>

export interface LoadedStore {
  readonly open: OpenStore
  /** What the first store that it made says of itself. */
  readonly capabilities: Capabilities
}

/** @throws PlumblineError missing-file where no file is at the path of a store */
export async function requireStoreFile(given: string): Promise<void> {
  const address = storeAddress(given)
  if (address.kind === 'program' || address.kind === 'feast') return
  const { path } = address
  const found = await stat(resolve(path)).catch(() => null)
  if (found === null) throw new PlumblineError('missing-file', `there is no store at ${path}: check the path`)
  if (!found.isFile())
    throw new PlumblineError('missing-file', `${path} is no file: give the module that makes the store`)
}

/**
 * Loads what `--store` names: a module, whose default export is a class or a function that makes a store; a program
 * (`exec:python3 store.py`); a mapping to HTTP (`mapping.json`); or `feast`.
 * @throws PlumblineError missing-file, or bad-store where the module does not load or what it makes is no store
 */
export async function loadStore(given: string): Promise<LoadedStore> {
  await requireStoreFile(given)
  const open = await opener(storeAddress(given))
  const first = await open()
  const { capabilities } = first
  // It was never opened, so whatever it says to being closed tells nothing.
  await Promise.resolve(first)
    .then(store => store.close?.())
    .catch(() => undefined)
  return { open, capabilities }
}

async function opener(address: StoreAddress): Promise<OpenStore> {
  if (address.kind === 'program') return () => startSubprocessStore(address.command)
  if (address.kind === 'feast') {
    const tell = (sentence: string) => void process.stderr.write(`${sentence}\n`)
    const command = await feastCommand(address.online, address.write, tell)
    return () => startSubprocessStore(command)
  }
  const { path } = address
  if (address.kind === 'mapping') {
    const mapping = readHttpMapping(path, await readFile(resolve(path), 'utf8'))
    return async () => httpStore(mapping)
  }
  const factory = await importDefault(resolve(path), path)
  return openerOf(factory, path)
}

/** Makes stores of a class or function that a test was given. @throws PlumblineError bad-store when what it makes is none */
export function openerOf(factory: unknown, name = 'that was given'): OpenStore {
  return async () => checkStore(await make(factory, name), name)
}

async function importDefault(file: string, path: string): Promise<unknown> {
  useSourceExports()
  try {
    return ((await import(pathToFileURL(file).href)) as { default?: unknown }).default
  } catch (cause) {
    throw new PlumblineError('bad-store', `the store ${path} does not load: ${loadFailure(cause)}`, { cause })
  }
}

async function make(factory: unknown, path: string): Promise<unknown> {
  if (typeof factory !== 'function') {
    const mend = 'export a class, or a function that makes a store, as its default'
    throw new PlumblineError(
      'bad-store',
      `the store ${path} has no default export that makes a store: ${mend}`,
    )
  }
  try {
    const isClass = /^class\b/.test(Function.prototype.toString.call(factory))
    return isClass ? Reflect.construct(factory, []) : await factory()
  } catch (cause) {
    // What it needs of the machine and cannot get, it says itself.
    if (cause instanceof PlumblineError) throw cause
    throw new PlumblineError('bad-store', `the store ${path} cannot be made: ${firstLine(cause)}`, { cause })
  }
}

const methods = ['open', 'ingest', 'settle', 'read'] as const

function checkStore(made: unknown, path: string): Store {
  const store = made as Partial<Store> | null | undefined
  const missing = methods.filter(method => typeof store?.[method] !== 'function')
  if (missing.length > 0) {
    throw new PlumblineError(
      'bad-store',
      `the store ${path} lacks ${missing.join(', ')}: see docs/adapters.md for the interface`,
    )
  }
  const problems = capabilityProblems(store?.capabilities)
  if (problems.length > 0) {
    const mend = 'see docs/adapters.md'
    throw new PlumblineError('bad-store', `the store ${path}: ${problems.join('; ')}: ${mend}`)
  }
  return store as Store
}

function firstLine(cause: unknown): string {
  return String(cause instanceof Error ? cause.message : cause).split('\n')[0] as string
}
