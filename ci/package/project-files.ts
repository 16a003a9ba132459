/** What a user's project holds beside what `init` and the examples bring: each part of the package is used once. */
export const projectFiles: readonly { readonly path: string; readonly text: string }[] = [
  {
    path: 'tsconfig.json',
    text: JSON.stringify({
      compilerOptions: {
        target: 'es2024',
        lib: ['es2024'],
        module: 'nodenext',
        types: ['node'],
        strict: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        verbatimModuleSyntax: true,
        erasableSyntaxOnly: true,
      },
      include: ['*.ts', 'scenarios/*.ts', 'examples/*.ts'],
    }),
  },
  {
    path: 'wrong-store.ts',
    text: `import type { Answer, Capabilities, Probe } from 'plumbline/store'
import MyStore from './examples/my-store.ts'

/** Right, but that each answer is for an hour ago. */
export default class WrongStore extends MyStore {
  override readonly capabilities: Capabilities = { ...new MyStore().capabilities, name: 'wrong' }

  override read(probes: readonly Probe[]): Answer[] {
    return super.read(probes.map(probe => ({ ...probe, asOf: probe.asOf - 3_600_000_000 })))
  }
}
`,
  },
  {
    path: 'store.test.ts',
    text: `import { features, PlumblineError, source } from 'plumbline'
import { arbitraryCase } from 'plumbline/vitest'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import MyStore from './examples/my-store.ts'
import WrongStore from './wrong-store.ts'

const payments = source('payments', { key: { account: 'payer' }, fields: { payer: 'string', amount: 'float' } })
const card = features('card', 1, { spend_1h: payments.sum(p => p.amount).over('1h') })

test('our store serves what it trains on', async () => {
  await expect(MyStore).toServePointInTime(card, { seeds: 10 })
})

test('a wrong store is told, with what it takes to see it', async () => {
  const failing = expect(WrongStore).toServePointInTime(card, { seeds: 10 })
  await expect(failing).rejects.toThrow(/card.spend_1h is wrong online: served .*point-in-time gives/)
})

test('random cases are for our own laws', () => {
  fc.assert(fc.property(arbitraryCase(), ({ targets }) => targets.length > 0), { numRuns: 5 })
  expect(() => features('card', 0, {})).toThrow(PlumblineError)
})
`,
  },
  {
    path: 'read-report.ts',
    text: `import { readFileSync } from 'node:fs'
import { readResult, renderSummary } from 'plumbline/report'

const folder = '.plumbline/runs/0001'
const read = readResult(JSON.parse(readFileSync(\`\${folder}/result.json\`, 'utf8')))
if (read.kind !== 'read') throw new Error(read.kind)
console.log(read.result.verdict, renderSummary(read.result).length)
`,
  },
]
