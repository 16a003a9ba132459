/** Where a project's checks run. */
export const ciKinds = ['github', 'gitlab', 'none'] as const

export type CiKind = (typeof ciKinds)[number]

/** A file that `init` writes: its path in the project, and its text. */
export interface InitFile {
  readonly path: string
  readonly text: string
}

/** What a project starts with: features, a scenario that is about them, and a check that runs both. */
export function initFiles(ci: CiKind): InitFile[] {
  const files: InitFile[] = [
    { path: 'features.ts', text: features },
    { path: 'scenarios/late-payments.scenario.ts', text: scenario },
  ]
  if (ci === 'github') files.push({ path: '.github/workflows/plumbline.yml', text: github })
  if (ci === 'gitlab') files.push({ path: '.gitlab-ci.yml', text: gitlab })
  return files
}

const features = `import { days, features, hours, onDemand, source } from 'plumbline'

/** The log that features are computed from: its key, and the fields of a record. */
export const payments = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float', settled: 'bool', merchant: 'string' },
})

export default features('fraud', 1, {
  spend_24h: payments
    .where(payment => payment.settled)
    .sum(payment => payment.amount)
    .over(hours(24), { slide: '5m' }),
  attempts_1h: payments.count().over(hours(1)),
  last_merchant: payments.latest(payment => payment.merchant, { ttl: days(7) }),
}).with({
  ratio: onDemand({ amount: 'float' }, (request, stored) => request.amount.div(stored.spend_24h)),
})
`

const scenario = `import { exponential, scenario, zipf } from 'plumbline'
import fraud from '../features.ts'

/** Payments that arrive late, most of them of one account. \`verify\` runs every scenarios/*.scenario.ts. */
export default scenario('late-payments', {
  features: fraud,
  stream: {
    count: 200,
    keys: zipf(1.2, { keys: 5, hot: 0.5 }),
    late: exponential('10m'),
    nulls: { amount: 0.05 },
  },
  probe: { count: 40 },
  mustHappen: { late: 50, cellsCompared: 100, nonEmpty: 20 },
})
`

const github = `name: plumbline

on:
  pull_request:
  schedule:
    - cron: '17 3 * * *'

permissions:
  contents: read

jobs:
  features:
    name: Served values are the trained ones
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npm ci
      # A store of your own: add --store ./my-store.ts (docs/adapters.md of plumbline says what it has to do).
      - run: npx plumbline verify --out plumbline-report
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: plumbline-report
          path: plumbline-report/
`

const gitlab = `plumbline:
  image: node:24
  script:
    - npm ci
    # A store of your own: add --store ./my-store.ts (docs/adapters.md of plumbline says what it has to do).
    - npx plumbline verify --out plumbline-report
  artifacts:
    when: always
    paths:
      - plumbline-report/
    reports:
      junit: plumbline-report/junit.xml
`
