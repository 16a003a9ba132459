import autocannon from 'autocannon'
import { expect, test } from 'vitest'
import { measureSaturation } from './saturation.ts'
import { startKnownServer } from './testing/start-known-server.ts'

// docs/adr/0011: what we rely on of autocannon, so that another version that changes it is seen.
test('autocannon refuses to leave its correction out without a rate, and corrects nothing then', async () => {
  const server = await startKnownServer('constant')
  try {
    const options = { url: server.origin, connections: 2, amount: 40 }
    const refused = await new Promise(resolve =>
      autocannon({ ...options, ignoreCoordinatedOmission: true } as autocannon.Options, resolve),
    )
    expect(String(refused)).toContain('ignoreCoordinatedOmission')
    let answers = 0
    const counted = await new Promise<autocannon.Result>((resolve, reject) => {
      const instance = autocannon(options, (error: Error | null, result) =>
        error === null ? resolve(result) : reject(error),
      )
      instance.on('response', () => answers++)
    })
    const { totalCount } = counted.latency as unknown as { readonly totalCount: number }
    expect([answers, totalCount]).toEqual([40, 40])
  } finally {
    server.stop()
  }
})

test('only answers of status 2xx count as throughput', async () => {
  const server = await startKnownServer('broken')
  try {
    const request = { method: 'GET', path: '/', body: null } as const
    const target = { origin: server.origin, headers: {}, requests: [request] }
    expect(await measureSaturation(target, 2, 1, new AbortController().signal)).toBe(0)
  } finally {
    server.stop()
  }
})
