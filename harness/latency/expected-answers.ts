import { isDeepStrictEqual } from 'node:util'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { CheckAnswer } from './judge-load.ts'
import { parseJson } from './parse-json.ts'

/**
 * A check of answers by the JSON that each request has to get, a line a request; without such a text any JSON will do.
 * @throws PlumblineError where a line is not JSON, or there are not as many as requests
 */
export function expectedAnswers(text: string | null, name: string, requests: number): CheckAnswer {
  if (text === null) return (_request, body) => parseJson(body) !== undefined
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '')
  if (lines.length !== requests) {
    throw new PlumblineError(
      'usage',
      `${name} has ${lines.length} answers for ${requests} requests: write one a line, in the order of the requests`,
    )
  }
  const expected = lines.map((line, i) => {
    const value = parseJson(line)
    if (value === undefined)
      throw new PlumblineError(
        'corrupt-file',
        `line ${i + 1} of ${name} is not JSON: write one answer a line`,
      )
    return value
  })
  return (request, body) => isDeepStrictEqual(parseJson(body), expected[request])
}
