/** The cookies of one redirect chain: some sites send you round in circles until you bring back what they set. */
import { CookieJar } from 'tough-cookie';

/** Cookies a chain may collect; beyond that a site is playing with us. */
const MAX_COOKIES = 50;
const MAX_COOKIE_BYTES = 4096;

export class ChainCookies {
  #jar: CookieJar | null = null;
  #stored = 0;

  /** Takes in every `Set-Cookie` of an answer; those the cookie rules forbid are ignored. */
  store(url: URL, headers: readonly [string, string][]): void {
    for (const [name, value] of headers) {
      if (name.toLowerCase() !== 'set-cookie' || value.length > MAX_COOKIE_BYTES) continue;
      if (this.#stored >= MAX_COOKIES) return;
      this.#jar ??= new CookieJar(undefined, { looseMode: true, allowSpecialUseDomain: true });
      if (this.#jar.setCookieSync(value, url.href, { ignoreError: true })) this.#stored++;
    }
  }

  /** The `Cookie` header for a request, '' where none applies. */
  header(url: URL): string {
    return this.#jar?.getCookieStringSync(url.href) ?? '';
  }
}
