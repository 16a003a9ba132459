import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import type { AnyResult } from '../any-result.ts'
import { inChromium, runNamed, seriousOf } from '../testing/report-pages.ts'
import { hostileName, hugeRun, reportRuns } from '../testing/report-runs.ts'
import { renderHtml } from './render-html.ts'

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

describe('the page as text', () => {
  test('says that no data was loaded, and names no verdict, before its script ran', () => {
    for (const [name, run] of Object.entries(reportRuns)) {
      const html = renderHtml(run)
      const seen = html.slice(html.indexOf('<body>'), html.indexOf('<script type="application/json"'))
      expect(seen, name).toContain('no data loaded')
      expect(seen, name).not.toMatch(/PASS|SKEW|BROKEN/)
    }
  })

  test('its policy lets nothing run but its own script and style, by their hashes', () => {
    const html = renderHtml(reportRuns.hostile as AnyResult)
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? ''
    const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain(`script-src ${hashOf(/<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '')}`)
    expect(policy).toContain(`style-src ${hashOf(/<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '')}`)
    expect(html.match(/<script/g)).toHaveLength(2)
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
  })

  test('stays below 2 MB for a million mismatches of 300 features with values as long as books', () => {
    const bytes = Buffer.byteLength(renderHtml(hugeRun()))
    expect(bytes).toBeLessThanOrEqual(2_000_000)
    expect(bytes).toBeGreaterThan(200_000)
  })
})

inChromium('the page in Chromium', fs, tmpdir(), show => {
  const words = {
    passing: 'PASS',
    failing: 'SKEW',
    inconclusive: 'INCONCLUSIVE',
    broken: 'BROKEN: SELF-CHECK FAILED',
    empty: 'INCONCLUSIVE',
    hostile: 'SKEW',
    huge: 'SKEW',
    drift: 'SKEW',
    latency: 'FAIL',
  }

  for (const [name, word] of Object.entries(words)) {
    test(`a ${name} run: its verdict in words, no complaint, no request, nothing that a screen reader stumbles on`, async () => {
      const run = runNamed(name)
      for (const dark of name === 'huge' ? [false] : [false, true]) {
        const { page, complaints, requests } = await show(renderHtml(run), { dark })
        expect(await page.locator('h1').textContent()).toBe(word)
        expect(await page.locator('#state').isHidden()).toBe(true)
        expect(complaints).toEqual([])
        expect(requests).toEqual([])
        if (name !== 'huge') expect(await seriousOf(page, axe)).toEqual([])
        await page.close()
      }
    })
  }

  test('a hostile name is text: it starts no script, adds no element and leaves the title alone', async () => {
    const { page } = await show(renderHtml(reportRuns.hostile as AnyResult))
    expect(await page.title()).toBe('plumbline: skew')
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('#counterexamples svg').count()).toBe(2)
    expect(await page.locator('.why').textContent()).toBe(
      hostileName.replace('\u{202e}', '\\u{202e}').replace('\u{0}', '\\u{0}'),
    )
    await page.close()
  })

  test('shows no verdict where one byte of the data differs, the schema does, or a number of cells does', async () => {
    const html = renderHtml(reportRuns.passing as AnyResult)
    const json = /data-sha256="[0-9a-f]+">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? ''
    const hashed = (changed: string) =>
      html
        .replace(json, () => changed)
        .replace(
          /data-sha256="[0-9a-f]+"/,
          `data-sha256="${createHash('sha256').update(changed).digest('hex')}"`,
        )
    const pages = {
      hash: html.replace(json, () => json.replace('PASS', 'FAIL')),
      'another version': hashed(json.replace('plumbline.report/1', 'plumbline.report/2')),
      'cells by feature': hashed(json.replace('"cells":7600', '"cells":7601')),
      JSON: hashed(json.slice(0, -20)),
      'no data': html.replace('id="report-data"', 'id="other-data"'),
      'no element': hashed(json.replace('["h1",', '["iframe",')),
      'sets no': hashed(json.replace('["h1",{', '["h1",{"onclick":"x"')),
    }
    for (const [why, broken] of Object.entries(pages)) {
      const { page } = await show(broken)
      expect(await page.locator('#state').textContent(), why).toMatch(
        new RegExp(`^no data loaded: .*${why}`, 's'),
      )
      expect(await page.locator('#state').isVisible(), why).toBe(true)
      expect(await page.locator('h1').count(), why).toBe(0)
      expect(await page.title(), why).toBe('plumbline: no data loaded')
      await page.close()
    }
  })

  test('keys alone lead from the verdict to the first error, through the map, and to a feature', async () => {
    const { page } = await show(renderHtml(hugeRun()))
    const focused = () => page.evaluate('document.activeElement.textContent')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Skip to the first error')
    await page.keyboard.press('Enter')
    // A link moves the focus once the page has heard that its hash has changed.
    await expect.poll(() => page.evaluate('document.activeElement.id')).toMatch(/^feature%2F/)
    await page.locator('[data-cell]').first().focus()
    const at = () =>
      page.evaluate(
        '(() => { const cell = document.activeElement; return [cell.closest("tr").rowIndex, cell.cellIndex] })()',
      )
    expect(await at()).toEqual([1, 1])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    expect(await at()).toEqual([2, 2])
    await page.keyboard.press('End')
    expect((await at()) as number[]).toEqual([2, (await page.locator('.heat thead th').count()) - 1])
    expect(await page.locator('[data-cell][tabindex="0"]').count()).toBe(1)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('DETAILS')
    expect(await page.evaluate('document.activeElement.open')).toBe(true)
    await page.close()
  })

  test('a filter leaves the rows that hold its words, and a deep link to a hidden row clears it', async () => {
    const { page } = await show(renderHtml(hugeRun()))
    await page.locator('#filter').fill('NUMBER_7_')
    expect(await page.locator('#heat-map tbody tr:visible').count()).toBe(1)
    expect(await page.locator('#filter-told').textContent()).toBe('1 shown')
    const place = encodeURIComponent('feature/feature_number_0_of_a_document_with_long_names')
    await page.evaluate(`location.hash = ${JSON.stringify(place)}`)
    await page.waitForFunction('document.getElementById("filter").value === ""')
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe(place)
    await page.close()
  })

  test('a link from outside opens the card it names, also of a hostile feature', async () => {
    const place = encodeURIComponent('feature/spend_24h')
    const { page } = await show(renderHtml(reportRuns.failing as AnyResult), { hash: `#${place}` })
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe(place)
    await page.close()
  })

  test('nothing is wider than a screen of 360 px, and what is cut is said', async () => {
    for (const run of [reportRuns.failing as AnyResult, reportRuns.hostile as AnyResult, hugeRun()]) {
      const { page } = await show(renderHtml(run), { width: 360 })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
      await page.close()
    }
    const { page } = await show(renderHtml(hugeRun()))
    const told = await page.locator('.truncated').allTextContents()
    expect(told.some(text => /of 2,700,000; all in mismatches\.parquet/.test(text))).toBe(true)
    expect(told.some(text => /of 300 wrong features/.test(text))).toBe(true)
    await page.close()
  })
})
