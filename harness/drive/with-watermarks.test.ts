import { expect, test } from 'vitest'
import watermarks from '../../scenarios/watermarks.ts'
import { judgeHistory } from '../audit/judge-history.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { drive } from './drive.ts'

test('a watermark that says the same as offsets is judged the same, cell by cell', async () => {
  const { open } = await loadStore(referenceStorePath)
  let stated = 0
  for (const seed of [1, 2, 3]) {
    const kinds = async (asWatermarks: boolean) => {
      const scenario = { ...watermarks, watermarks: asWatermarks, train: false }
      const { history } = await drive(scenario, seed, await open())
      const rows = history.tables.flatMap(({ served }) => served)
      if (asWatermarks) stated += rows.filter(({ watermark }) => watermark !== null).length
      const judged = judgeHistory(history)
      return judged.rows.map(({ judgement }) => judgement.cells.map(({ served }) => served?.kind))
    }
    expect(await kinds(true)).toEqual(await kinds(false))
  }
  expect(stated).toBeGreaterThan(50)
})
