import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkVersions } from './check-versions.ts'
import { PlumblineError } from './plumbline-error.ts'
import { arbitraryDocument } from './resolve/testing/arbitrary-document.ts'
import { fraud } from './resolve/testing/example-document.ts'
import { definitionsOrThrow, resolveDefinitions } from './resolve-definitions.ts'

const hashOf = (document: unknown) => definitionsOrThrow(document).hash
const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** The example with one feature changed. */
function withSpend(change: object): object {
  return { ...fraud, features: { ...fraud.features, spend_24h: { ...fraud.features.spend_24h, ...change } } }
}

describe('the example of history § The definition document', () => {
  const definitions = definitionsOrThrow(fraud)

  test('resolves to what it says, with every default', () => {
    expect(definitions.entity).toEqual([{ name: 'account', type: 'string' }])
    expect(definitions.sources.get('payments')?.keyFields).toEqual(['payer'])
    expect([...definitions.features.keys()]).toEqual(Object.keys(fraud.features))
    expect(definitions.features.get('spend_24h')).toMatchObject({
      kind: 'stored',
      type: 'float',
      aggregate: { kind: 'sum', of: { node: 'field', name: 'amount', type: 'float' }, n: null, ttl: null },
      window: { length: 86_400_000_000, closed: 'left', slide: 300_000_000 },
      nulls: 'skip',
      allowedLateness: 7_200_000_000,
      refresh: null,
      whenEmpty: null,
      tolerance: null,
    })
    expect(definitions.features.get('payments_ever')).toMatchObject({
      type: 'int',
      aggregate: { of: null },
      window: { length: null, closed: 'right', slide: null },
      where: null,
      allowedLateness: null,
      whenEmpty: 0n,
    })
    expect(definitions.features.get('spend_daily')).toMatchObject({
      refresh: { every: 86_400_000_000, delay: 21_600_000_000 },
    })
    expect(definitions.features.get('last_merchant')).toMatchObject({
      type: 'string',
      aggregate: { ttl: 604_800_000_000 },
    })
    expect(definitions.onDemandOrder.map(({ name, type }) => [name, type])).toEqual([['ratio', 'float']])
  })

  test('has the hash that it has in every process and on every machine; another one would orphan stored Histories', () => {
    // Computed apart from this code: Python's sorted, compact JSON of the document, SHA-256.
    expect(definitions.hash).toBe('d7e820b23c51f51bab80c0ddd693fc7d08b1548e969f4491dd5b73dd06fdc66a')
  })

  test('cannot be changed, at any depth, maps included', () => {
    const spend = definitions.features.get('spend_24h')!
    expect(() => Object.assign(spend, { type: 'int' })).toThrow(TypeError)
    expect(() => Object.assign(definitions.document as object, { name: 'x' })).toThrow(TypeError)
    expect(() => (definitions.features as Map<string, unknown>).set('x', spend)).toThrow('immutable')
    expect(() => (definitions.features as Map<string, unknown>).delete('ratio')).toThrow('immutable')
    expect(() => (definitions.sources as Map<string, unknown>).clear()).toThrow('immutable')
    expect(definitions.features.size).toBe(5)
  })
})

describe('the hash', () => {
  test('is the same for the same meaning: defaults, spellings of durations, types of literals, order of members', () => {
    const where = { call: 'eq', args: [{ field: 'settled' }, { type: 'bool', literal: true }] }
    expect(hashOf(withSpend({ window: { slide: '300s', length: '1d' }, where, whenEmpty: null }))).toBe(
      hashOf(fraud),
    )
    const turned = { ...fraud, features: Object.fromEntries(Object.entries(fraud.features).reverse()) }
    expect(hashOf(turned)).toBe(hashOf(fraud))
  })

  test('knows nothing of descriptions, owners and tolerances', () => {
    const said = {
      ...withSpend({ description: 'a', owner: 'b', tolerance: { relative: 0.1 } }),
      description: 'c',
      owner: 'd',
    }
    expect(hashOf(said)).toBe(hashOf(fraud))
    expect(definitionsOrThrow(said).document).toMatchObject({
      description: 'c',
      owner: 'd',
      features: { spend_24h: { description: 'a', owner: 'b', tolerance: { relative: 0.1, absolute: 0 } } },
    })
  })

  test.each([
    ['the name', { ...fraud, name: 'other' }],
    ['the version', { ...fraud, version: 4 }],
    [
      'a field',
      {
        ...fraud,
        sources: {
          payments: { ...fraud.sources.payments, fields: { ...fraud.sources.payments.fields, more: 'int' } },
        },
      },
    ],
    ['a closed end', withSpend({ window: { length: '24h', closed: 'right', slide: '5m' } })],
    ['a slide', withSpend({ window: { length: '24h' } })],
    ['a null rule', withSpend({ nulls: 'zero' })],
    ['a filter', withSpend({ where: { field: 'settled' } })],
    ['allowed lateness', withSpend({ allowedLateness: '0s' })],
    ['a refresh', withSpend({ refresh: { every: '1h' } })],
    ['a value for no facts', withSpend({ whenEmpty: 0 })],
    ['an aggregate', withSpend({ aggregate: { kind: 'mean', of: { field: 'amount' } } })],
    ['an input', withSpend({ aggregate: { kind: 'sum', of: { field: 'units' } } })],
  ])('changes with %s', (_what, document) => {
    expect(hashOf(document)).not.toBe(hashOf(fraud))
  })

  test('is that of the resolved document, which resolves to itself', () => {
    fc.assert(
      fc.property(arbitraryDocument, document => {
        const first = definitionsOrThrow(document)
        const again = definitionsOrThrow(copy(first.document))
        expect(again).toEqual(first)
        expect(definitionsOrThrow(copy(document)).hash).toBe(first.hash)
      }),
      { numRuns: 500 },
    )
  })
})

describe('what is refused', () => {
  test('a thing that is no document, and a schema of another version, by its own code', () => {
    expect(resolveDefinitions(null)).toMatchObject({
      ok: false,
      code: 'bad-definition',
      problems: [{ path: '' }],
    })
    expect(resolveDefinitions([fraud])).toMatchObject({ ok: false, code: 'bad-definition' })
    const newer = { ...fraud, schema: 'plumbline.definitions/2', bogus: 1 }
    expect(resolveDefinitions(newer)).toMatchObject({
      code: 'unknown-schema',
      problems: [{ path: 'schema' }],
    })
    const thrown = expect.objectContaining({ code: 'unknown-schema', exitCode: 64 })
    expect(() => definitionsOrThrow(newer)).toThrow(thrown)
  })

  test('all at once, by definitionsOrThrow in one error that names document and paths', () => {
    const document = {
      ...withSpend({ nulls: 'none', windows: {}, aggregate: { kind: 'sum', of: { field: 'amuont' } } }),
      version: -1,
    }
    const make = () => definitionsOrThrow(document)
    expect(make).toThrow(PlumblineError)
    expect(make).toThrow(/the definition document fraud has 4 problems:/)
    expect(make).toThrow(
      /\n {2}features\.spend_24h\.aggregate\.of\.field there is no field amuont: did you mean amount\?/,
    )
    expect(() => definitionsOrThrow({ ...fraud, version: 0.5 })).toThrow(
      'document fraud: version must be a whole number',
    )
  })

  test('two contents under one version; the same content twice is none', () => {
    const [one, other] = [definitionsOrThrow(fraud), definitionsOrThrow(withSpend({ nulls: 'zero' }))]
    expect(() => checkVersions([one, other])).toThrow(expect.objectContaining({ code: 'version-conflict' }))
    checkVersions([one, definitionsOrThrow(fraud), definitionsOrThrow({ ...fraud, version: 4 })])
  })
})

/** A document in which one member, at any depth, is replaced by anything that JSON or TypeScript can hold. */
const damaged = fc
  .tuple(
    arbitraryDocument,
    fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
    fc.anything({ withBigInt: true, withNullPrototype: true }),
  )
  .map(([document, steps, anything]) => {
    const whole = structuredClone(document) as Record<string, unknown>
    let at = whole
    for (const [index, step] of steps.entries()) {
      const keys = Object.keys(at)
      const key = keys[step % keys.length]
      if (key === undefined) break
      const next = at[key]
      if (index === steps.length - 1 || typeof next !== 'object' || next === null) at[key] = anything
      else at = next as Record<string, unknown>
    }
    return whole
  })

test('no damage to a document makes resolving throw: it resolves, or every problem has a message', () => {
  let refused = 0
  fc.assert(
    fc.property(damaged, document => {
      const resolution = resolveDefinitions(document)
      if (resolution.ok) return
      refused++
      expect(resolution.problems.length).toBeGreaterThan(0)
      for (const problem of resolution.problems) expect(problem.message).not.toBe('')
    }),
    { numRuns: 1500 },
  )
  expect(refused).toBeGreaterThan(500)
})
