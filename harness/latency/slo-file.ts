import { z } from 'zod'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { parseJson } from './parse-json.ts'
import { type Budget, parseSlo, type Slo, sloDefault } from './slo.ts'

/** The budgets of feature sets, as `slo.json` beside a features file declares them. */
export interface SloFile {
  /** Where it was read, as sentences and results name it. */
  readonly path: string
  /** By the name of a set. */
  readonly sets: ReadonlyMap<string, Slo>
}

const example = '{ "sets": { "checkout": { "p99": "50ms", "errors": "0.1%", "freshness.p99": "1s" } } }'

/** By the name of a budget, as on the command line. */
const budgets = z.record(z.string(), z.string({ error: 'must be a text, such as "50ms" or "0.1%"' }), {
  error: 'must be an object with a bound for each budget, such as { "p99": "50ms" }',
})

const schema = z.strictObject(
  { sets: z.record(z.string(), budgets, { error: 'must be an object with the budgets of each set' }) },
  { error: 'must be an object' },
)

/**
 * Reads the text of an `slo.json`; `known` are the sets that its features file holds. What a set says nothing of keeps its
 * default, kind by kind: a set that only budgets latency keeps the default of freshness.
 * @throws PlumblineError `corrupt-file` or `usage`, naming file, set and budget, with the mend
 */
export function parseSloFile(text: string, path: string, known: readonly string[]): SloFile {
  const json = parseJson(text)
  if (json === undefined)
    throw new PlumblineError('corrupt-file', `${path} is not JSON: write it as in ${example}`)
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw problem(parsed.error.issues[0] as z.core.$ZodIssue, path)
  const sets = Object.entries(parsed.data.sets).map(([name, bounds]) => {
    if (!known.includes(name))
      throw new PlumblineError(
        'usage',
        `${path} declares the set ${name}, which is not in its features file: ${suggestName(name, known)}`,
      )
    return [name, withDefaults(declared(bounds, name, path))] as const
  })
  return { path, sets: new Map(sets) }
}

function declared(bounds: Readonly<Record<string, string>>, name: string, path: string): Slo {
  const texts = Object.entries(bounds).map(([budget, bound]) => `${budget}=${bound}`)
  if (texts.length === 0)
    throw new PlumblineError(
      'usage',
      `${path} declares no budget for ${name}: give one, or leave the set out`,
    )
  try {
    for (const text of texts) if (parseSlo(text).length > 1) parseSlo(text.replaceAll(',', ' '))
    return parseSlo(texts.join())
  } catch (cause) {
    if (!(cause instanceof PlumblineError)) throw cause
    throw new PlumblineError('usage', `${path}, set ${name}: ${cause.message}`, { cause })
  }
}

/** Defaults of the kinds of which nothing is said. */
function withDefaults(slo: Slo): Slo {
  const isSaid = (kind: Budget['kind']) => slo.some(each => each.kind === kind)
  return [...slo, ...sloDefault.filter(({ kind }) => !isSaid(kind))]
}

function problem(issue: z.core.$ZodIssue, path: string): PlumblineError {
  if (issue.code === 'unrecognized_keys') {
    return new PlumblineError(
      'usage',
      `${path} has ${issue.keys[0]} at its top, where only sets may stand: write it as in ${example}`,
    )
  }
  const where = issue.path.length === 0 ? '' : `, ${issue.path.join(' › ')}`
  const message =
    issue.path.length === 1 && issue.path[0] === 'sets' && issue.code === 'invalid_type'
      ? `${issue.message}: write it as in ${example}`
      : issue.message
  return new PlumblineError('usage', `${path}${where}: it ${message}`)
}
