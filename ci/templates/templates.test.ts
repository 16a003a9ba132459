import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const checkout = fileURLToPath(new URL('../../', import.meta.url))
const templates = fileURLToPath(new URL('./', import.meta.url))
const user = join(checkout, 'ci', 'fixtures', 'user')
/** What the templates say in place of the user's own store and scenario. */
const own = { './my-store.ts': './store.ts', './hot-account.ts': './scenario.ts' }

let repository = ''

/** A repository of a user: their store, features and scenario, and the script in its place. */
beforeAll(async () => {
  repository = await mkdtemp(join(tmpdir(), 'plumbline-templates-'))
  for (const name of await readdir(user)) await copyFile(join(user, name), join(repository, name))
  const store = `import Right from './store.ts'\n
export default class Wrong extends Right {
  answer(probe) {
    const { values } = super.answer(probe)
    return { values: { ...values, attempts_1h: values.attempts_1h + 1n } }
  }
}\n`
  await writeFile(join(repository, 'wrong-store.mjs'), store)
  await mkdir(join(repository, 'ci'))
  await copyFile(join(templates, 'plumbline.sh'), join(repository, 'ci', 'plumbline.sh'))
  await mkdir(join(repository, 'node_modules'))
  await symlink(checkout, join(repository, 'node_modules', 'plumbline'))
})
afterAll(() => rm(repository, { recursive: true, force: true }))

interface Ran {
  readonly code: number
  readonly text: string
}

function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise(done => {
    const options = { cwd: repository, env: { ...process.env, PLUMBLINE_HOME: checkout, ...env } }
    execFile(program, [...args], options, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), text: stdout + stderr })
    })
  })
}

describe('the shell script', () => {
  const gate = (args: string, env: Readonly<Record<string, string>> = {}) =>
    run('bash', ['ci/plumbline.sh', ...args.split(' '), '--runs', '1', '--shrink', '0s'], env)

  test('passes what is right, leaves the report, and adds the summary to the page of the job', async () => {
    const summary = join(repository, 'summary.md')
    const { code, text } = await gate('--store ./store.ts --scenario ./scenario.ts', {
      GITHUB_STEP_SUMMARY: summary,
    })
    expect(text).toMatch(/^PASS/)
    expect(code).toBe(0)
    expect(await readdir(join(repository, 'plumbline-report'))).toEqual(
      expect.arrayContaining(['report.html', 'junit.xml', 'result.json', 'summary.md', 'plumbline.sarif']),
    )
    expect(await readFile(summary, 'utf8')).toMatch(/^## .* PASS: /)
  })

  test('fails the job on a skew, and keeps the report of it', async () => {
    const { code, text } = await gate('--store ./wrong-store.mjs --scenario ./scenario.ts', {
      PLUMBLINE_OUT: 'skewed',
      PLUMBLINE_ALLOW_INCONCLUSIVE: '1',
    })
    expect(text).toMatch(/^SKEW/)
    expect(code).toBe(1)
    expect(await readFile(join(repository, 'skewed', 'summary.md'), 'utf8')).toMatch(/SKEW/)
  })

  test('fails it on an inconclusive run too, unless that is let pass', async () => {
    const args = '--store ./store.ts --scenario ./impossible-scenario.ts'
    expect(await gate(args)).toMatchObject({ code: 2, text: expect.stringMatching(/^INCONCLUSIVE/) })
    const let_ = await gate(args, { PLUMBLINE_ALLOW_INCONCLUSIVE: '1' })
    expect(let_).toMatchObject({ code: 0, text: expect.stringMatching(/nothing was proved/) })
  })

  test('says where it found no plumbline', async () => {
    expect(await gate('--scenario x', { PLUMBLINE_HOME: 'nowhere' })).toMatchObject({
      code: 64,
      text: expect.stringMatching(/^plumbline\.sh: nowhere holds no plumbline .*PLUMBLINE_HOME\n$/),
    })
  })
})

describe('the workflow for GitHub Actions', () => {
  /** GitHub's own parser, with its schema of workflows. */
  async function parsed(content: string) {
    const { context, value } = parseWorkflow({ name: 'plumbline.yml', content }, new NoOperationTraceWriter())
    const template = value === undefined ? undefined : await convertWorkflowTemplate(context, value)
    return { errors: context.errors.getErrors().map(({ message }) => message), template }
  }
  const content = () => readFile(join(templates, 'github-actions.yml'), 'utf8')

  test('is one to the parser of GitHub, which finds a mistake where there is one', async () => {
    const { errors, template } = await parsed(await content())
    expect(errors).toEqual([])
    expect(template?.jobs.map(({ id }) => id.value)).toEqual(['features'])
    expect((await parsed((await content()).replace('runs-on', 'run-on'))).errors).not.toEqual([])
    expect((await parsed((await content()).replace('!cancelled()', '!cancelled('))).errors).not.toEqual([])
  })

  test('runs the script as it is, and keeps the report where the job failed', async () => {
    const { template } = await parsed(await content())
    const [job] = template?.jobs ?? []
    const steps = job?.type === 'job' ? job.steps : []
    const commands = steps.flatMap(step => ('run' in step ? [String(step.run)] : []))
    expect(commands.at(-1)).toBe('./ci/plumbline.sh --store ./my-store.ts --scenario ./hot-account.ts')
    const last = steps.at(-1)
    expect(String(last?.if)).toContain('!cancelled()')
    const { code } = await run('bash', ['-c', `${asOwn(commands.at(-1) ?? '')} --runs 1`])
    expect(code).toBe(0)
  })
})

describe('the job for GitLab', () => {
  const local = join(checkout, 'node_modules', 'gitlab-ci-local', 'dist', 'index.js')
  const node = join(checkout, 'node_modules', '.bin', 'node')
  const content = () => readFile(join(templates, 'gitlab-ci.yml'), 'utf8')

  beforeAll(async () => {
    // It copies the tree for containers, which no job here runs in, by a program that not every machine has.
    await mkdir(join(repository, 'bin'))
    await writeFile(join(repository, 'bin', 'rsync'), '#!/bin/sh\n', { mode: 0o755 })
    await run('git', ['init', '-q', '-b', 'main'])
    await run('git', ['remote', 'add', 'origin', 'git@gitlab.example.com:a/b.git'])
    await writeFile(join(repository, '.gitignore'), 'node_modules\nbin\n')
    await run('git', ['add', '.'])
    await run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-q', '-m', 'a'])
  })

  /** gitlab-ci-local, which holds the file against GitLab's own schema first. */
  async function gitlab(yaml: string, ...args: string[]): Promise<Ran> {
    await writeFile(join(repository, '.gitlab-ci.yml'), yaml)
    const predefined = [
      '--ignore-predefined-vars',
      'CI_PIPELINE_SOURCE',
      '--variable',
      'CI_PIPELINE_SOURCE=schedule',
    ]
    return run(node, [local, ...predefined, '--variable', `PLUMBLINE_HOME=${checkout}`, ...args], {
      PATH: `${join(repository, 'bin')}:${process.env.PATH}`,
    })
  }

  test('keeps to the schema of GitLab, which finds a mistake where there is one', async () => {
    const listed = await gitlab(await content(), '--list-csv')
    expect(listed).toMatchObject({
      code: 0,
      text: expect.stringMatching(/^plumbline;test;on_success;false;/m),
    })
    const broken = await gitlab((await content()).replace('expire_in', 'expires_in'), '--list-csv')
    expect(broken.code).not.toBe(0)
    expect(broken.text).toMatch(/schema/i)
  })

  test('passes what is right, and fails on a skew', async () => {
    // Without a container: here it runs in the shell of this machine.
    const job = asOwn(await content())
      .replace(/ {2}image: .*\n/, '')
      .replace('./scenario.ts', './scenario.ts --runs 1 --shrink 0s')
    const right = await gitlab(job, 'plumbline')
    expect(right.text).toMatch(/> PASS/)
    expect(right.code).toBe(0)
    const wrong = await gitlab(job.replace('./store.ts', './wrong-store.mjs'), 'plumbline')
    expect(wrong.text).toMatch(/> SKEW/)
    expect(wrong.code).toBe(1)
  })
})

function asOwn(text: string): string {
  return Object.entries(own).reduce((all, [from, to]) => all.replaceAll(from, to), text)
}
