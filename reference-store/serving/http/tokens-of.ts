import { PlumblineError } from '../../../features/plumbline-error.ts'
import type { Tokens } from './http-routes.ts'

/**
 * Tokens come from the environment only: a command line is seen by everybody on the machine.
 * @throws PlumblineError `usage`, which does not repeat the token
 */
export function tokensOf(env: NodeJS.ProcessEnv): Tokens {
  const token = (name: string) => {
    const given = env[name]
    if (given === undefined || given === '') return null
    if (/^[\x21-\x7e]{1,1024}$/.test(given)) return given
    throw new PlumblineError(
      'usage',
      `${name} is no token: use printable ASCII without spaces, at most 1024 letters`,
    )
  }
  return { read: token('PLUMBLINE_READ_TOKEN'), admin: token('PLUMBLINE_ADMIN_TOKEN') }
}
