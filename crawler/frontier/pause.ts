/** A switch that holds a background crawl still and lets it go on. */
export class PauseSwitch {
  #resumed: Promise<void> | null = null;
  #resume: () => void = () => {};

  get paused(): boolean {
    return this.#resumed !== null;
  }

  pause(): void {
    this.#resumed ??= new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.#resumed = null;
    this.#resume();
  }

  /** Resolves at once unless paused; then on resuming, or when the signal is aborted. */
  async unpaused(signal: AbortSignal): Promise<void> {
    if (this.#resumed === null || signal.aborted) return;
    let stop: () => void = () => {};
    const aborted = new Promise<void>((resolve) => {
      stop = resolve;
      signal.addEventListener('abort', stop, { once: true });
    });
    await Promise.race([this.#resumed, aborted]);
    signal.removeEventListener('abort', stop);
  }
}
