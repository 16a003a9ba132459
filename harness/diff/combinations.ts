/** Every way to take one of each list, the first of each list first, the last list turning fastest. */
export function* combinations<T>(lists: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...rest] = lists
  if (first === undefined) {
    yield []
    return
  }
  for (const each of first) for (const others of combinations(rest)) yield [each, ...others]
}
