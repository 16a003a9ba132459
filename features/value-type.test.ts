import { expect, test } from 'vitest'
import { isFieldType, isValueType, listOf, typeShape } from './value-type.ts'

test('fields are scalars, lists of scalars, and vectors of a dimension', () => {
  const legal = ['int', 'timestamp', 'list<string>', 'vector<float32,3>', 'vector<float64,100000>']
  expect(legal.filter(isFieldType)).toEqual(legal)
  const none = [
    'integer',
    'Int',
    '',
    'list<list<int>>',
    'list<vector<float32,3>>',
    'list<>',
    'list<int',
    'vector<float32>',
    'vector<float32,0>',
    'vector<float32,-1>',
    'vector<float32,03>',
    'vector<float16,3>',
    'vector<float32, 3>',
    'vector<float32,100001>',
    'xlist<int>',
  ]
  expect(none.filter(isFieldType)).toEqual([])
})

test('lastN makes lists of lists and of vectors, which are types, but no deeper ones', () => {
  expect(isValueType(listOf('vector<float32,3>'))).toBe(true)
  expect(isValueType(listOf('list<int>'))).toBe(true)
  expect(isValueType('list<list<list<int>>>')).toBe(false)
  expect(() => listOf('list<list<int>>')).toThrow(RangeError)
})

test('a type taken apart', () => {
  expect(typeShape('bool')).toEqual({ kind: 'scalar', scalar: 'bool' })
  expect(typeShape('list<list<int>>')).toEqual({ kind: 'list', element: 'list<int>' })
  expect(typeShape('vector<float64,12>')).toEqual({ kind: 'vector', element: 'float64', dimension: 12 })
})
