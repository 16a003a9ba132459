import { z } from 'zod'
import { formatInstant, parseInstant } from '../../features/instant-text.ts'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Instant } from '../../features/value.ts'
import type { HistoryPage } from './history.ts'

/** The schema of a History that this version writes, and those that it reads. */
const historySchema = 'plumbline.history/1'

const instant = z.string().transform((text, context): Instant => {
  const micros = Number(parseInstant(text) ?? Number.NaN)
  if (Number.isSafeInteger(micros)) return micros
  const message = `${JSON.stringify(text)} is no instant with a zone, such as "2026-03-01T00:00:00Z"`
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

const documents = z
  .array(z.looseObject({ schema: z.string() }))
  .min(1, 'holds no definition document: without one there is nothing to check')

/** `history.json` as it stands in the file; history § history.json. Unknown members are let be. */
const pageSchema = z.object({
  schema: z.literal(historySchema),
  definitions: documents,
  training: z
    .object({ reading: z.enum(['as-trained', 'as-known']).default('as-trained'), cut: instant.nullish() })
    .nullish(),
  complete_from: z.record(z.string(), instant).nullish(),
  scenario: z.string().nullish(),
  seed: z.number().nullish(),
  options: z.record(z.string(), z.unknown()).nullish(),
  store: z.object({ name: z.string(), stack: z.string() }).nullish(),
})

export interface PageReading {
  readonly page: HistoryPage
  /** Whole definition documents and services, not yet resolved. */
  readonly documents: readonly unknown[]
}

/** A page that says nothing: what loose files come with. */
export const emptyPage: HistoryPage = {
  training: { reading: 'as-trained', cut: null },
  completeFrom: {},
  scenario: null,
  seed: null,
  options: {},
  store: null,
}

/**
 * Reads the text of a `history.json`.
 * @throws PlumblineError `unknown-schema`, `corrupt-file` with the path of every problem.
 */
export function parseHistoryPage(text: string, path: string): PageReading {
  const json = parseJson(text, path)
  const stated = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : undefined
  if (typeof stated === 'string' && stated !== historySchema) {
    const mend = `this version reads ${historySchema}, ${suggestSchema(stated)}`
    throw new PlumblineError(
      'unknown-schema',
      `${path} has the unknown schema ${JSON.stringify(stated)}: ${mend}`,
    )
  }
  const parsed = pageSchema.safeParse(json)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      issue => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
    )
    throw new PlumblineError('corrupt-file', `${path} is no History page (${problems.join('; ')}): mend it`)
  }
  const { data } = parsed
  const page: HistoryPage = {
    training: { reading: data.training?.reading ?? 'as-trained', cut: data.training?.cut ?? null },
    completeFrom: data.complete_from ?? {},
    scenario: data.scenario ?? null,
    seed: data.seed ?? null,
    options: data.options ?? {},
    store: data.store ?? null,
  }
  return { page, documents: data.definitions }
}

/** Writes a page as the text of a `history.json`; `engines` names what wrote the files, by version. */
export function formatHistoryPage(
  page: HistoryPage,
  documentsOfPage: readonly unknown[],
  engines: Readonly<Record<string, string>>,
): string {
  const { training, completeFrom } = page
  const json = {
    schema: historySchema,
    definitions: documentsOfPage,
    training:
      training.cut === null
        ? { reading: training.reading }
        : { ...training, cut: formatInstant(training.cut) },
    complete_from: Object.fromEntries(
      Object.entries(completeFrom).map(([source, from]) => [source, formatInstant(from)]),
    ),
    ...(page.scenario === null ? {} : { scenario: page.scenario }),
    ...(page.seed === null ? {} : { seed: page.seed }),
    options: page.options,
    ...(page.store === null ? {} : { store: page.store }),
    engines,
  }
  return `${JSON.stringify(json, null, 2)}\n`
}

function suggestSchema(stated: string): string {
  return stated.startsWith('plumbline.history/')
    ? 'so read it with the plumbline that wrote it'
    : suggestName(stated, [historySchema])
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new PlumblineError('corrupt-file', `${path} is not JSON (${said}): write it again`, { cause })
  }
}
