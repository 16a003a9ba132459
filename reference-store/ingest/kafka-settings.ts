import { readFileSync } from 'node:fs'
import type { KafkaConfig } from 'kafkajs'
import { PlumblineError } from '../../features/plumbline-error.ts'

/** Where a Kafka is and how to get in. Holds credentials: never print it. */
export type KafkaSettings = Pick<KafkaConfig, 'brokers' | 'ssl' | 'sasl'> & { readonly brokers: string[] }

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const

/**
 * Settings from `KAFKA_BROKERS` (`host:port`, separated by commas), `KAFKA_SSL` (`true`, or the path of a PEM file with
 * the authority to trust), and `KAFKA_SASL_MECHANISM`, `KAFKA_SASL_USERNAME` with `KAFKA_SASL_PASSWORD` or
 * `KAFKA_SASL_PASSWORD_FILE`.
 * @throws PlumblineError `usage` where one of them cannot be.
 */
export function kafkaSettings(env: NodeJS.ProcessEnv): KafkaSettings {
  const brokers = (env.KAFKA_BROKERS ?? '').split(',').flatMap(each => each.trim() || [])
  if (brokers.length === 0)
    throw new PlumblineError(
      'usage',
      'KAFKA_BROKERS names no broker: set it to host:port, several with commas',
    )
  const strange = brokers.find(each => !/^(?:[\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/.test(each))
  if (strange !== undefined)
    throw new PlumblineError(
      'usage',
      'KAFKA_BROKERS holds something other than host:port: write host:port, several with commas, and credentials in KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
    )
  const ssl = sslOf(env.KAFKA_SSL ?? '')
  const sasl = saslOf(env)
  return { brokers, ...(ssl === null ? {} : { ssl }), ...(sasl === null ? {} : { sasl }) }
}

function sslOf(text: string): NonNullable<KafkaConfig['ssl']> | null {
  if (text === '' || text === 'false') return null
  return text === 'true' ? true : { ca: [read(text, 'KAFKA_SSL')] }
}

function saslOf(env: NodeJS.ProcessEnv): NonNullable<KafkaConfig['sasl']> | null {
  const mechanism = (env.KAFKA_SASL_MECHANISM ?? '').toLowerCase()
  if (mechanism === '') return null
  const known = mechanisms.find(each => each === mechanism)
  if (known === undefined)
    throw new PlumblineError(
      'usage',
      `KAFKA_SASL_MECHANISM cannot be ${JSON.stringify(mechanism)}: set it to one of ${mechanisms.join(', ')}`,
    )
  const username = env.KAFKA_SASL_USERNAME ?? ''
  const file = env.KAFKA_SASL_PASSWORD_FILE ?? ''
  const password =
    file === '' ? (env.KAFKA_SASL_PASSWORD ?? '') : read(file, 'KAFKA_SASL_PASSWORD_FILE').trimEnd()
  if (username === '' || password === '')
    throw new PlumblineError(
      'usage',
      'KAFKA_SASL_MECHANISM is set without a user and password: set KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD or KAFKA_SASL_PASSWORD_FILE',
    )
  return { mechanism: known, username, password } as NonNullable<KafkaConfig['sasl']>
}

function read(file: string, variable: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new PlumblineError('missing-file', `${variable} names a file that cannot be read: check the path`, {
      cause,
    })
  }
}
