/** A language model behind an OpenAI-compatible endpoint: Ollama, llama.cpp, vLLM, OpenAI (I/O: network). */
import type { Message } from './prompt.js';

/** Writes text for messages, piece by piece. Throws ModelFailed. */
export interface LanguageModel {
  write(messages: readonly Message[], signal?: AbortSignal): AsyncIterable<string>;
}

/**
 * Why a model gave no whole answer: nobody listens, it took too long, it said no (HTTP status), what came was not the protocol, the
 * stream ended before the answer did.
 */
export type ModelFailure = 'unreachable' | 'timeout' | 'refused' | 'garbled' | 'cut';

export class ModelFailed extends Error {
  override readonly name = 'ModelFailed';
  readonly failure: ModelFailure;
  readonly status: number | null;
  constructor(failure: ModelFailure, message: string, status: number | null = null, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
    this.status = status;
  }
}

export interface ModelSettings {
  llmUrl: string;
  llmModel: string;
  llmKey: string;
  /** Seconds for the whole answer. */
  llmTimeout: number;
}

/** An answer has six sentences (tokens). */
const MOST_TOKENS = 700;
/** A stream that runs on is not an answer (characters). */
const MOST_CHARACTERS = 20_000;

/** The model that the settings name, or null where none is set. Contacts nobody yet. */
export function modelOf({ llmUrl, llmModel, llmKey, llmTimeout }: ModelSettings): LanguageModel | null {
  if (llmUrl === '' || llmModel === '') return null;
  return {
    async *write(messages, signal) {
      const deadline = AbortSignal.timeout(llmTimeout * 1000);
      const stop = signal ? AbortSignal.any([signal, deadline]) : deadline;
      try {
        const { OpenAI } = await import('openai');
        const client = new OpenAI({
          baseURL: llmUrl,
          apiKey: llmKey || 'none',
          maxRetries: 0,
          logLevel: 'off',
        });
        const stream = await client.chat.completions.create(
          { model: llmModel, messages: [...messages], stream: true, temperature: 0, max_tokens: MOST_TOKENS },
          { signal: stop },
        );
        yield* textOf(stream);
        stop.throwIfAborted();
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        throw failureOf(error, deadline.aborted);
      }
    },
  };
}

interface Chunk {
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[];
}

async function* textOf(stream: AsyncIterable<Chunk>): AsyncGenerator<string> {
  let characters = 0;
  let finished = false;
  for await (const { choices } of stream) {
    const choice = choices?.[0];
    const text = choice?.delta?.content ?? '';
    characters += text.length;
    if (characters > MOST_CHARACTERS) throw new ModelFailed('garbled', 'the model does not stop writing');
    if (text !== '') yield text;
    if (choice?.finish_reason) finished = true;
  }
  if (!finished) throw new ModelFailed('cut', 'the stream ended before the answer did');
}

/** Sorts what the client throws by what a person can do about it. */
function failureOf(error: unknown, late: boolean): ModelFailed {
  // the client ends a stream in silence when it is aborted, so lateness is looked at first
  if (late) return new ModelFailed('timeout', 'the model did not finish in time', null, { cause: error });
  if (error instanceof ModelFailed) return error;
  const { name, message, status } = error as { name: string; message: string; status?: number };
  const failed = (failure: ModelFailure, text: string): ModelFailed =>
    new ModelFailed(failure, text, status ?? null, { cause: error });
  if (/timeout/i.test(name)) return failed('timeout', 'the model did not finish in time');
  if (typeof status === 'number') return failed('refused', `the model endpoint answered with HTTP ${status}`);
  if (name === 'SyntaxError') return failed('garbled', 'what the model endpoint sent cannot be read');
  if (/connection|connect|fetch failed|ECONN|ENOTFOUND/i.test(`${name} ${message} ${causeOf(error)}`))
    return failed(
      /terminated|aborted|closed/i.test(message) ? 'cut' : 'unreachable',
      'the model endpoint cannot be reached',
    );
  if (/terminated|premature|socket|aborted/i.test(`${message} ${causeOf(error)}`))
    return failed('cut', 'the connection broke off in the middle of the answer');
  return failed('garbled', 'the model endpoint failed while answering');
}

function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { message?: string; code?: string } };
  return `${cause?.code ?? ''} ${cause?.message ?? ''}`;
}
