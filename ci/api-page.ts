import { posix } from 'node:path'
import { type Comment, type Program, parseSync } from 'oxc-parser'

/** Something that the package exports, as its source says it. */
interface Exported {
  readonly name: string
  /** The text of its docstring, without the stars. */
  readonly about: string
  /** Its declaration without bodies. */
  readonly declaration: string
}

interface Parsed {
  readonly text: string
  readonly program: Program
  readonly comments: readonly Comment[]
}

/** The entries of the package, and what each is for. */
const entries = [
  ['index.ts', 'plumbline', 'Features and scenarios.'],
  ['store.ts', 'plumbline/store', 'What an adapter of a store is made of ([adapters.md](adapters.md)).'],
  [
    'vitest.ts',
    'plumbline/vitest',
    'For tests of one’s own: importing it adds `expect(store).toServePointInTime(features, options)`. It wants `vitest` and `fast-check` beside it.',
  ],
  ['report.ts', 'plumbline/report', 'Results that runs leave behind, and their renderings.'],
] as const

/** `docs/api.md`: every export of the package with its docstring, of the sources by their repository path. */
export function apiPage(sources: ReadonlyMap<string, string>): string {
  const parse = parser(sources)
  const sections = entries.map(([file, name, about]) => {
    const found = exportsOf(file, parse).toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    const list = found.map(
      each =>
        `### ${each.name}\n\n${each.about === '' ? '' : `${each.about}\n\n`}\`\`\`ts\n${each.declaration}\n\`\`\``,
    )
    return `## ${name}\n\n${about}\n\n${list.join('\n\n')}`
  })
  const made =
    'Generated of the docstrings by `node ci/write-api-page.ts` (`npx node` where `node` is older than 24).'
  return `# API\n\n${made}\n\n${sections.join('\n\n')}\n`
}

function parser(sources: ReadonlyMap<string, string>): (file: string) => Parsed {
  const known = new Map<string, Parsed>()
  return file => {
    const before = known.get(file)
    if (before !== undefined) return before
    const text = sources.get(file)
    if (text === undefined)
      throw new Error(`an entry of the package exports from ${file}, which is not there`)
    const { program, comments } = parseSync(file, text)
    const parsed = { text, program, comments }
    known.set(file, parsed)
    return parsed
  }
}

/** What a file exports, wherever it is declared. */
function exportsOf(file: string, parse: (file: string) => Parsed): Exported[] {
  const { program } = parse(file)
  return program.body.flatMap((statement): Exported[] => {
    if (statement.type === 'ExportAllDeclaration')
      return exportsOf(posix.join(posix.dirname(file), statement.source.value), parse)
    if (statement.type !== 'ExportNamedDeclaration') return []
    if (statement.declaration !== null) return declared(file, statement.start, parse)
    const from = statement.source === null ? null : posix.join(posix.dirname(file), statement.source.value)
    return statement.specifiers.flatMap(({ local, exported }) => {
      const [own, name] = [nameOf(local), nameOf(exported)]
      const found =
        from === null ? imported(file, own, parse) : exportsOf(from, parse).find(each => each.name === own)
      if (found === undefined || found === null)
        throw new Error(`${file} exports ${own}, which nobody declares`)
      return [{ ...found, name }]
    })
  })
}

/** What a file imports under a name and hands on. */
function imported(file: string, name: string, parse: (file: string) => Parsed): Exported | null {
  for (const statement of parse(file).program.body) {
    if (statement.type !== 'ImportDeclaration') continue
    const found = statement.specifiers.find(
      each => each.type === 'ImportSpecifier' && each.local.name === name,
    )
    if (found?.type !== 'ImportSpecifier') continue
    const from = posix.join(posix.dirname(file), statement.source.value)
    return exportsOf(from, parse).find(each => each.name === nameOf(found.imported)) ?? null
  }
  return null
}

function nameOf(node: { readonly type: string }): string {
  if ('name' in node && typeof node.name === 'string') return node.name
  return 'value' in node ? String(node.value) : ''
}

/** The declarations of one `export` statement; overloads are statements of their own, and one entry each. */
function declared(file: string, start: number, parse: (file: string) => Parsed): Exported[] {
  const { text, program, comments } = parse(file)
  const statement = program.body.find(each => each.start === start)
  if (statement?.type !== 'ExportNamedDeclaration' || statement.declaration === null) return []
  const { declaration } = statement
  const about = docstring(comments, text, start)
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id, init }) => {
      if (id.type !== 'Identifier') return []
      const end = init === null ? id.end : isFunction(init) ? (init.body?.start ?? init.end) : id.end
      const said = `${declaration.kind} ${text.slice(id.start, end).trim()}`.replace(/\s*=>$/, '')
      return [{ name: id.name, about, declaration: said }]
    })
  }
  if (!('id' in declaration) || declaration.id === null) return []
  const cut = bodies(declaration).reduceRight(
    (rest, [from, to]) => rest.slice(0, from - declaration.start) + rest.slice(to - declaration.start),
    text.slice(declaration.start, declaration.end),
  )
  const name = nameOf(declaration.id)
  return [{ name, about, declaration: cut.replace(/[ \t]+$/gm, '').trim() }]
}

function isFunction(node: {
  readonly type: string
}): node is { type: string; body: { start: number } | null; end: number } {
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression'
}

/** The ranges of what a declaration does, which a reader of its interface need not see. */
function bodies(declaration: { readonly type: string }): [number, number][] {
  if (declaration.type === 'FunctionDeclaration' && 'body' in declaration) {
    const body = declaration.body as { start: number; end: number } | null
    return body === null ? [] : [[body.start, body.end]]
  }
  if (declaration.type !== 'ClassDeclaration') return []
  const { body } = (declaration as unknown as { body: { body: readonly ClassMember[] } }).body
  return body.flatMap(member => {
    const inner = member.type === 'MethodDefinition' ? member.value?.body : undefined
    return inner === undefined || inner === null ? [] : [[inner.start, inner.end] as [number, number]]
  })
}

interface ClassMember {
  readonly type: string
  readonly value?: { readonly body?: { readonly start: number; readonly end: number } | null } | null
}

/** The docstring that ends just before. */
function docstring(comments: readonly Comment[], text: string, start: number): string {
  const found = comments.findLast(
    each => each.end <= start && each.type === 'Block' && each.value.startsWith('*'),
  )
  if (found === undefined || text.slice(found.end, start).trim() !== '') return ''
  return found.value
    .replace(/^\*/, '')
    .split('\n')
    .map(line => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim()
}
