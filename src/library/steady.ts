/**
 * A clock that begins at the time of day and then only goes forward, at its own pace: a crawl that waits half a second for a host
 * must not wait an hour because the machine's clock was set back meanwhile.
 *
 * @returns milliseconds since the epoch, whole
 */
export function steady(clock: () => Date): () => number {
  const begin = clock().getTime() - performance.now();
  return () => Math.round(begin + performance.now());
}
