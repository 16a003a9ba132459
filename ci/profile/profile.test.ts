import { expect, test } from 'vitest'
import { profileLines } from '../../harness/profile/lines/index.ts'
import type { Profile } from '../../harness/profile/profile.ts'
import { profileStore } from '../../harness/profile/profile-store.ts'
import { readProfile } from '../../harness/profile/read-profile.ts'
import { specificationStore } from '../../harness/profile/specification-store.ts'
import type { Store } from '../../harness/store.ts'
import { ReferenceStore } from '../../reference-store/reference-store.ts'
import { simulatedStack } from '../../reference-store/simulated-stack.ts'
import { storeSeams } from '../../reference-store/store-seams.ts'
import { changedStores } from './changed-stores.ts'

function profileOf(open: () => Store, trains = true): Promise<Profile> {
  const { capabilities } = open()
  return profileStore({
    open: async () => open(),
    capabilities,
    trains,
    lines: profileLines,
    guard: {},
    versions: {},
    onLine: () => {},
  })
}

const reference = () => new ReferenceStore(simulatedStack, storeSeams)
const clean = await profileOf(reference)

/** What is found, by line and side. */
function findingsOf({ lines }: Profile): Map<string, string> {
  return new Map(
    lines.flatMap(({ name, online, offline }) => [
      [`${name}, online`, online.finding] as const,
      [`${name}, offline`, offline.finding] as const,
    ]),
  )
}

test('the profile of the reference store is the one that the specification evaluator gives for its definitions', async () => {
  const derived = await profileOf(() => specificationStore(reference().capabilities, true))
  expect(clean.lines).toEqual(derived.lines)
  expect(clean.lines.map(({ online, specified }) => [online.finding, specified.online])).toEqual(
    clean.lines.map(({ online }) => [online.finding, online.finding]),
  )
})

test('docs/profiles holds the profile of the reference store as it is', async () => {
  const kept = await readProfile('docs/profiles/reference.json')
  expect(kept.lines).toEqual(clean.lines)
})

test('every line is asked of the reference store and finds something that it foresees, and the sides agree', () => {
  for (const { name, online, offline, agree } of clean.lines) {
    expect([name, online.finding, offline.finding]).not.toContain('other')
    expect([name, online.finding, offline.finding]).not.toContain('failed')
    const sides = profileLines.find(line => line.name === name)?.sides
    expect([name, agree]).toEqual([name, sides === 'both' ? true : null])
  }
})

test('there is a store with one rule of its own for every line', () => {
  expect(new Set(changedStores.map(({ line }) => line))).toEqual(
    new Set(profileLines.map(({ name }) => name)),
  )
})

test.each(changedStores)(
  'a store that differs in $line, $finding, differs in that line and no other',
  async given => {
    // Training sets take most of the time; where a rule is of serving alone the offline side is that of the clean store.
    const { line, finding, side = 'online' } = given
    const found = findingsOf(await profileOf(given.open, side !== 'online'))
    const was = findingsOf(clean)
    const sides = side === 'online' ? [', online'] : [', online', ', offline']
    const differing = [...found].filter(([place, each]) => {
      return was.get(place) !== each && sides.some(own => place.endsWith(own))
    })
    const expected = side === 'both' ? ['online', 'offline'] : [side]
    expect(Object.fromEntries(differing)).toEqual(
      Object.fromEntries(expected.map(each => [`${line}, ${each}`, finding])),
    )
  },
)
