import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The value of a cookie that better-auth signed: `value.signature`, an HMAC-SHA256 in base64, percent-encoded. Null when there is none,
 * or nobody of ours signed it. better-auth checks it through WebCrypto's thread pool, which took a sixth of a page.
 */
export function signedValue(cookies: string, name: string, secret: string): string | null {
  const found = cookies.split(/; */).find((cookie) => cookie.startsWith(`${name}=`));
  const [, value, signature] = /^(.+)\.([^.]{43}=)$/.exec(decoded(found?.slice(name.length + 1) ?? '')) ?? [];
  if (!value || !signature) return null;
  const right = createHmac('sha256', secret).update(value).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === right.length && timingSafeEqual(given, right) ? value : null;
}

/** Empty when it is not encoded as it should be. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
