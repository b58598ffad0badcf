import { hash, randomBytes } from 'node:crypto';

/** 256 random bits that say who somebody is, for an address or a header. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** All that is kept of one. Random bits need no salt and no slow hash: there is nothing to guess. */
export const hashOf = (token: string): Buffer => hash('sha256', token, 'buffer');
