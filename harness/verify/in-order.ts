/**
 * Does all items, at most `ahead` of them at once, and gives their results in the order of the items, whichever is done
 * first: what is made of them cannot depend on how many were done side by side.
 * @throws what `work` throws for the first item, in their order, that fails
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  ahead: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const underWay: Promise<Result>[] = []
  for (const item of items) {
    if (underWay.length >= ahead) yield await (underWay.shift() as Promise<Result>)
    const result = work(item)
    // It is awaited in its turn; until then a failure of it must not count as unhandled.
    result.catch(() => undefined)
    underWay.push(result)
  }
  for (const result of underWay) yield await result
}
