import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { causeNames, unexplained } from '../diagnose/cause-name.ts'
import type { Move } from '../drive/move.ts'

/** The file that makes the folder of a History a case. */
export const caseFileName = 'case.json'

/** The file that tells what was done in the run that a History is of. */
export const movesFileName = 'moves.json'

const id = z.string().transform(text => BigInt(text))
const fault = z.object({ kind: z.string() })
const step = z.looseObject({ kind: z.string() })
const move = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('append'), at: z.number(), source: z.string(), count: z.number() }),
  z.object({ kind: z.literal('step'), at: z.number(), step }),
  z.object({ kind: z.literal('fault'), at: z.number(), fault }),
  z.object({ kind: z.literal('settle'), at: z.number() }),
  z.object({ kind: z.literal('read'), at: z.number(), from: id, to: id, region: z.string().optional() }),
])

const caseSchema = z.object({
  schema: z.literal('plumbline.case/1'),
  /** What fails: one column of a target, on one side, for one cause. */
  target: z.string(),
  feature: z.string(),
  side: z.enum(['online', 'offline']),
  cause: z.enum([...causeNames, unexplained]),
  probe: z.string(),
  /** Canonical JSON texts. */
  expected: z.string(),
  served: z.string(),
  /** One sentence that shows it. */
  proof: z.string(),
  mend: z.string(),
  /** Path of the store that it failed on, as the command line was given it; null: the reference store. */
  store: z.string().nullable(),
  /** Where it comes from. */
  from: z.object({
    scenario: z.string().nullable(),
    seed: z.number().nullable(),
    events: z.number(),
    probes: z.number(),
  }),
  /** Whether removing any one element makes the failure vanish; false where time ran out before. */
  minimal: z.boolean(),
  /** What is done to a store; null for a case that was cut from a log, where there is no store to run again. */
  moves: z.array(move).nullable(),
  /** What a regression guards, in a sentence. */
  story: z.string().nullable().default(null),
})

export type CaseFile = Omit<z.infer<typeof caseSchema>, 'moves'> & { readonly moves: readonly Move[] | null }

const movesSchema = z.object({
  schema: z.literal('plumbline.moves/1'),
  store: z.string().nullable(),
  moves: z.array(move),
})

/** What was done in a run, and to which store (null: the reference store). */
export interface RunMoves {
  readonly store: string | null
  readonly moves: readonly Move[]
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each), 2)}\n`
}

export async function writeCaseFile(dir: string, file: CaseFile): Promise<void> {
  await writeFile(join(dir, caseFileName), textOf(file))
}

/** Tells beside a History what was done in its run, so that it can be done again. */
export async function writeMoves(dir: string, run: RunMoves): Promise<void> {
  await writeFile(join(dir, movesFileName), textOf({ schema: 'plumbline.moves/1', ...run }))
}

/**
 * The case of a folder; null where it has none.
 * @throws PlumblineError corrupt-file
 */
export async function readCaseFile(dir: string): Promise<CaseFile | null> {
  const read = await readJson(dir, caseFileName)
  return read === null ? null : (parsed(caseSchema, read, dir, caseFileName) as CaseFile)
}

/** As `readCaseFile`, for what was done in a run. */
export async function readMoves(dir: string): Promise<RunMoves | null> {
  const read = await readJson(dir, movesFileName)
  if (read !== null) return parsed(movesSchema, read, dir, movesFileName) as RunMoves
  const file = await readCaseFile(dir)
  return file === null || file.moves === null ? null : { store: file.store, moves: file.moves }
}

async function readJson(dir: string, name: string): Promise<unknown> {
  const text = await readFile(join(dir, name), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PlumblineError('corrupt-file', `${join(dir, name)} is not JSON: write it again`, { cause })
  }
}

function parsed<T extends z.ZodType>(schema: T, json: unknown, dir: string, name: string): z.infer<T> {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue?.path.join('.') || 'the file'
  throw new PlumblineError(
    'corrupt-file',
    `${join(dir, name)} is no ${name === caseFileName ? 'case' : 'list of moves'} (${where}: ${issue?.message}): mend it, or shrink the run again`,
  )
}
