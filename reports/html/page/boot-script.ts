/** What the script needs of a browser: the project compiles without the types of one. */
interface PageElement {
  textContent: string | null
  value: string
  checked: boolean
  hidden: boolean
  open: boolean
  tabIndex: number
  readonly tagName: string
  readonly id: string
  readonly parentElement: PageElement | null
  readonly children: ArrayLike<PageElement>
  readonly classList: { add(name: string): void; remove(name: string): void }
  getAttribute(name: string): string | null
  setAttribute(name: string, value: string): void
  append(child: PageElement | string): void
  replaceChildren(...children: PageElement[]): void
  querySelectorAll(selector: string): ArrayLike<PageElement>
  querySelector(selector: string): PageElement | null
  closest(selector: string): PageElement | null
  addEventListener(name: string, listener: (event: PageEvent) => void): void
  focus(options?: { preventScroll: boolean }): void
  scrollIntoView(options: { block: string }): void
}

interface PageEvent {
  readonly key: string
  readonly target: PageElement
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  preventDefault(): void
}

interface PageDocument {
  title: string
  readonly documentElement: PageElement
  readonly activeElement: PageElement | null
  getElementById(id: string): PageElement | null
  createElement(tag: string): PageElement
  createElementNS(space: string, tag: string): PageElement
  addEventListener(name: string, listener: (event: PageEvent) => void): void
}

interface PageWindow {
  readonly location: { hash: string }
  readonly navigator: { readonly clipboard?: { writeText(text: string): Promise<void> } }
  addEventListener(name: string, listener: () => void): void
}

declare const document: PageDocument
declare const window: PageWindow

/**
 * The script of the page. Its own source is written into the page, so it may use nothing from outside itself. It shows the
 * run only once it found the data and the data's hash, schema and number of cells fit; else the page goes on saying that it
 * shows nothing, and why.
 */
export function bootScript(): void {
  const svgSpace = 'http://www.w3.org/2000/svg'
  const tags = new Set(
    'a abbr b button circle code clipPath dd defs desc details div dl dt em figcaption figure footer g h1 h2 h3 h4 header i input label li line main nav ol p path pattern polygon polyline pre rect section small span strong summary svg table tbody td text th thead title tr tspan ul wbr'.split(
      ' ',
    ),
  )

  function sha256(text: string): string {
    const bytes = new TextEncoder().encode(text)
    const primes: number[] = []
    for (let n = 2; primes.length < 64; n++) if (primes.every(p => n % p !== 0)) primes.push(n)
    const part = (x: number) => ((x - Math.floor(x)) * 4294967296) | 0
    const k = primes.map(p => part(Math.cbrt(p)))
    const state = primes.slice(0, 8).map(p => part(Math.sqrt(p)))
    const length = ((bytes.length + 9 + 63) >> 6) << 6
    const padded = new DataView(new ArrayBuffer(length))
    new Uint8Array(padded.buffer).set(bytes)
    padded.setUint8(bytes.length, 128)
    padded.setUint32(length - 8, Math.floor(bytes.length / 536870912))
    padded.setUint32(length - 4, bytes.length << 3)
    const w = new Int32Array(64)
    const turn = (x: number, by: number) => (x >>> by) | (x << (32 - by))
    for (let block = 0; block < length; block += 64) {
      for (let i = 0; i < 16; i++) w[i] = padded.getInt32(block + i * 4)
      for (let i = 16; i < 64; i++) {
        const a = w[i - 15] as number
        const b = w[i - 2] as number
        const small = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)
        w[i] =
          ((w[i - 16] as number) + small + (w[i - 7] as number) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) |
          0
      }
      let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
      for (let i = 0; i < 64; i++) {
        const one =
          (h +
            (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
            ((e & f) ^ (~e & g)) +
            (k[i] as number) +
            (w[i] as number)) |
          0
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
        h = g
        g = f
        f = e
        e = (d + one) | 0
        d = c
        c = b
        b = a
        a = (one + two) | 0
      }
      const next = [a, b, c, d, e, f, g, h]
      for (let i = 0; i < 8; i++) state[i] = ((state[i] as number) + (next[i] as number)) | 0
    }
    return state.map(word => (word >>> 0).toString(16).padStart(8, '0')).join('')
  }

  function build(node: unknown, isSvg: boolean): PageElement | string {
    if (typeof node === 'string') return node
    if (!Array.isArray(node)) throw new Error('a piece of the page is neither text nor element')
    const [tag, attributes, ...children] = node as [string, Record<string, unknown>, ...unknown[]]
    if (!tags.has(tag)) throw new Error(`the page knows no element ${tag}`)
    const inSvg = isSvg || tag === 'svg'
    const element = inSvg ? document.createElementNS(svgSpace, tag) : document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) {
      const isUnsafe =
        /^on|^style$|^src/i.test(name) || (/href/i.test(name) && !/^(#|https:\/\/)/.test(String(value)))
      if (isUnsafe) throw new Error(`the page sets no ${name}`)
      element.setAttribute(name, value === true ? '' : String(value))
    }
    for (const child of children) element.append(build(child, inSvg))
    return element
  }

  interface Data {
    schema: string
    title: string
    cells: number
    cellsByPart: number[]
    body: unknown[]
  }

  function readData(): Data {
    const holder = document.getElementById('report-data')
    if (holder === null) throw new Error('the page holds no data')
    const text = holder.textContent ?? ''
    if (sha256(text) !== holder.getAttribute('data-sha256'))
      throw new Error('the data is not what was written: its hash differs')
    const data = JSON.parse(text) as Data
    if (data.schema !== holder.getAttribute('data-schema'))
      throw new Error(`the data is of another version (${data.schema})`)
    const sum = data.cellsByPart.reduce((all, one) => all + one, 0)
    if (sum !== data.cells) throw new Error(`the data has ${sum} cells by feature but says ${data.cells}`)
    return data
  }

  function all(selector: string): PageElement[] {
    return Array.from(document.documentElement.querySelectorAll(selector))
  }

  function filterRows(): void {
    const words = document.getElementById('filter')?.value.toLowerCase() ?? ''
    const onlyWrong = document.getElementById('only-wrong')?.checked === true
    let left = 0
    for (const row of all('[data-name]')) {
      const isNamed = (row.getAttribute('data-name') ?? '').toLowerCase().includes(words)
      row.hidden = !isNamed || (onlyWrong && row.getAttribute('data-wrong') === null)
      if (!row.hidden && row.closest('#heat-map') !== null) left++
    }
    const told = document.getElementById('filter-told')
    if (told !== null) told.textContent = `${left} shown`
  }

  function goToHash(): void {
    for (const each of all('.is-target')) each.classList.remove('is-target')
    const place = document.getElementById(window.location.hash.slice(1))
    if (place === null || window.location.hash === '') return
    if (place.closest('[hidden]') !== null) {
      const filter = document.getElementById('filter')
      const onlyWrong = document.getElementById('only-wrong')
      if (filter !== null) filter.value = ''
      if (onlyWrong !== null) onlyWrong.checked = false
      filterRows()
    }
    for (let at: PageElement | null = place; at !== null; at = at.parentElement)
      if (at.tagName === 'DETAILS') at.open = true
    place.classList.add('is-target')
    if (place.getAttribute('tabindex') === null) place.setAttribute('tabindex', '-1')
    place.focus({ preventScroll: true })
    place.scrollIntoView({ block: 'start' })
  }

  /** In a grid one cell is in the tab order; the arrows move on from it. */
  function moveInGrid(event: PageEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const cell = event.target.closest('[role=grid] [data-cell]')
    const row = cell?.closest('tr')
    const grid = cell?.closest('[role=grid]')
    if (!cell || !row || !grid) return
    const rows = Array.from(grid.querySelectorAll('tbody tr')).filter(each => !each.hidden)
    const cells = (of: PageElement | undefined) => (of ? Array.from(of.querySelectorAll('[data-cell]')) : [])
    const y = rows.indexOf(row)
    const x = cells(row).indexOf(cell)
    const end = cells(row).length - 1
    const moves: Record<string, [number, number]> = {
      ArrowRight: [x + 1, y],
      ArrowLeft: [x - 1, y],
      ArrowDown: [x, y + 1],
      ArrowUp: [x, y - 1],
      Home: [0, y],
      End: [end, y],
      PageDown: [x, Math.min(y + 10, rows.length - 1)],
      PageUp: [x, Math.max(y - 10, 0)],
    }
    if (event.key === 'Enter') {
      const link = row.querySelector('a')?.getAttribute('href')
      if (link) window.location.hash = link
      return
    }
    const to = moves[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = cells(rows[to[1]])[to[0]]
    if (next === undefined) return
    cell.setAttribute('tabindex', '-1')
    next.setAttribute('tabindex', '0')
    next.focus()
  }

  async function copy(button: PageElement): Promise<void> {
    const text = button.getAttribute('data-copy') ?? ''
    const label = button.textContent
    try {
      await window.navigator.clipboard?.writeText(text)
      button.textContent = 'copied'
    } catch {
      button.textContent = 'select it by hand'
    }
    setTimeout(() => {
      button.textContent = label
    }, 2000)
  }

  const state = document.getElementById('state')
  const place = document.getElementById('report')
  if (state === null || place === null) return
  try {
    const data = readData()
    const pieces = data.body.map(each => build(each, false))
    place.replaceChildren(...pieces.filter(each => typeof each !== 'string'))
    document.title = data.title
    state.hidden = true
    place.hidden = false
  } catch (error) {
    place.replaceChildren()
    place.hidden = true
    state.hidden = false
    state.textContent = `no data loaded: ${error instanceof Error ? error.message : String(error)}. This page shows no verdict; look at result.json.`
    return
  }
  document.getElementById('filter')?.addEventListener('input', filterRows)
  document.getElementById('only-wrong')?.addEventListener('change', filterRows)
  document.addEventListener('keydown', moveInGrid)
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-copy]')
    if (button !== null) void copy(button)
    const link = event.target.closest('a[href^="#"]')
    // A second click on the same link changes no hash, and still has to lead there.
    if (link !== null && link.getAttribute('href') === window.location.hash) goToHash()
  })
  window.addEventListener('hashchange', goToHash)
  goToHash()
  document.documentElement.setAttribute('data-loaded', '')
}
