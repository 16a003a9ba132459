import { posix } from 'node:path'
import { parseSync } from 'oxc-parser'

/** A broken rule of the house: where, what, and how to mend it. */
export interface Violation {
  readonly file: string
  readonly message: string
}

interface ImportOf {
  readonly specifier: string
  readonly typeOnly: boolean
}

type Room = keyof typeof mayImport

/** Which rooms a room may import; data flows features → generators → scenarios → harness, and reports → harness. */
const mayImport = {
  features: ['features'],
  generators: ['features', 'generators'],
  scenarios: ['features', 'generators', 'scenarios'],
  reports: ['features', 'reports'],
  harness: ['features', 'generators', 'scenarios', 'reports', 'harness'],
  'reference-store': ['features', 'reference-store'],
  ci: ['features', 'generators', 'scenarios', 'reports', 'harness', 'reference-store', 'ci', 'examples'],
} as const

/** Rooms that decide and never do: no files, processes or sockets. Hashing is a pure function. */
const pureRooms: readonly string[] = ['features', 'generators', 'scenarios', 'reports']
const pureModules: readonly string[] = ['node:crypto', 'node:util', 'node:assert']

/** Places at the edge, which may read the clock of the machine. */
const clockReaders = [
  /^ci\//,
  /^vitest\.ts$/,
  /^harness\/cli\//,
  /^harness\/latency\//,
  /^reference-store\/(cli|processes)\//,
]

const specificationRoom = 'harness/oracle/specification/'
const specificationMayImport = [
  'features/definitions.ts',
  'features/expression.ts',
  'features/log-record.ts',
  'features/value.ts',
  'harness/oracle/recomputed.ts',
]

const linesMax = 300

/** Holds every file against the rules of `docs/architecture.md`; `sources` maps a repository path to its text. */
export function checkHouse(sources: ReadonlyMap<string, string>): Violation[] {
  return [...sources].flatMap(([file, text]) => [
    ...importsOf(file, text).flatMap(each => checkImport(file, each)),
    ...checkClock(file, text),
    ...checkLength(file, text),
  ])
}

function importsOf(file: string, text: string): ImportOf[] {
  const { module } = parseSync(file, text)
  const imports = module.staticImports.map(each => ({
    specifier: each.moduleRequest.value,
    typeOnly: each.entries.length > 0 && each.entries.every(entry => entry.isType),
  }))
  const reexports = module.staticExports.flatMap(each =>
    each.entries.flatMap(entry =>
      entry.moduleRequest === null ? [] : [{ specifier: entry.moduleRequest.value, typeOnly: entry.isType }],
    ),
  )
  return [...imports, ...reexports]
}

function checkImport(file: string, { specifier, typeOnly }: ImportOf): Violation[] {
  const room = file.split('/')[0] as string
  if (!specifier.startsWith('.')) return checkModule(file, room, specifier)
  const target = posix.join(posix.dirname(file), specifier)
  const targetRoom = target.split('/')[0] as string
  const isTest = file.endsWith('.test.ts')
  if (file.startsWith(specificationRoom) && !isTest && !target.startsWith(specificationRoom)) {
    if (specificationMayImport.includes(target)) return []
    const mend =
      'the arbiter shares no code with what it judges: write the rule again, plainly, in this folder'
    return [{ file, message: `imports ${target}; ${mend}` }]
  }
  if (!(room in mayImport) || (mayImport[room as Room] as readonly string[]).includes(targetRoom)) return []
  if (room === 'reference-store' && (isTest || (typeOnly && target === 'harness/store.ts'))) return []
  return [{ file, message: `imports ${target}; ${mendOf(room, targetRoom)}` }]
}

function mendOf(room: string, target: string): string {
  if (target === 'reference-store')
    return 'load a store by its path, the reference store and a customer’s alike'
  if (room === 'reference-store')
    return 'use `import type` from harness/store.ts, the only door to the harness'
  return `${room} may import only ${mayImport[room as Room].join(', ')}: move what you need down the line`
}

function checkModule(file: string, room: string, specifier: string): Violation[] {
  const impure = specifier.startsWith('node:') && !pureModules.includes(specifier)
  if (!impure || !pureRooms.includes(room) || file.endsWith('.test.ts')) return []
  return [{ file, message: `imports ${specifier}; ${room} only decides: pass the result of the I/O in` }]
}

function checkClock(file: string, text: string): Violation[] {
  if (file.endsWith('.test.ts') || clockReaders.some(place => place.test(file))) return []
  const found = text.match(/\b(Date\.now|performance\.now|process\.hrtime|Math\.random|new Date\(\))/)
  return found === null
    ? []
    : [{ file, message: `calls ${found[0]}; take the clock or the seeded Random as an argument` }]
}

function checkLength(file: string, text: string): Violation[] {
  const lines = text.split('\n').length
  if (file.endsWith('.test.ts') || lines <= linesMax) return []
  return [
    { file, message: `has ${lines} lines of at most ${linesMax}; give its second concept a file of its own` },
  ]
}
