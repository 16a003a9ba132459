import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePorts } from '../services/free-ports.ts'
import { whyKafkaIsSilent } from '../services/kafka-answers.ts'
import { kafkaOnThisMachine } from '../services/kafka-jars.ts'
import { localKafka } from '../services/local-kafka.ts'
import { startLocalService } from '../services/local-service.ts'
import type { Service } from '../services/service.ts'
import { KafkaEventLog } from './kafka-event-log.ts'
import { kafkaSettings } from './kafka-settings.ts'

const patient = 180_000
const password = 'planted-secret-7f3a'
let kafka: Service
let secured = { address: '', authority: '' }

/** A local Kafka with one more listener, which wants TLS and a password. */
beforeAll(async () => {
  const found = await kafkaOnThisMachine(process.env)
  if (!found.found) throw new Error(found.missing)
  const plain = localKafka(found)
  kafka = await startLocalService(
    {
      name: 'kafka',
      prepare: async folder => {
        const prepared = await plain.prepare(folder)
        const [port] = (await freePorts(1)) as [number]
        secure(folder, port)
        secured = { address: `127.0.0.1:${port}`, authority: join(folder, 'cert.pem') }
        return prepared
      },
    },
    '',
  )
}, patient)
afterAll(() => kafka?.close())

function secure(folder: string, port: number): void {
  const [key, cert, store] = ['key.pem', 'cert.pem', 'store.p12'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' })
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  )
  openssl('pkcs12', '-export', '-inkey', key, '-in', cert, '-out', store, '-passout', 'pass:storepass')
  const file = join(folder, 'server.properties')
  const listener = `SECURE://127.0.0.1:${port}`
  const text = readFileSync(file, 'utf8')
    .replace(/^(listeners=.*)$/m, `$1,${listener}`)
    .replace(/^(advertised\.listeners=.*)$/m, `$1,${listener}`)
    .replace(/^(listener\.security\.protocol\.map=.*)$/m, '$1,SECURE:SASL_SSL')
  writeFileSync(file, text)
  const login = 'org.apache.kafka.common.security.plain.PlainLoginModule'
  appendFileSync(
    file,
    [
      `ssl.keystore.location=${store}`,
      'ssl.keystore.type=PKCS12',
      'ssl.keystore.password=storepass',
      'ssl.key.password=storepass',
      'sasl.enabled.mechanisms=PLAIN',
      'listener.name.secure.sasl.enabled.mechanisms=PLAIN',
      `listener.name.secure.plain.sasl.jaas.config=${login} required username="broker" password="x" user_ann="${password}";`,
      '',
    ].join('\n'),
  )
}

const env = (given: string) => ({
  KAFKA_BROKERS: secured.address,
  KAFKA_SSL: secured.authority,
  KAFKA_SASL_MECHANISM: 'plain',
  KAFKA_SASL_USERNAME: 'ann',
  KAFKA_SASL_PASSWORD: given,
})

test(
  'a log is kept over TLS with a password',
  async () => {
    expect(existsSync(secured.authority)).toBe(true)
    const settings = kafkaSettings(env(password))
    const log = await KafkaEventLog.open({
      settings,
      namespace: 'secure',
      sources: ['a'],
      partitions: 1,
      now: () => 0,
    })
    const record = {
      source: 'a',
      id: 1n,
      eventTime: 0,
      arrivalTime: 0,
      op: 'upsert',
      revision: 0,
      fields: {},
    }
    const entry = { record, position: 0, refusedBy: [] }
    expect(await log.append([{ source: 'a', partition: 0, entry }])).toEqual([0])
    expect(await log.poll('a', 0, 0, 9)).toEqual([entry])
    await log.close()
  },
  patient,
)

test(
  'a wrong password is refused in one sentence that holds neither password',
  async () => {
    const settings = kafkaSettings(env(`${password}-wrong`))
    const said = await whyKafkaIsSilent(settings)
    expect(said).toMatch(/[Aa]uthentication/)
    const opened = KafkaEventLog.open({
      settings,
      namespace: 'secure',
      sources: ['a'],
      partitions: 1,
      now: () => 0,
    })
    await expect(opened).rejects.toThrow(/Kafka at 127\.0\.0\.1:\d+: .*[Aa]uthentication/)
    const error = (await opened.catch((each: Error) => each)) as Error
    const everything = JSON.stringify([
      said,
      error,
      error.message,
      error.stack,
      String(error.cause),
      error.cause,
    ])
    expect(everything).not.toContain(password)
  },
  patient,
)

test('a certificate that nobody vouches for is refused', async () => {
  const settings = kafkaSettings({ ...env(password), KAFKA_SSL: 'true' })
  expect(await whyKafkaIsSilent(settings)).toMatch(/self-signed certificate/)
})
