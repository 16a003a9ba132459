import { resolveDefinitions } from '../../resolve-definitions.ts'

/** A small document with a source of every type, and one feature `x` under test. */
export function documentOf(x: unknown, change: object = {}): object {
  return {
    schema: 'plumbline.definitions/1',
    name: 'doc',
    version: 1,
    entity: { account: 'string' },
    sources: {
      log: {
        key: { account: 'payer' },
        fields: {
          payer: 'string',
          f: 'float',
          i: 'int',
          s: 'string',
          b: 'bool',
          t: 'timestamp',
          l: 'list<int>',
          v: 'vector<float32,2>',
        },
      },
    },
    features: { x },
    ...change,
  }
}

export function problemsOf(document: unknown): string[] {
  const resolution = resolveDefinitions(document)
  return resolution.ok ? [] : resolution.problems.map(({ path, message }) => `${path} ${message}`)
}

export const count = { source: 'log', aggregate: { kind: 'count' } }
export const sum = { source: 'log', aggregate: { kind: 'sum', of: { field: 'f' } } }
export const of = (kind: string, field: string, more: object = {}) => ({
  source: 'log',
  aggregate: { kind, of: { field }, ...more },
})
export const withSource = (log: object) => documentOf(count, { sources: { log } })

export const plain = { key: { account: 'payer' }, fields: { payer: 'string' } }
export const keyedBy = (part: string) =>
  documentOf(count, {
    entity: { [part]: 'string' },
    sources: { log: { ...plain, key: { [part]: 'payer' } } },
  })
