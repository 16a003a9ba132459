import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PlumblineError } from '../../../features/plumbline-error.ts'

const run = promisify(execFile)

/** What is installed where no Python has Feast. */
const requirement = 'feast[redis]==0.67.0'

/** Where the environment goes that is made then. */
const environment = join('.plumbline', 'feast')

const script = fileURLToPath(new URL('./feast_store.py', import.meta.url))

/** A Python that can import Feast: `PLUMBLINE_FEAST_PYTHON`, the environment that was made before, or `python3`. */
export async function feastPython(): Promise<string | null> {
  const own = process.env.PLUMBLINE_FEAST_PYTHON
  const candidates = own === undefined ? [resolve(environment, 'bin', 'python'), 'python3'] : [own]
  for (const python of candidates) if (await hasFeast(python)) return python
  return null
}

async function hasFeast(python: string): Promise<boolean> {
  const look = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("feast") is None)'
  return run(python, ['-c', look]).then(
    () => true,
    () => false,
  )
}

/**
 * The command of Feast as a store; where no Python has Feast, an environment is made with it first.
 * @throws PlumblineError infrastructure where there is no Python, or Feast cannot be installed
 */
export async function feastCommand(
  online: 'sqlite' | 'redis',
  write: 'push' | 'materialize',
  tell: (sentence: string) => void,
): Promise<readonly string[]> {
  const python = (await feastPython()) ?? (await makeEnvironment(tell))
  return [python, script, '--online', online, '--write', write]
}

async function makeEnvironment(tell: (sentence: string) => void): Promise<string> {
  if (process.env.PLUMBLINE_FEAST_PYTHON !== undefined) {
    const named = process.env.PLUMBLINE_FEAST_PYTHON
    const mend = `install it there (pip install '${requirement}'), or leave PLUMBLINE_FEAST_PYTHON unset`
    throw new PlumblineError('infrastructure', `${named} cannot import Feast: ${mend}`)
  }
  tell(`installing ${requirement} into ${environment}, which takes a minute or two and 600 MB`)
  try {
    await run('python3', ['-m', 'venv', environment])
    await run(join(environment, 'bin', 'pip'), ['install', '--quiet', requirement], { maxBuffer: 2 ** 26 })
  } catch (cause) {
    const said = cause instanceof Error ? (cause.message.trim().split('\n').at(-1) as string) : String(cause)
    const mend = `install it yourself, and name its Python by PLUMBLINE_FEAST_PYTHON`
    throw new PlumblineError('infrastructure', `Feast cannot be installed (${said}): ${mend}`, { cause })
  }
  return resolve(environment, 'bin', 'python')
}
