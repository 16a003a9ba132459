import { expect, test } from 'vitest'
import { fillTemplate } from './fill-template.ts'

const scope = {
  as_of: 1_772_323_200_999_999n,
  key: { account: 7n },
  probes: [{ key: { account: 'a' } }, { key: { account: 'b' } }],
}

test('a hole alone keeps its type, and one in a text becomes text', () => {
  const template = { at: '$' + '{as_of}', text: 'k:$' + '{key.account}', n: 3 }
  expect(fillTemplate(template, scope)).toEqual({ at: 1_772_323_200_999_999n, text: 'k:7', n: 3n })
})

test('instants are rounded down to seconds and milliseconds, and written as ISO 8601', () => {
  const template = ['$' + '{as_of|s}', '$' + '{as_of|ms}', '$' + '{as_of|iso}']
  expect(fillTemplate(template, scope)).toEqual([
    1_772_323_200n,
    1_772_323_200_999n,
    '2026-03-01T00:00:00.999999Z',
  ])
})

test('a list has an element for each probe, with names of its own', () => {
  const template = { $each: 'probes', do: ['$' + '{key.account}', '$' + '{index}'] }
  expect(fillTemplate(template, scope)).toEqual([
    ['a', 0n],
    ['b', 1n],
  ])
})

test('a name that nothing has is refused with the nearest', () => {
  expect(() => fillTemplate('$' + '{as_off}', scope)).toThrow(
    /nothing is called as_off: did you mean as_of\?/,
  )
})
