import { describe, expect, test } from 'vitest'
import { count, documentOf, keyedBy, plain, problemsOf, withSource } from './testing/small-document.ts'

const wrong: readonly (readonly [string, object, string])[] = [
  [
    'a member unknown to documents',
    documentOf(count, { entitty: {} }),
    'entitty is unknown here: did you mean entity?',
  ],
  ['a missing schema', documentOf(count, { schema: undefined }), 'schema is missing'],
  ['a missing name', documentOf(count, { name: undefined }), 'name is missing'],
  ['a name that is a number', documentOf(count, { name: 3 }), 'name must be a string'],
  [
    'a name with capitals',
    documentOf(count, { name: 'Fraud' }),
    'name "Fraud" is no name: names are a small letter, then',
  ],
  ['a name that begins with a digit', documentOf(count, { name: '3d' }), 'name "3d" is no name'],
  [
    'a name with two underscores',
    documentOf(count, { name: 'a__b' }),
    'name a__b holds two underscores in a row',
  ],
  ['a version that is text', documentOf(count, { version: '3' }), 'version must be a whole number'],
  ['a version below 0', documentOf(count, { version: -1 }), 'version must not be negative'],
  ['a version beyond an INTEGER', documentOf(count, { version: 2 ** 31 }), 'version must fit in 32 bits'],
  ['a description that is no text', documentOf(count, { description: 1 }), 'description must be a string'],
  ['no entity', documentOf(count, { entity: undefined }), 'entity is missing'],
  ['an entity without parts', documentOf(count, { entity: {} }), 'entity has no key part'],
  ['an entity that is a list', documentOf(count, { entity: ['account'] }), 'entity must be an object'],
  [
    'a key part of a list type',
    documentOf(count, { entity: { account: 'list<int>' } }),
    'entity.account "list<int>" is no type here',
  ],
  ['a key part named as a fixed column', keyedBy('as_of'), 'entity.as_of as_of is a fixed column'],
  [
    'a key part named as a column of the mismatches',
    keyedBy('side'),
    'entity.side side is a column of the mismatches',
  ],
  ['sources that are a list', documentOf(count, { sources: [] }), 'sources must be an object'],
  [
    'a source with a bad name',
    documentOf({ ...count, source: 'Log' }, { sources: { Log: plain } }),
    'sources.Log "Log" is no name',
  ],
  ['a source without fields', withSource({ key: { account: 'payer' } }), 'sources.log.fields is missing'],
  ['a source without a key', withSource({ fields: { payer: 'string' } }), 'sources.log.key is missing'],
  [
    'a source with an unknown member',
    withSource({ key: { account: 'payer' }, fields: { payer: 'string' }, topic: 'x' }),
    'sources.log.topic is unknown here',
  ],
  [
    'a field of a type of some other system',
    withSource({ key: { account: 'payer' }, fields: { payer: 'tensor' } }),
    'known are string, int, float, bool, timestamp, list<…> of one of these, vector<float32,n>, vector<float64,n>',
  ],
  [
    'a field of no type',
    withSource({ key: { account: 'payer' }, fields: { payer: 'strng' } }),
    'sources.log.fields.payer "strng" is no type here: did you mean string?',
  ],
  [
    'a field named as a fixed column',
    withSource({ key: { account: 'payer' }, fields: { payer: 'string', event_time: 'timestamp' } }),
    'sources.log.fields.event_time event_time is a fixed column',
  ],
  [
    'a field named as a request column',
    withSource({ key: { account: 'payer' }, fields: { payer: 'string', request_id: 'string' } }),
    'names that begin with request_ are columns of request fields',
  ],
  [
    'a key that misses a part',
    withSource({ key: {}, fields: { payer: 'string' } }),
    'sources.log.key.account is missing: name the field',
  ],
  [
    'a key with a part too many',
    withSource({ key: { account: 'payer', acount: 'payer' }, fields: { payer: 'string' } }),
    'sources.log.key.acount is no key part of the entity: did you mean account?',
  ],
  [
    'a key that names no field',
    withSource({ key: { account: 'payr' }, fields: { payer: 'string' } }),
    'sources.log.key.account there is no field payr: did you mean payer?',
  ],
  [
    'a key that is no name',
    withSource({ key: { account: 1 }, fields: { payer: 'string' } }),
    'sources.log.key.account must be the name of a field',
  ],
  [
    'a key field of another type',
    withSource({ key: { account: 'payer' }, fields: { payer: 'int' } }),
    'sources.log.key.account the field payer is int, but the key part is string',
  ],
  ['no features', documentOf(count, { features: {} }), 'features has no feature'],
  ['features that are a list', documentOf(count, { features: [] }), 'features must be an object'],
  [
    'a feature named as a key part',
    documentOf(count, { features: { account: count } }),
    'features.account account is a key part already',
  ],
  [
    'a feature named as a served column',
    documentOf(count, { features: { applied: count } }),
    'features.applied applied is a fixed column',
  ],
  [
    'a feature named as an event column',
    documentOf(count, { features: { revision: count } }),
    'features.revision revision is a fixed column',
  ],
  [
    'a feature named as a request column',
    documentOf(count, { features: { request_x: count } }),
    'features.request_x names that begin with request_',
  ],
  [
    'a feature with a name that hides in no object',
    documentOf(count, JSON.parse('{"features":{"__proto__":{"source":"log","aggregate":{"kind":"count"}}}}')),
    'features.__proto__ "__proto__" is no name',
  ],
]

describe('each mistake is refused at its path, and alone: a message in its wake would send the user astray', () => {
  test.each(wrong)('%s', (_what, document, problem) => {
    expect(problemsOf(document)).toEqual([expect.stringContaining(problem)])
  })
})
