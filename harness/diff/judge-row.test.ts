import { expect, test } from 'vitest'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import { rowJudge } from './judge-row.ts'
import { specificationReadings } from './specification-readings.ts'
import { specificationSources } from './specification-sources.ts'
import {
  define,
  judgeCase,
  placedRecords,
  serve,
  servedOutcomes,
  servedRow,
  withState,
} from './testing/judge-case.ts'

const sum = { aggregate: { kind: 'sum', of: { field: 'x' } } }
const options = { training: { reading: 'as-trained', cut: 100 }, clockSlack: 0, candidatesMax: 100 } as const

test('without the log a row is judged where nothing differs, and asked for again where something does', () => {
  const target = { kind: 'document', definitions: define({ spend: sum }) } as const
  const events = placedRecords([{ t: 10, x: 1 }])
  const readings = specificationReadings(target, specificationSources(events), 100)
  const judge = (spend: number) => {
    const served = servedRow({ t: 50, cells: { spend } })
    return rowJudge(target, options)({ served, training: null, readings: readings(served), logs: null })
  }
  expect(judge(1)).toMatchObject({ kind: 'judged', judgement: { cells: [{ served: { kind: 'equal' } }] } })
  expect(judge(2)).toMatchObject({ kind: 'needs-log', columns: [{ column: 'spend' }] })
})

test('a wrong version and an error need no log', () => {
  const target = { kind: 'document', definitions: define({ spend: sum }) } as const
  const readings = specificationReadings(target, specificationSources(new Map()), 100)
  const judge = (row: object) => {
    const served = servedRow({ t: 50, cells: { spend: withState('error') }, ...row })
    return rowJudge(target, options)({ served, training: null, readings: readings(served), logs: null })
  }
  expect(judge({})).toMatchObject({ judgement: { cells: [{ served: { kind: 'error' } }] } })
  expect(judge({ version: 9 })).toMatchObject({ judgement: { cells: [{ served: { because: 'version' } }] } })
})

test('each document of a service has its own key, and one K for the source that they share', () => {
  const document = (name: string, part: string, field: string) =>
    definitionsOrThrow({
      schema: 'plumbline.definitions/1',
      name,
      version: 1,
      entity: { [part]: 'string' },
      sources: { log: { key: { [part]: field }, fields: { k: 'string', s: 'string', x: 'float' } } },
      features: { total: { source: 'log', ...sum }, n: { source: 'log', aggregate: { kind: 'count' } } },
    })
  const target = serve([document('by_account', 'account', 'k'), document('by_shop', 'shop', 's')])
  const facts = [
    { t: 10, k: 'a', s: 'x', x: 1 },
    { t: 20, k: 'b', s: 'x', x: 2 },
    { t: 30, k: 'a', s: 'y', x: 4 },
  ]
  const judge = (cells: Record<string, number | bigint>) => {
    return servedOutcomes(judgeCase({ target, facts, row: { t: 100, key: ['a', 'x'], cells } }))
  }
  expect(judge({ by_account__total: 5, by_shop__total: 3 })).toEqual({
    by_account__total: 'equal',
    by_shop__total: 'equal',
  })
  expect(judge({ by_account__total: 1, by_account__n: 1n, by_shop__total: 1, by_shop__n: 1n })).toEqual({
    by_account__total: 'staleness 81',
    by_account__n: 'staleness 81',
    by_shop__total: 'staleness 81',
    by_shop__n: 'staleness 81',
  })
})

test('what a mismatch shows is what each reading gives, for on-demand features on what they read', () => {
  const features = {
    spend: sum,
    twice: { onDemand: { call: 'add', args: [{ feature: 'spend' }, { feature: 'spend' }] } },
  }
  const facts = [
    { t: 10, x: 1 },
    { t: 20, a: 30, x: 2 },
    { t: 25, a: 90, x: 4 },
  ]
  const row = { t: 50, watermark: 25, cells: { spend: 1, twice: 7 } }
  const [spend, twice] = judgeCase({ features, facts, row, training: [{ spend: 9, twice: 18 }] }).cells
  expect(spend?.values).toMatchObject({
    served: { value: 1 },
    training: { value: 9 },
    asKnown: { value: 3, state: 'present' },
    asTrained: { value: 7 },
    asApplied: { value: 1 },
  })
  expect(twice?.values).toMatchObject({
    served: { value: 7 },
    training: { value: 18 },
    asKnown: { value: 6, state: 'present' },
    asTrained: { value: 14 },
    asApplied: { value: 2 },
  })
})
