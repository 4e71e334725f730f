/** Says honestly who asks: the product, its version, and where its operator can be reached. */

/** Our name in robots.txt. */
export const PRODUCT = 'wellread';

/** @param contact URL or mail address of whoever runs this crawl, '' where none is set */
export function userAgentOf(version: string, contact: string): string {
  const clean = contact.replace(/[^\x21-\x7e]/g, '').replace(/[()]/g, '');
  const address = /^[^@/]+@[^@/]+$/.test(clean) ? `mailto:${clean}` : clean;
  return `${PRODUCT}/${version} (reading list crawler${address === '' ? '' : `; +${address}`})`;
}
