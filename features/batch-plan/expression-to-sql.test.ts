import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { duckdb } from '../dialects/duckdb.ts'
import type { Expression, ExpressionDocument } from '../expression.ts'
import { compileExpression } from '../expressions/compile-to-js.ts'
import { resolveExpression } from '../expressions/resolve-expression.ts'
import {
  arbitraryExpression,
  arbitraryValues,
  sampleTypes,
} from '../expressions/testing/arbitrary-expression.ts'
import { scopeOf } from '../expressions/testing/evaluate-document.ts'
import type { FieldType, ScalarType, Value } from '../value.ts'
import { expressionToSql } from './expression-to-sql.ts'
import { fromDriver, valueColumn } from './testing/value-expression.ts'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
})
afterAll(() => connection.closeSync())

type Types = Readonly<Record<string, FieldType>>
type Values = Readonly<Record<string, Value>>

function resolved(document: ExpressionDocument, types: Types): Expression {
  const problems: string[] = []
  const report = (path: string, message: string) => problems.push(`${path} ${message}`)
  const expression = resolveExpression(document, scopeOf('on-demand', types), 'e', report)
  if (expression === null) throw new Error(problems.join('\n'))
  return expression
}

const sqlOf = (expression: Expression) =>
  expressionToSql(expression, duckdb, named => `t.${duckdb.identifier(named.name)}`)

/** Evaluates expressions over rows that stand in a table, as facts do. */
async function evaluate(
  expressions: readonly Expression[],
  types: Types,
  rows: readonly Values[],
): Promise<Value[][]> {
  const names = Object.entries(types)
  const selects = rows.map(
    row => `SELECT ${names.map(([name, type]) => valueColumn(name, row[name] ?? null, type)).join(', ')}`,
  )
  await connection.run(`CREATE OR REPLACE TEMP TABLE t AS ${selects.join(' UNION ALL ')}`)
  const columns = expressions.map((each, i) => `${sqlOf(each)} AS c${i}`)
  const reader = await connection.runAndReadAll(`SELECT ${columns.join(', ')} FROM t ORDER BY rowid`)
  return reader.getRows().map(row => row.map(fromDriver))
}

const top = 2n ** 63n - 1n
const bottom = -(2n ** 63n)

const call = (name: string, ...args: ExpressionDocument[]): ExpressionDocument =>
  ({ call: name, args }) as ExpressionDocument
const int = (value: bigint): ExpressionDocument => ({ literal: String(value), type: 'int' })
const float = (value: number): ExpressionDocument => ({ literal: value, type: 'float' })
const text = (value: string): ExpressionDocument => ({ literal: value })
const none = (type: ScalarType): ExpressionDocument => ({ literal: null, type })
const yes: ExpressionDocument = { literal: true }
const no: ExpressionDocument = { literal: false }

describe('every call, where DuckDB left alone would say something else', () => {
  // Each row is a sentence of semantics § 6.
  test.each<[string, ExpressionDocument, Value]>([
    ['add past the top', call('add', int(top), int(1n)), null],
    ['sub past the bottom', call('sub', int(bottom), int(1n)), null],
    ['mul past the top', call('mul', int(top), int(2n)), null],
    ['mul of bottom and −1', call('mul', int(bottom), int(-1n)), null],
    ['neg of the bottom', call('neg', int(bottom)), null],
    ['abs of the bottom', call('abs', int(bottom)), null],
    ['add at the top', call('add', int(top - 1n), int(1n)), top],
    ['mod of bottom and −1', call('mod', int(bottom), int(-1n)), 0n],
    ['mod takes the sign of the dividend', call('mod', int(-7n), int(2n)), -1n],
    ['mod by zero', call('mod', int(7n), int(0n)), null],
    ['float mod takes the sign of the dividend', call('mod', float(-7.5), float(2)), -1.5],
    ['float mod by zero', call('mod', float(7), float(0)), null],
    ['div of ints is float', call('div', int(7n), int(2n)), 3.5],
    ['div by zero', call('div', int(7n), int(0n)), null],
    ['zero by zero', call('div', float(0), float(0)), null],
    ['float add past the top', call('add', float(1e308), float(1e308)), null],
    [
      'float overflow stays null inside',
      call('div', float(1), call('mul', float(1e308), float(1e308))),
      null,
    ],
    ['floor of a negative', call('floor', float(-0.5)), -1],
    ['floor of an int keeps its digits', call('floor', int(2n ** 53n + 1n)), 2n ** 53n + 1n],
    ['sqrt outside its domain', call('sqrt', float(-1)), null],
    ['sqrt of an int', call('sqrt', int(16n)), 4],
    ['ln of zero', call('ln', float(0)), null],
    ['ln of a negative', call('ln', float(-1)), null],
    ['exp past the top', call('exp', float(1000)), null],
    ['exp of zero', call('exp', int(0n)), 1],
    ['concat with null', call('concat', text('a'), none('string'), text('b')), null],
    ['lower leaves Ä', call('lower', text('ÄAZ')), 'Äaz'],
    ['upper leaves ß', call('upper', text('ßaz')), 'ßAZ'],
    ['length counts code points', call('length', text('a😀\0')), 3n],
    ['strings compare by code point', call('gt', text('😀'), text('\uffff')), true],
    ['a trailing space counts', call('eq', text('a'), text('a ')), false],
    ['−0 equals 0', call('eq', float(-0), float(0)), true],
    ['false and null', call('and', no, none('bool')), false],
    ['true and null', call('and', yes, none('bool')), null],
    ['true or null', call('or', none('bool'), yes), true],
    ['not null', call('not', none('bool')), null],
    ['isNull', call('isNull', none('int')), true],
    ['if with a null condition', call('if', none('bool'), int(1n), int(2n)), 2n],
    ['if widens its branches', call('if', yes, int(1n), float(0.5)), 1],
    ['coalesce', call('coalesce', none('int'), none('int'), int(3n)), 3n],
    ['int beside float', call('add', int(2n ** 53n + 1n), float(0)), 2 ** 53],
    ['null propagates', call('add', none('int'), int(1n)), null],
    ['cosine of a zero vector', call('cosine', { feature: 'v' }, { feature: 'z' }), null],
    ['cosine', call('cosine', { feature: 'v' }, { feature: 'v' }), 1],
    [
      'dot of float32 is done in doubles',
      call('dot', { feature: 'w' }, { feature: 'w' }),
      0.10000000149011612 ** 2,
    ],
  ])('%s', async (_, document, expected) => {
    const types: Types = { v: 'vector<float64,2>', z: 'vector<float64,2>', w: 'vector<float32,1>' }
    const values = { v: [3, 4], z: [0, 0], w: [0.10000000149011612] }
    const expression = resolved(document, types)
    const read = (name: string) => values[name as keyof typeof values]
    // The same row holds the two compilers to one literal, so that neither drifts with the other.
    expect(compileExpression(expression)({ field: read, feature: read, request: read })).toEqual(expected)
    expect((await evaluate([expression], types, [values]))[0]![0]).toEqual(expected)
  })
})

describe('the two compilers of one tree agree', () => {
  const loose = (expression: Expression): boolean =>
    expression.node === 'call' &&
    (['ln', 'exp', 'dot', 'cosine'].includes(expression.call) || expression.args.some(loose))

  const same = (a: Value, b: Value, isLoose: boolean) => {
    if (!isLoose || typeof a !== 'number' || typeof b !== 'number')
      return expect(b === 0 ? 0 : b).toEqual(a === 0 ? 0 : a)
    expect(Math.abs(a - b)).toBeLessThanOrEqual(2 ** -40 * Math.max(Math.abs(a), Math.abs(b)))
  }

  // Catches any difference between serving (JavaScript) and training (SQL), and any input on which the SQL throws.
  test.each<['stored' | 'on-demand', ScalarType, number]>([
    ['stored', 'int', 150],
    ['stored', 'float', 150],
    ['stored', 'bool', 150],
    ['stored', 'string', 60],
    ['on-demand', 'float', 60],
  ])('%s expressions of %s', async (kind, type, numRuns) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryExpression(type, kind, 3), { minLength: 1, maxLength: 4 }),
        fc.array(arbitraryValues(), { minLength: 1, maxLength: 6 }),
        async (documents, rows) => {
          const expressions = documents.map(document => {
            const expression = resolveExpression(document, scopeOf(kind, sampleTypes), 'e', () => {})
            if (expression === null) throw new Error('an expression of the generator does not resolve')
            return expression
          })
          const answers = await evaluate(expressions, sampleTypes, rows)
          for (const [r, row] of rows.entries()) {
            const read = (name: string) => row[name] ?? null
            for (const [e, expression] of expressions.entries()) {
              const served = compileExpression(expression)({ field: read, feature: read, request: read })
              same(served, answers[r]![e]!, loose(expression))
            }
          }
        },
      ),
      { numRuns },
    )
  })

  // Catches text that doubles with every nested call: 100 deep would never end.
  test('grows with the expression, not with its depth', async () => {
    let document: ExpressionDocument = { feature: 'f' }
    for (let depth = 0; depth < 99; depth++) document = call('add', document, float(1))
    const expression = resolved(document, { f: 'float' })
    expect(sqlOf(expression).length).toBeLessThan(20_000)
    expect(await evaluate([expression], { f: 'float' }, [{ f: 1 }, { f: null }])).toEqual([[100], [null]])
  })
})
