import { writeFile } from 'node:fs/promises'
import { coveragePage } from '../harness/coverage/coverage-page.ts'
import { suite } from '../scenarios/suite.ts'

/** Writes `docs/coverage.md` from the rules and what the scenarios demand of them. */
await writeFile(new URL('../docs/coverage.md', import.meta.url), coveragePage(suite))
