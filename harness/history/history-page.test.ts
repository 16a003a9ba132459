import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatHistoryPage, parseHistoryPage } from './history-page.ts'
import { historyOf } from './testing/arbitrary-history.ts'
import { everyTypeDocument, targets } from './testing/every-type.ts'

const page = (members: object) =>
  JSON.stringify({ schema: 'plumbline.history/1', definitions: [everyTypeDocument], ...members })

describe('history.json', () => {
  // Catches a member that is lost or changed on the way to the file and back.
  test('is read as it was written', () => {
    fc.assert(
      fc.property(historyOf(targets(everyTypeDocument)), history => {
        const text = formatHistoryPage(history.page, [everyTypeDocument], { duckdb: '1' })
        // Keys and values of JSON; the prototype of an arbitrary object is none of them.
        expect(JSON.parse(JSON.stringify(parseHistoryPage(text, 'h').page))).toEqual(
          JSON.parse(JSON.stringify(history.page)),
        )
      }),
      { numRuns: 50 },
    )
  })

  // Catches a default that is another than the format's, and unknown members that stop the reading.
  test('needs only its schema and its definitions', () => {
    const { page: read, documents } = parseHistoryPage(page({ later: 1, training: null }), 'h')
    expect(documents).toEqual([everyTypeDocument])
    expect(read).toEqual({
      training: { reading: 'as-trained', cut: null },
      completeFrom: {},
      scenario: null,
      seed: null,
      options: {},
      store: null,
    })
  })

  // Catches a message that does not say where, or a wrong code: a newer schema is not a broken file.
  test.each([
    ['{', 'corrupt-file', 'h/history.json is not JSON'],
    ['[]', 'corrupt-file', 'no History page'],
    ['{"schema":"plumbline.history/2"}', 'unknown-schema', 'this version reads plumbline.history/1'],
    [page({ definitions: [] }), 'corrupt-file', 'definitions: holds no definition document'],
    [
      page({ complete_from: { payments: '2026-01-01' } }),
      'corrupt-file',
      'complete_from.payments: "2026-01-01" is no instant',
    ],
    [page({ training: { reading: 'as-guessed' } }), 'corrupt-file', 'training.reading'],
    [page({ training: { cut: 5 } }), 'corrupt-file', 'training.cut'],
    [page({ complete_from: { payments: '2500-01-01T00:00:00Z' } }), 'corrupt-file', 'complete_from.payments'],
  ])('%s is refused', (text, code, said) => {
    const read = () => parseHistoryPage(text, 'h/history.json')
    expect(read).toThrow(said)
    expect(read).toThrow(expect.objectContaining({ code }))
  })
})
