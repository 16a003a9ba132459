/** A result that an in-process part has at once and a remote one later; callers await either. */
export type Awaitable<T> = T | Promise<T>
