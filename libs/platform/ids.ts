import { v5, v7, validate, version } from 'uuid';

/** A new id, ordered by time so that indexes grow at their end. */
export const newId = (): string => v7();

export const isId = (value: unknown): value is string => typeof value === 'string' && validate(value);

/** The id that always belongs to `name` under `parent`: what is derived twice is written once. */
export const derivedId = (parent: string, name: string): string => v5(name, parent);

/** An id that someone hands in for a thing to be made under: never a derived one, which would stand in the way of what is derived later. */
export const isMinted = (value: unknown): value is string => isId(value) && version(value) !== 5;
