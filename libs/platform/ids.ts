import { v5, v7, validate } from 'uuid';

/** A new id, ordered by time so that indexes grow at their end. */
export const newId = (): string => v7();

export const isId = (value: unknown): value is string => typeof value === 'string' && validate(value);

/** The id that always belongs to `name` under `parent`: what is derived twice is written once. */
export const derivedId = (parent: string, name: string): string => v5(name, parent);
