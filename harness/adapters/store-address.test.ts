import { expect, test } from 'vitest'
import { storeAddress } from './store-address.ts'

test('a store is a module, a program, a mapping or Feast, by how it is written', () => {
  expect(storeAddress('./my-store.ts')).toEqual({ kind: 'module', path: './my-store.ts' })
  expect(storeAddress('a.json')).toEqual({ kind: 'mapping', path: 'a.json' })
  expect(storeAddress('exec:python3 "my store.py" --x \'a b\'')).toEqual({
    kind: 'program',
    command: ['python3', 'my store.py', '--x', 'a b'],
  })
  expect(storeAddress('feast')).toEqual({ kind: 'feast', online: 'sqlite', write: 'push' })
  expect(storeAddress('feast:redis+materialize')).toEqual({
    kind: 'feast',
    online: 'redis',
    write: 'materialize',
  })
})

test('a folder that is called like Feast is still a module', () => {
  expect(storeAddress('./feast')).toEqual({ kind: 'module', path: './feast' })
})
