import fc from 'fast-check'
import { expect, test } from 'vitest'
import { definitionsOrThrow } from '../resolve-definitions.ts'
import { ringChains } from './ring-chains.ts'

const windows = fc.uniqueArray(
  fc.record({
    length: fc.integer({ min: 1, max: 60 }),
    slide: fc.option(fc.integer({ min: 1, max: 30 })),
    closed: fc.constantFrom('left', 'right'),
  }),
  { minLength: 1, maxLength: 8, selector: window => JSON.stringify(window) },
)

function storedOf(drawn: readonly { length: number; slide: number | null; closed: string }[]) {
  const { features } = definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: 'chains',
    version: 1,
    entity: { k: 'int' },
    sources: { s: { key: { k: 'k' }, fields: { k: 'int' } } },
    features: Object.fromEntries(
      drawn.map(({ length, slide, closed }, i) => [
        `f${i}`,
        {
          source: 's',
          aggregate: { kind: 'count' },
          window: { length: `${length}us`, closed, ...(slide === null ? {} : { slide: `${slide}us` }) },
        },
      ]),
    ),
  })
  return [...features.values()].flatMap(feature => (feature.kind === 'stored' ? [feature] : []))
}

const tail = ({ length, slide }: { length: number | null; slide: number | null }, head: number) =>
  slide === null ? head - length! : Math.floor((head - length!) / slide) * slide

// Catches a chain in which the tail of an inner window lies before that of an outer one for some head: its ring would
// count facts that the window does not hold, or the reverse.
test('every window of a chain lies within the next at every head, and none is lost', () => {
  fc.assert(
    fc.property(windows, fc.integer({ min: -1_000, max: 1_000 }), (drawn, head) => {
      const stored = storedOf(drawn)
      const chains = ringChains(stored.map(feature => [feature]))
      expect(
        chains
          .flat(2)
          .map(({ name }) => name)
          .sort(),
      ).toEqual(stored.map(({ name }) => name).sort())
      for (const chain of chains) {
        for (const [i, outer] of chain.slice(1).entries()) {
          const [inner, next] = [chain[i]![0]!.window, outer[0]!.window]
          expect(inner.closed).toBe(next.closed)
          expect(tail(inner, head)).toBeGreaterThanOrEqual(tail(next, head))
        }
      }
    }),
  )
})

// Catches a plan that meets the facts of its windows once for each of them.
test('windows that are always nested make one chain, in order of length', () => {
  const stored = storedOf([
    { length: 24, slide: null, closed: 'left' },
    { length: 1, slide: null, closed: 'left' },
    { length: 7, slide: 17, closed: 'left' },
    { length: 8, slide: null, closed: 'left' },
  ])
  const chains = ringChains(stored.map(feature => [feature]))
  const lengths = chains.map(chain => chain.map(([feature]) => feature?.window.length))
  expect(lengths).toEqual([[1, 7, 24], [8]])
})
