import { cp, mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { formatMany } from '../../reports/format.ts'
import { writeCaseFile } from '../shrink/case-file.ts'
import { replayCase } from '../shrink/replay-case.ts'
import { historyIn, sizeOf } from '../shrink/shrink-folder.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { regressionsDir } from '../verify/regressions.ts'
import { addExamples } from './examples.ts'
import { interruptible } from './interruption.ts'
import { caseIn } from './replay-command.ts'
import type { Verb } from './verb.ts'

interface NewScenarioFlags {
  readonly from?: string
  readonly story?: string
}

/** `new-scenario`: write a regression, from a case or by hand. */
export const newScenarioCommand: Verb = (program, done) => {
  const command = program
    .command('new-scenario')
    .description(
      `write a regression into ${regressionsDir}, which verify then runs: from a case, which must still fail on the store that it came from, or a file to fill in`,
    )
    .argument('<name>', 'lower-case words with - between them')
    .option('--from <case>', 'the folder of a case')
    .option('--story <text>', 'what it guards, in a sentence')
    .action(async (name: string, flags: NewScenarioFlags) => {
      done(await interruptible(signal => newScenario(name, flags, signal)))
    })
  addExamples(command, [
    [
      'from a case that a run left behind',
      'new-scenario refund-at-midnight --from .plumbline/runs/latest/cases/1',
    ],
    ['a file to fill in', 'new-scenario refund-at-midnight'],
  ])
}

async function newScenario(name: string, flags: NewScenarioFlags, signal: AbortSignal): Promise<number> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new PlumblineError(
      'usage',
      `${name} is no name of a scenario: write lower-case words with - between them`,
    )
  }
  const dir = join(regressionsDir, name)
  for (const taken of [dir, `${dir}.ts`]) {
    if ((await stat(taken).catch(() => null)) !== null)
      throw new PlumblineError('usage', `${taken} exists already: choose another name, or remove it`)
  }
  const said =
    flags.from === undefined
      ? await writeTemplate(name, flags)
      : await fromCase(flags.from, dir, flags, signal)
  process.stdout.write(`${said}\n`)
  return 0
}

/** @throws PlumblineError usage where the case does not fail any more, or has no store that could be run again */
async function fromCase(
  from: string,
  dir: string,
  { story }: NewScenarioFlags,
  signal: AbortSignal,
): Promise<string> {
  const file = await caseIn(from)
  if (file.moves === null) {
    throw new PlumblineError(
      'usage',
      `${from} was cut from a log, and there is no store to run again: a regression needs a case of verify or shrink`,
    )
  }
  const history = await historyIn(from)
  const store = file.store ?? referenceStorePath
  const { open } = await loadStore(store)
  const outcome = await replayCase(history, file, open, { signal })
  if (outcome.kind !== 'fails') {
    throw new PlumblineError(
      'usage',
      `${from} does not fail on ${store} any more, so it would guard nothing: take a case that fails`,
    )
  }
  await mkdir(regressionsDir, { recursive: true })
  await cp(from, dir, { recursive: true })
  await writeCaseFile(dir, { ...file, story: story ?? `${file.proof}. It ${guardText(file.cause)}.` })
  const { events, probes } = sizeOf(history)
  return `wrote ${dir} (${formatMany(events, 'event')}, ${formatMany(probes, 'probe')}; fails on the store that it came from)`
}

function guardText(cause: string): string {
  return `guards against ${cause}, see docs/causes/${cause}.md`
}

async function writeTemplate(name: string, { story }: NewScenarioFlags): Promise<string> {
  await mkdir(regressionsDir, { recursive: true })
  const path = join(regressionsDir, `${name}.ts`)
  await writeFile(path, templateOf(name, story ?? 'say what this guards, and where the bug was seen'))
  return `wrote ${path}: put the features, the events and the questions of the bug into it`
}

function templateOf(name: string, story: string): string {
  return `import { features, scenario, source } from 'plumbline'

const payment = source('payments', { key: { account: 'payer' }, fields: { payer: 'string', amount: 'float' } })

const noon = Date.UTC(2026, 2, 1, 12) * 1_000

/** ${story} */
export default scenario('${name}', {
  features: features('${name.replaceAll('-', '_')}', 1, { spend_1h: payment.sum(p => p.amount).over('1h') }),
  records: [
    {
      source: 'payments',
      id: 'e1',
      eventTime: noon,
      arrivalTime: noon,
      op: 'upsert',
      revision: 0,
      fields: { payer: 'k', amount: 1 },
    },
  ],
  questions: [
    { askedAt: noon, questions: [{ target: '${name.replaceAll('-', '_')}', key: { account: 'k' }, asOf: noon, request: {} }] },
  ],
  mustHappen: { events: 1, cellsCompared: 1 },
})
`
}
