import type { AssayResult } from '../../reports/prove-result.ts'
import type { Assay } from './assays/assay.ts'

/** Runs assays one after another. One that throws has found something as well. */
export async function runAssays(assays: readonly Assay[]): Promise<AssayResult[]> {
  const results: AssayResult[] = []
  for (const { name, about, run } of assays) {
    const problem = await run().catch((error: unknown) => {
      return `it threw ${error instanceof Error ? error.message : String(error)}`
    })
    results.push({ name, about, problem })
  }
  return results
}
