import { PlumblineError } from '../../features/plumbline-error.ts'
import type { ServiceOrigin } from './service.ts'

/** What whoever needs a service says about it. */
export interface ServiceRequest {
  readonly env: NodeJS.ProcessEnv
  /** Called before something that takes long, with one sentence. */
  readonly tell: (sentence: string) => void
}

const choices: Readonly<Record<string, ServiceOrigin>> = { containers: 'container', local: 'local' }

/**
 * Which origins may be tried, in order. `PLUMBLINE_SERVICES=containers` or `local` leaves one; else what the environment
 * names is used, and where it names nothing containers, then local programs.
 * @throws PlumblineError `usage` for another value.
 */
export function allowedOrigins(env: NodeJS.ProcessEnv, named: boolean): readonly ServiceOrigin[] {
  const asked = env.PLUMBLINE_SERVICES ?? ''
  if (asked === '') return named ? ['environment'] : ['container', 'local']
  const origin = choices[asked]
  if (origin !== undefined) return [origin]
  throw new PlumblineError(
    'usage',
    `PLUMBLINE_SERVICES cannot be ${JSON.stringify(asked)}: set it to containers or local, or leave it out`,
  )
}
