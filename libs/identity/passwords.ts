/** How long a link works that sets a password; the letter says so. */
export const resetLinkHours = 1;
/** In characters. */
export const passwordLength = { least: 10, most: 128 } as const;
