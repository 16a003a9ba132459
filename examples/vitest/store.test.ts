import fc from 'fast-check'
import { features, source } from 'plumbline'
import type { Answer, Capabilities, Probe } from 'plumbline/store'
import { arbitraryCase } from 'plumbline/vitest'
import { expect, test } from 'vitest'
import CountStore from '../count-store.ts'

const payments = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float' },
})

const card = features('card', 1, {
  attempts_1h: payments.count().over('1h', { closed: 'right' }),
  amounts_1h: payments.count(p => p.amount).over('1h'),
})

test('our store serves what it trains on', async () => {
  await expect(CountStore).toServePointInTime(card, { seeds: 30 })
})

/** Answers for the instant after the one that it is asked for. */
class EarlyStore extends CountStore {
  override readonly capabilities: Capabilities = { ...new CountStore().capabilities, name: 'early-store' }

  override read(probes: readonly Probe[]): Answer[] {
    return super.read(probes.map(probe => ({ ...probe, asOf: probe.asOf + 1 })))
  }
}

test('a store that looks ahead is caught, and the message holds the few events that show it', async () => {
  const failing = expect(EarlyStore).toServePointInTime(card, { seeds: 30 })
  await expect(failing).rejects.toThrow(
    /^card\.\w+ is wrong online: served .*, point-in-time gives .* \(seed \d+, cause [\w-]+\)\n {2}for account .* with\n {4}payments /,
  )
})

test('a store that can be asked for nothing is no pass', async () => {
  const averages = features('card', 1, { mean_1h: payments.mean(p => p.amount).over('1h') })
  const asked = expect(CountStore).not.toServePointInTime(averages, { seeds: 3 })
  await expect(asked).rejects.toThrow(/^nothing was compared.*the store has no mean/)
})

test('random cases are arbitraries, for laws of one’s own', () => {
  fc.assert(
    fc.property(arbitraryCase({ facts: 10, questions: 4 }), ({ records, batches }) => {
      const arrivals = [...records.values()].map(log => log.map(({ arrivalTime }) => arrivalTime))
      expect(arrivals.every(each => each.every((at, i) => i === 0 || at >= (each[i - 1] as number)))).toBe(
        true,
      )
      expect(batches.flatMap(({ questions }) => questions).length).toBe(4)
    }),
    { numRuns: 20 },
  )
})
