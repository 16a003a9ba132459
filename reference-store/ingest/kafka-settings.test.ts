import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { kafkaSettings } from './kafka-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'plumbline-kafka-settings-'))
const passwordFile = join(folder, 'password')
const authority = join(folder, 'ca.pem')
writeFileSync(passwordFile, 'hunter2\n')
writeFileSync(authority, 'PEM')
afterAll(() => rmSync(folder, { recursive: true }))

const brokers = { KAFKA_BROKERS: 'a:1, [::1]:9092' }
const user = { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', KAFKA_SASL_USERNAME: 'ann' }

test('brokers, TLS and credentials are read from the environment or from files', () => {
  const plain = { brokers: ['a:1', '[::1]:9092'] }
  expect(kafkaSettings(brokers)).toEqual(plain)
  expect(kafkaSettings({ ...brokers, KAFKA_SSL: 'true' })).toEqual({ ...plain, ssl: true })
  expect(kafkaSettings({ ...brokers, KAFKA_SSL: authority })).toEqual({ ...plain, ssl: { ca: ['PEM'] } })
  const sasl = { mechanism: 'scram-sha-512', username: 'ann', password: 'hunter2' }
  expect(kafkaSettings({ ...brokers, ...user, KAFKA_SASL_PASSWORD: 'hunter2' })).toEqual({ ...plain, sasl })
  expect(kafkaSettings({ ...brokers, ...user, KAFKA_SASL_PASSWORD_FILE: passwordFile })).toEqual({
    ...plain,
    sasl,
  })
})

test.each<[string, NodeJS.ProcessEnv, RegExp]>([
  ['no broker', {}, /KAFKA_BROKERS names no broker/],
  ['credentials among the brokers', { KAFKA_BROKERS: 'ann:hunter2@host:1' }, /other than host:port/],
  ['an unknown mechanism', { ...brokers, KAFKA_SASL_MECHANISM: 'gssapi' }, /set it to one of plain/],
  ['a user without a password', { ...brokers, ...user }, /without a user and password/],
  [
    'a password without a user',
    { ...brokers, KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_PASSWORD: 'hunter2' },
    /without a user and password/,
  ],
  [
    'a password file that is not there',
    { ...brokers, ...user, KAFKA_SASL_PASSWORD_FILE: '/nowhere' },
    /KAFKA_SASL_PASSWORD_FILE names a file/,
  ],
])('%s is refused, and no secret is repeated', (_, env, sentence) => {
  let thrown: unknown
  try {
    kafkaSettings(env)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(PlumblineError)
  expect((thrown as PlumblineError).message).toMatch(sentence)
  expect((thrown as PlumblineError).message).not.toContain('hunter2')
  expect((thrown as PlumblineError).exitCode).toBe(64)
})
