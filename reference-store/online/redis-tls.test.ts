import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePorts } from '../services/free-ports.ts'
import { startLocalService } from '../services/local-service.ts'
import { redisAnswers } from '../services/redis-answers.ts'
import type { Service } from '../services/service.ts'
import { redisProgram } from './testing/start-redis.ts'

const file = (name: string) => fileURLToPath(new URL(`./testing/${name}`, import.meta.url))

let redis: Service
let tlsPort = 0

beforeAll(async () => {
  redis = await startLocalService(
    {
      name: 'redis',
      prepare: async folder => {
        const [port, secure] = (await freePorts(2)) as [number, number]
        tlsPort = secure
        const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '']
        const keys = ['--tls-cert-file', file('tls/certificate.pem'), '--tls-key-file', file('tls/key.pem')]
        const tls = ['--tls-port', String(secure), '--tls-auth-clients', 'no', ...keys]
        return {
          program: { command: redisProgram(), args: [...place, ...tls], folder },
          address: `rediss://127.0.0.1:${secure}`,
          isAnswering: () => redisAnswers('127.0.0.1', port),
        }
      },
    },
    'a redis-server of this test',
  )
})

afterAll(() => redis?.close())

async function read(env: Readonly<Record<string, string>>): Promise<string> {
  const options = { env: { ...process.env, ...env } }
  const { stdout } = await promisify(execFile)(process.execPath, [file('read-watermarks.ts')], options)
  return stdout.trim()
}

test('rediss:// speaks TLS to a server whose certificate is trusted, and to no other', async () => {
  const trusted = { NODE_EXTRA_CA_CERTS: file('tls/certificate.pem') }
  expect(await read({ REDIS_URL: redis.address, ...trusted })).toBe('0,0')
  expect(await read({ REDIS_URL: redis.address })).toMatch(
    /^Redis at 127\.0\.0\.1:\d+: self-signed certificate.*; trust its certificate: name the file of its authority in NODE_EXTRA_CA_CERTS$/,
  )
  const plain = await read({ REDIS_URL: `redis://127.0.0.1:${tlsPort}`, ...trusted })
  expect(plain).toMatch(/^Redis at 127\.0\.0\.1:\d+: .*; see that it runs/)
})
