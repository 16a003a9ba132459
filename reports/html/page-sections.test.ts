import fs from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import type { AnyResult } from '../any-result.ts'
import type { Result } from '../result.ts'
import { latencyRun } from '../testing/other-runs.ts'
import { inChromium, runNamed, seriousOf } from '../testing/report-pages.ts'
import { reportRuns } from '../testing/report-runs.ts'
import { renderHtml } from './render-html.ts'

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

inChromium('the sections of the page in Chromium', fs, tmpdir(), show => {
  const sectionsOf = {
    passing: ['features', 'parts', 'trust', 'provenance'],
    failing: ['features', 'diagnosis', 'parts', 'mismatches', 'trust', 'provenance'],
    inconclusive: ['features', 'parts', 'trust', 'provenance'],
    broken: ['features', 'parts', 'trust', 'provenance'],
    empty: ['features', 'trust', 'provenance'],
    hostile: [
      'features',
      'diagnosis',
      'counterexamples',
      'parts',
      'mismatches',
      'regions',
      'trust',
      'provenance',
    ],
    huge: ['features', 'diagnosis', 'parts', 'mismatches', 'trust', 'provenance'],
    drift: ['drift', 'provenance'],
    latency: ['latency', 'freshness', 'provenance'],
  }

  test('each run has the sections that it has something to show in, each named, linked and with something in it', async () => {
    for (const [name, wanted] of Object.entries(sectionsOf)) {
      const { page } = await show(renderHtml(runNamed(name)))
      const found = (await page.evaluate(
        '[...document.querySelectorAll("main > section")].map(s => [s.id, s.querySelector("h2").textContent, s.innerText.length])',
      )) as [string, string, number][]
      expect(
        found.map(([id]) => id),
        name,
      ).toEqual(wanted)
      for (const [id, title, length] of found) {
        expect(length, `${name} ${id}`).toBeGreaterThan(title.length + 8)
        expect(await page.locator(`nav.places a[href="#${id}"]`).textContent()).toBe(title)
      }
      await page.close()
    }
  })

  test('the map of an audit counts what was wrong by day, and of an older result what is listed', async () => {
    const counted = { '2026-02-28': 40, '2026-03-02': 1_200 }
    const compared = { '2026-02-28': 4_000, '2026-03-01': 9_000, '2026-03-02': 1_300 }
    const audit = (
      wrongByDay?: Readonly<Record<string, number>>,
      comparedByDay?: Readonly<Record<string, number>>,
    ) => {
      const failing = reportRuns.failing as Result
      const [scenario] = failing.scenarios
      const own = failing.features.spend_24h!
      return {
        ...failing,
        features: {
          spend_24h: {
            ...own,
            ...(wrongByDay === undefined ? {} : { wrongByDay }),
            ...(comparedByDay === undefined ? {} : { comparedByDay }),
          },
        },
        scenarios: [{ ...scenario!, scenario: null }],
      }
    }
    const columns = async (run: Result) => {
      const { page } = await show(renderHtml(run))
      const cells = [page.locator('.heat thead th'), page.locator('.heat tbody td')]
      const [heads, row] = await Promise.all(cells.map(each => each.allTextContents()))
      await page.close()
      return [heads?.slice(2), row?.slice(1)]
    }
    const days = Object.keys(counted)
    expect(await columns(audit(counted, compared))).toEqual([days, ['✗ 40 of 4,000', '✗ 1,200 of 1,300']])
    // A result of before says what was wrong alone.
    expect(await columns(audit(counted))).toEqual([days, ['✗ 40', '✗ 1,200']])
    expect(await columns(audit())).toEqual([['2026-03-01'], ['✗ 1']])
  })

  test('the trust panel tells the track record, what was accepted until when, and what was not run', async () => {
    const { page } = await show(renderHtml(reportRuns.passing as AnyResult))
    const trust = (await page.locator('#trust').innerText()).replaceAll(/\s+/g, ' ')
    expect(trust).toContain('1 of 1 caught')
    expect(trust).toMatch(
      /of a store without one 0 of 2,000 values called wrong.*recorded 2026-11-24T13:08:43Z by version/,
    )
    expect(trust).toMatch(/check drift not run no drift stage/)
    await page.close()
    const { page: hostile } = await show(renderHtml(reportRuns.hostile as AnyResult))
    const states = hostile.locator('#trust [aria-label="suppressions"] .badge')
    expect(await states.allTextContents()).toEqual(['accepted', 'expired', 'matches nothing'])
    const relations = hostile.locator('#trust [aria-label="relations between runs"] .badge')
    expect(await relations.allTextContents()).toEqual(['holds', 'broken'])
    expect(await hostile.locator('#trust').innerText()).toMatch(/1 of 2 met/)
    await hostile.close()
  })

  test('latency over time shows what was broken when, in words too', async () => {
    const { page } = await show(renderHtml(latencyRun))
    const charts = page.locator('svg[aria-label^="latency over time"]')
    expect(await charts.count()).toBe(2)
    expect(await charts.first().getAttribute('aria-label')).toMatch(/ from 2 s to 3 s$/)
    const box = await page.locator('svg[aria-label^="latency over time"] rect.apart').first().boundingBox()
    const chart = await charts.first().boundingBox()
    // The second half of the third quarter of four seconds.
    expect(box!.width / chart!.width).toBeGreaterThan(0.15)
    expect(box!.width / chart!.width).toBeLessThan(0.3)
    await page.close()
  })

  test('Tab leads through everything that can be used, once, each with an outline, and out again', async () => {
    const { page } = await show(renderHtml(reportRuns.hostile as AnyResult))
    const usable = Number(
      await page.evaluate(
        `[...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")].filter(e => e.checkVisibility()).length`,
      ),
    )
    const seen: string[] = []
    for (let step = 0; step < usable + 5; step++) {
      await page.keyboard.press('Tab')
      const at = (await page.evaluate(
        '(() => { const e = document.activeElement; if (e === document.body) return null; e.dataset.walked ??= String(Math.random()); const s = getComputedStyle(e); return [e.dataset.walked, s.outlineStyle, e.getBoundingClientRect().width > 0] })()',
      )) as [string, string, boolean] | null
      if (at === null) break
      expect(at.slice(1)).toEqual(['solid', true])
      seen.push(at[0])
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(usable)
    await page.close()
  })

  test('on a phone no serious violation either, and none on the page of a huge run', async () => {
    for (const [name, width] of [
      ['failing', 360],
      ['hostile', 360],
      ['latency', 360],
      ['huge', 1_200],
    ] as const) {
      const { page } = await show(renderHtml(runNamed(name)), { width })
      expect(await seriousOf(page, axe), name).toEqual([])
      await page.close()
    }
  })

  test('on paper everything is open, nothing scrolls, and what only works on a screen is left out', async () => {
    const { page } = await show(renderHtml(reportRuns.hostile as AnyResult))
    await page.emulateMedia({ media: 'print' })
    const hidden = await page.evaluate(
      '[...document.querySelectorAll("details > *")].filter(e => !e.checkVisibility({ contentVisibilityAuto: true })).length',
    )
    expect(hidden).toBe(0)
    for (const place of ['nav.places', '.controls'])
      expect(await page.locator(place).first().isVisible()).toBe(false)
    const scrolling = await page.evaluate(
      '[...document.querySelectorAll(".scroll")].filter(e => getComputedStyle(e).overflowX !== "visible").length',
    )
    expect(scrolling).toBe(0)
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000)
    await page.close()
  })
})
