import { describe, expect, test } from 'vitest'
import { PlumblineError } from '../plumbline-error.ts'
import { features, hours, literal, onDemand, type StoredDraft, service, source, when } from './index.ts'

/**
 * What must not compile: `tsc` covers tests, and an unused `@ts-expect-error` is an error of its own. Since Node runs
 * features files without the compiler, each must fail when it is run too, and say why.
 */
const payments = source('payments', {
  key: { account: 'payer' },
  fields: {
    payer: 'string',
    amount: 'float',
    units: 'int',
    settled: 'bool',
    merchant: 'string',
    due: 'timestamp',
    taste: 'vector<float32,3>',
    tags: 'list<string>',
  },
})

const fraud = features('fraud', 3, {
  spend_24h: payments
    .where(p => p.settled)
    .sum(p => p.amount)
    .over(hours(24), { slide: '5m' }),
  attempts_1h: payments.count().over(hours(1), { closed: 'right' }),
  last_taste: payments.latest(p => p.taste),
})

function refused(make: () => unknown): void {
  expect(make).toThrow(PlumblineError)
}

function counted(from: { count(): StoredDraft<'int'> }): unknown {
  return features('x', 1, { facts: from.count() })
}

/** Reads a vector of two beside one of three. */
const pair = { taste: 'vector<float32,2>' } as const

describe('the compiler and the builder both refuse', () => {
  test('a misspelt field', () => {
    // @ts-expect-error there is no field amuont
    refused(() => payments.sum(p => p.amuont))
  })

  test('a key field that the source lacks, and one that is no scalar', () => {
    // @ts-expect-error there is no field buyer
    refused(() => counted(source('s', { key: { k: 'buyer' }, fields: { payer: 'string' } })))
    // @ts-expect-error a list cannot be a key
    refused(() => counted(source('s', { key: { k: 'l' }, fields: { l: 'list<int>' } })))
  })

  test('a field of a type that does not exist', () => {
    // @ts-expect-error there is no type text
    refused(() => counted(source('s', { key: { k: 'k' }, fields: { k: 'string', t: 'text' } })))
  })

  test('a sum, a mean and a variance of strings, and a minimum of vectors', () => {
    // @ts-expect-error sum takes numbers
    refused(() => payments.sum(p => p.merchant))
    // @ts-expect-error mean takes numbers
    refused(() => payments.mean(p => p.settled))
    // @ts-expect-error variance takes numbers
    refused(() => payments.variance(p => p.due))
    // @ts-expect-error min takes scalars
    refused(() => payments.min(p => p.taste))
  })

  test('a ttl on a count, on a sum, and null rules where they do not belong', () => {
    // @ts-expect-error only latest has a ttl
    refused(() => features('x', 1, { a: payments.count({ ttl: '1h' }) }))
    // @ts-expect-error only latest has a ttl
    refused(() => features('x', 1, { a: payments.sum(p => p.amount, { ttl: '1h' }) }))
    // @ts-expect-error count has its own rule
    refused(() => features('x', 1, { a: payments.count({ nulls: 'poison' }) }))
    // @ts-expect-error latest has its own rule
    refused(() => features('x', 1, { a: payments.latest(p => p.amount, { nulls: 'skip' }) }))
    // @ts-expect-error zero is for numbers
    refused(() => features('x', 1, { a: payments.first(p => p.merchant, { nulls: 'zero' }) }))
  })

  test('a filter that is not boolean', () => {
    // @ts-expect-error a float is no filter
    refused(() => features('x', 1, { a: payments.where(p => p.amount).count() }))
    // @ts-expect-error a function is no filter before it is called
    refused(() => payments.where(p => p.settled.not))
  })

  test('durations that are none', () => {
    // @ts-expect-error "5 minutes" is no duration
    refused(() => features('x', 1, { a: payments.count().over('5 minutes') }))
    // @ts-expect-error numbers have no unit
    refused(() => features('x', 1, { a: payments.count().over(3600) }))
    refused(() => hours(-1))
  })

  test('operands of the wrong type', () => {
    // @ts-expect-error a number is not a string
    refused(() => payments.where(p => p.merchant.eq(3)))
    // @ts-expect-error a string is not a number
    refused(() => payments.where(p => p.amount.gt('10')))
    // @ts-expect-error timestamps only compare
    refused(() => payments.where(p => p.due.add(1)))
    // @ts-expect-error bools have no order
    refused(() => payments.where(p => p.settled.lt(true)))
    // @ts-expect-error and takes bools
    refused(() => payments.where(p => p.settled.and(p.merchant)))
    // @ts-expect-error the branches have two types
    refused(() => when(literal(true), literal('a'), literal(1n)))
    // @ts-expect-error and takes at least one other
    refused(() => payments.where(p => p.settled.and()))
  })

  test('a value for no facts that is not of the type of the feature', () => {
    // @ts-expect-error a sum of floats is no string
    refused(() => features('x', 1, { a: payments.sum(p => p.amount, { whenEmpty: 'none' }) }))
    // @ts-expect-error a latest string is no number
    refused(() => features('x', 1, { a: payments.latest(p => p.merchant, { whenEmpty: 0 }) }))
  })

  test('on-demand features that read what is not there, or take it for another type', () => {
    // @ts-expect-error there is no feature spend_42h
    refused(() => fraud.with({ ratio: onDemand({}, (_, f) => f.spend_42h.div(2)) }))
    // @ts-expect-error there is no request field amuont
    refused(() => fraud.with({ ratio: onDemand({ amount: 'float' }, (r, f) => r.amuont.div(f.spend_24h)) }))
    // @ts-expect-error a vector of two and one of three
    refused(() => fraud.with({ near: onDemand(pair, (r, f) => r.taste.dot(f.last_taste)) }))
    // @ts-expect-error a feature cannot read itself
    refused(() => fraud.with({ a: onDemand({}, (_, f) => f.a) }))
    // @ts-expect-error services name the document first
    refused(() => service('checkout', [fraud]).with({ a: onDemand({}, (_, f) => f.spend_24h) }))
  })
})
