import { formatInstant } from '../../features/instant-text.ts'
import type { PlacedRecord } from '../../features/log-record.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { showValue } from '../../features/show-value.ts'
import type { History } from '../history/history.ts'
import { type CaseFile, readCaseFile } from '../shrink/case-file.ts'
import { type ReplayOutcome, replayCase } from '../shrink/replay-case.ts'
import { historyIn } from '../shrink/shrink-folder.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { durationFlag } from './duration-flag.ts'
import { addExamples } from './examples.ts'
import { interruptible } from './interruption.ts'
import type { Verb } from './verb.ts'

interface ReplayFlags {
  readonly store?: string
  readonly timeout: number
  readonly json?: true
}

const callDefault = 60_000_000

/** Events that are shown. */
const shownMax = 20

/** `replay`: run a case again. */
export const replayCommand: Verb = (program, done) => {
  const command = program
    .command('replay')
    .description(
      'run a case again: the same events, questions and steps on a new store; exit code 1 where it still fails, 0 where it does not',
    )
    .argument('<case>', 'the folder of a case')
    .option('--store <file>', 'the store to run it on (default: the one that it failed on)')
    .addOption(durationFlag('--timeout <duration>', 'how long a store may take for one call', callDefault))
    .option('--json', 'print the outcome as JSON')
    .action(async (dir: string, flags: ReplayFlags) => {
      done(await interruptible(signal => replay(dir, flags, signal)))
    })
  addExamples(command, [
    ['the first case of the last run', 'replay .plumbline/runs/latest/cases/1'],
    ['on a store that was mended', 'replay .plumbline/runs/latest/cases/1 --store ./my-store.ts'],
  ])
}

async function replay(dir: string, flags: ReplayFlags, signal: AbortSignal): Promise<number> {
  const file = await caseIn(dir)
  const history = await historyIn(dir)
  const { open } = await loadStore(flags.store ?? file.store ?? referenceStorePath)
  const guard = { callTimeoutMs: flags.timeout / 1_000, clock: () => Date.now() * 1_000, signal }
  const outcome = await replayCase(history, file, open, guard)
  const text = flags.json
    ? JSON.stringify(outcome, (_, value) => (typeof value === 'bigint' ? String(value) : value), 2)
    : textOf(outcome, file, history)
  process.stdout.write(`${text}\n`)
  return outcome.kind === 'passes' ? 0 : 1
}

/** @throws PlumblineError missing-file where the folder holds no case */
export async function caseIn(dir: string): Promise<CaseFile> {
  const file = await readCaseFile(dir)
  if (file !== null) return file
  throw new PlumblineError(
    'missing-file',
    `${dir} holds no case.json: give the folder of a case, or make one with shrink`,
  )
}

function textOf(outcome: ReplayOutcome, recorded: CaseFile, history: History): string {
  const events = [...history.events.values()].flat()
  const shown = events.slice(0, shownMax).map(eventText)
  const more = events.length > shownMax ? [`  and ${events.length - shownMax} events more`] : []
  return [headOf(outcome, recorded), ...shown, ...more].join('\n')
}

function headOf(outcome: ReplayOutcome, recorded: CaseFile): string {
  const what = `${recorded.target}.${recorded.feature}, ${recorded.cause}`
  if (outcome.kind === 'passes') return `PASSES  ${what}: the case does not fail any more`
  const { file } = outcome
  if (outcome.kind === 'fails') return `FAILS   ${what}\n        ${file.proof}\n        mend: ${file.mend}`
  return `FAILS   otherwise than recorded (${what}): ${file.target}.${file.feature}, ${file.cause}\n        ${file.proof}`
}

/** `e41  event 2026-03-01T12:00:00Z  arrives 2026-03-01T12:00:00.004210Z  amount 9.5`. */
function eventText({ id, eventTime, arrivalTime, op, revision, fields }: PlacedRecord): string {
  const held = Object.entries(fields).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${showValue(value)}`],
  )
  const kind = op === 'upsert' ? '' : `  ${op}`
  const correction = revision === 0 ? '' : `  revision ${revision}`
  const time = eventTime === null ? '–' : formatInstant(eventTime)
  return `  ${id}  event ${time}  arrives ${formatInstant(arrivalTime)}${kind}${correction}  ${held.join('  ')}`
}
