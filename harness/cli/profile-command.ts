import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { compareProfiles } from '../profile/compare-profiles.ts'
import { profileLines } from '../profile/lines/index.ts'
import { isFound, type Profile } from '../profile/profile.ts'
import type { ProfileLine } from '../profile/profile-line.ts'
import { profileMarkdown } from '../profile/profile-markdown.ts'
import { profileStore } from '../profile/profile-store.ts'
import { comparisonText, profileText } from '../profile/profile-text.ts'
import { readProfile } from '../profile/read-profile.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { besideStore } from './beside-store.ts'
import { addExamples } from './examples.ts'
import { interruptible } from './interruption.ts'
import { durationOption, each } from './option-values.ts'
import { progressFor } from './progress.ts'
import type { Verb } from './verb.ts'
import { toolVersions } from './versions.ts'

interface ProfileFlags {
  readonly store?: string
  readonly line?: readonly string[]
  readonly expect?: string
  readonly out?: readonly string[]
  readonly timeout?: number
  readonly json?: true
}

/** ms that a store may take for one call unless told otherwise. */
const timeoutMs = 20_000

/** `profile`: what a store actually does, whatever its documents say. */
export const profileCommand: Verb = (program, done) => {
  const command = program
    .command('profile')
    .description('work out by boundary probes what a store actually does, rule by rule, online and offline')
    .option(
      '--store <store>',
      'a module, exec:PROGRAM, a mapping to HTTP (.json), or feast (default: the reference store)',
    )
    .option('--line <name>', 'ask this line only; may be given again', each(String))
    .option('--expect <file>', 'fail where a rule is not as in this profile')
    .option(
      '--out <file>',
      'write the profile: JSON, or a page where it ends in .md; may be given again',
      each(String),
    )
    .option('--timeout <duration>', 'how long a store may take for one call (default: 20s)', durationOption)
    .option('--json', 'print the profile as JSON')
    .action(async (flags: ProfileFlags) =>
      done(await interruptible(signal => besideStore(() => profile(flags, signal)))),
    )
  addExamples(command, [
    ['what a store of your own does', 'profile --store ./my-store.ts'],
    ['keep it', 'profile --store feast --out profile.json --out profile.md'],
    ['fail where an upgrade of the store changes a rule', 'profile --store feast --expect profile.json'],
  ])
}

async function profile(flags: ProfileFlags, signal: AbortSignal): Promise<number> {
  const lines = linesOf(flags.line)
  const expected = flags.expect === undefined ? null : await readProfile(flags.expect)
  const { open, capabilities } = await loadStore(flags.store ?? referenceStorePath)
  const first = await open()
  const trains = first.train !== undefined
  await Promise.resolve(first.close?.()).catch(() => undefined)
  const progress = progressFor()
  const found = await profileStore({
    open,
    capabilities,
    trains,
    lines,
    guard: {
      signal,
      callTimeoutMs: flags.timeout === undefined ? timeoutMs : flags.timeout / 1_000,
      clock: () => Date.now() * 1_000,
    },
    versions: toolVersions(),
    onLine: name => progress.update(`asking ${name}`),
    keep: keepPart,
  }).finally(() => progress.end())
  for (const path of flags.out ?? []) await write(path, found)
  if (flags.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
  else process.stdout.write(`${profileText(found)}\n`)
  if (expected !== null) return gate(narrowed(expected, flags.line), found, flags)
  return found.lines.some(line => isFound(line.online) || isFound(line.offline)) ? 0 : 2
}

function linesOf(names: readonly string[] | undefined): readonly ProfileLine[] {
  if (names === undefined) return profileLines
  const known = profileLines.map(({ name }) => name)
  const unknown = names.find(name => !known.includes(name))
  if (unknown === undefined) return profileLines.filter(({ name }) => names.includes(name))
  throw new PlumblineError(
    'usage',
    `--line ${unknown} is no line of a profile: ${suggestName(unknown, known)}`,
  )
}

/** Of lines that are not asked nothing is expected. */
function narrowed(expected: Profile, names: readonly string[] | undefined): Profile {
  return names === undefined
    ? expected
    : { ...expected, lines: expected.lines.filter(({ name }) => names.includes(name)) }
}

function gate(expected: Profile, found: Profile, { expect = '', json }: ProfileFlags): number {
  const comparison = compareProfiles(expected, found, expect)
  const text = `${comparisonText(comparison, expect)}\n`
  // JSON on stdout stays one document.
  if (json) process.stderr.write(text)
  else process.stdout.write(`\n${text}`)
  if (comparison.changed.length > 0) return 1
  return found.lines.some(line => isFound(line.online) || isFound(line.offline)) ? 0 : 2
}

async function write(path: string, found: Profile): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, path.endsWith('.md') ? profileMarkdown(found) : `${JSON.stringify(found, null, 2)}\n`)
}

/** Keeps what was found before a store failed, and says where. */
async function keepPart(found: Profile): Promise<string> {
  const path = join('.plumbline', 'failed', 'profile.json')
  await write(path, found)
  return path
}
