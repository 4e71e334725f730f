/** What happens on its own and somebody may want to know: a rebuild, a repair, a failure that will be tried again. */
export type Notify = (level: 'info' | 'warn', text: string, error?: unknown) => void;
