import { h, type ViewChild, type ViewElement } from '../view-node.ts'

/** One section of the page. */
export interface PageSection {
  /** The place that `#` leads to. */
  readonly id: string
  readonly title: string
  readonly content: readonly ViewChild[]
}

/** A section as it stands in the page, named by its heading. */
export function sectionView({ id, title, content }: PageSection): ViewElement {
  const heading = `${id}-title`
  return h('section', { id, 'aria-labelledby': heading }, h('h2', { id: heading }, title), content)
}
