import { writeFileSync } from 'node:fs'
import { resultJsonSchema } from '../reports/result-json-schema.ts'

/** Writes `reports/result.schema.json`, the published schema of every `result.json`. */
const path = new URL('../reports/result.schema.json', import.meta.url)
writeFileSync(path, `${JSON.stringify(resultJsonSchema(), null, 2)}\n`)
