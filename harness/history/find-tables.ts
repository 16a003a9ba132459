import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type Target, targetDocuments, targetName } from '../../features/target.ts'
import { tableEndings } from './file-format.ts'
import { refuseStrays } from './refuse-strays.ts'
import { listNames } from './require-column.ts'

/** The files of a History, by what they hold. */
export interface HistoryFiles {
  readonly served: ReadonlyMap<Target, string>
  readonly training: ReadonlyMap<Target, string>
  /** By source. */
  readonly events: ReadonlyMap<string, string>
}

/** A table as the command line names it; without a name it is the only one of its kind. */
export interface NamedFile {
  readonly name: string | null
  readonly path: string
}

export interface LooseFiles {
  readonly events: readonly NamedFile[]
  readonly served: readonly NamedFile[]
  readonly training: readonly NamedFile[]
}

/**
 * Finds the tables of a History's folder; history § files.
 * @throws PlumblineError `missing-file`, `usage` where one table is there in two formats, or a file is of no target or source.
 */
export async function findTables(dir: string, targets: readonly Target[]): Promise<HistoryFiles> {
  const served = await tablesOf(dir, 'served', targets)
  if (served.size === 0) {
    throw new PlumblineError(
      'missing-file',
      `${dir} has no served.parquet, .csv or .jsonl: a History needs what was served`,
    )
  }
  const training = await tablesOf(dir, 'training', targets)
  const events = new Map<string, string>()
  for (const source of sourcesOf(served.keys())) {
    const path = await oneOf(join(dir, 'events', source))
    if (path === null) {
      const there = await readdir(join(dir, 'events')).catch(() => [])
      const mend = `${join(dir, 'events')} holds ${there.length === 0 ? 'nothing' : listNames(there)}, so name the file after its source`
      throw new PlumblineError(
        'missing-file',
        `${dir} has no events/${source}.parquet, .csv or .jsonl: ${mend}`,
      )
    }
    events.set(source, path)
  }
  const names = new Set(targets.map(targetName))
  for (const kind of ['served', 'training']) await refuseStrays(join(dir, kind), names, 'document or service')
  await refuseStrays(join(dir, 'events'), sourcesOf(targets), 'source')
  return { served, training, events }
}

/**
 * Binds the files of a command line to targets and sources.
 * @throws PlumblineError `usage` for an unknown or a missing name, `missing-file` for a source without a file.
 */
export function bindFiles(files: LooseFiles, targets: readonly Target[]): HistoryFiles {
  const byName = new Map(targets.map(target => [targetName(target), target]))
  const served = bindTargets('served', files.served, byName, targets)
  if (served.size === 0) throw new PlumblineError('usage', 'There are no served values: give --served <file>')
  const training = bindTargets('training', files.training, byName, targets)
  const needed = [...sourcesOf(served.keys())]
  const events = new Map<string, string>()
  for (const { name, path } of files.events) {
    const source = name ?? (needed.length === 1 ? needed[0] : undefined)
    if (source === undefined || !needed.includes(source)) {
      const wrong =
        source === undefined ? `${path} names no source` : `${source} is no source of the definitions`
      throw new PlumblineError(
        'usage',
        `--events ${wrong}: write <source>=<file>; ${suggestName(source ?? '', needed)}`,
      )
    }
    if (events.has(source))
      throw new PlumblineError('usage', `--events names ${source} twice: give one file a source`)
    events.set(source, path)
  }
  const missing = needed.find(source => !events.has(source))
  if (missing !== undefined) {
    throw new PlumblineError(
      'missing-file',
      `The log of ${missing} is missing: give --events ${missing}=<file>`,
    )
  }
  return { served, training, events }
}

/** Sources that the documents of these targets read, each once. */
export function sourcesOf(targets: Iterable<Target>): Set<string> {
  return new Set(
    [...targets].flatMap(targetDocuments).flatMap(definitions => [...definitions.sources.keys()]),
  )
}

/** The target of a table without a name: the only one, or the only service where it uses every document. */
function soleTarget(targets: readonly Target[]): Target | null {
  if (targets.length === 1) return targets[0] as Target
  const services = targets.filter(target => target.kind === 'service')
  const [service] = services
  if (services.length !== 1 || service === undefined) return null
  const used = new Set(targetDocuments(service).map(each => each.name))
  return targets.every(target => target === service || used.has(targetName(target))) ? service : null
}

async function tablesOf(
  dir: string,
  kind: 'served' | 'training',
  targets: readonly Target[],
): Promise<Map<Target, string>> {
  const tables = new Map<Target, string>()
  const single = await oneOf(join(dir, kind))
  if (single !== null) tables.set(requireSole(single, kind, targets), single)
  for (const target of targets) {
    const path = await oneOf(join(dir, kind, targetName(target)))
    if (path === null) continue
    if (tables.has(target))
      throw new PlumblineError('usage', `${tables.get(target)} and ${path} are one table: keep one`)
    tables.set(target, path)
  }
  return tables
}

function bindTargets(
  kind: 'served' | 'training',
  files: readonly NamedFile[],
  byName: ReadonlyMap<string, Target>,
  targets: readonly Target[],
): Map<Target, string> {
  const tables = new Map<Target, string>()
  for (const { name, path } of files) {
    const target = name === null ? requireSole(path, kind, targets) : byName.get(name)
    if (target === undefined) {
      const known = suggestName(name ?? '', byName.keys())
      throw new PlumblineError('usage', `--${kind} names ${name}, which is no document or service: ${known}`)
    }
    if (tables.has(target)) {
      throw new PlumblineError('usage', `--${kind} names ${targetName(target)} twice: give one file a target`)
    }
    tables.set(target, path)
  }
  return tables
}

function requireSole(path: string, kind: string, targets: readonly Target[]): Target {
  const target = soleTarget(targets)
  if (target !== null) return target
  const names = targets.map(targetName)
  throw new PlumblineError(
    'usage',
    `${path} does not say which of ${names.join(', ')} it holds: name it, as ${kind}/${names[0]}.parquet in a folder or --${kind} ${names[0]}=<file>`,
  )
}

/** The file of a table, whatever its format. */
async function oneOf(stem: string): Promise<string | null> {
  const there: string[] = []
  for (const ending of tableEndings) {
    const found = await stat(stem + ending).catch(() => null)
    if (found?.isFile()) there.push(stem + ending)
  }
  if (there.length > 1)
    throw new PlumblineError('usage', `${there.join(' and ')} are one table: keep one of them`)
  return there[0] ?? null
}
