import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Option } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { calledAs } from './called-as.ts'
import { addExamples } from './examples.ts'
import { type CiKind, ciKinds, initFiles } from './init-files.ts'
import type { Verb } from './verb.ts'

/** `init`: what a project starts with; it asks nothing. */
export const initCommand: Verb = (program, done) => {
  const command = program
    .command('init')
    .description(
      'write a features file, a scenario about it, and a CI file into this folder; files that exist are left alone',
    )
    .addOption(new Option('--ci <kind>', 'where checks run').choices(ciKinds).default('github'))
    .action(async ({ ci }: { readonly ci: CiKind }) => {
      process.stdout.write(await init(ci))
      done(0)
    })
  addExamples(command, [
    ['with a workflow of GitHub', 'init'],
    ['with a job of GitLab', 'init --ci gitlab'],
  ])
}

/** @throws PlumblineError usage, and nothing is written, where one of the files exists */
async function init(ci: CiKind): Promise<string> {
  const files = initFiles(ci)
  const taken = files.filter(({ path }) => existsSync(path)).map(({ path }) => path)
  if (taken.length > 0) {
    const [are, them] = taken.length === 1 ? ['exists', 'it'] : ['exist', 'them']
    const mend = `nothing was written; move ${them} away, or leave the CI file out with --ci none`
    throw new PlumblineError('usage', `${taken.join(' and ')} ${are} already: ${mend}`)
  }
  for (const { path, text } of files) {
    await mkdir(dirname(path), { recursive: true })
    // Should one have come up since, it is not written over either.
    await writeFile(path, text, { flag: 'wx' })
  }
  const wrote = files.map(({ path }) => `wrote ${path}\n`).join('')
  return `${wrote}next: ${calledAs('verify', '')}, or ${calledAs('definitions', 'features.ts')} for the SQL that trains on them\n`
}
