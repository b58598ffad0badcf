import { v7, validate } from 'uuid';

/** A new id, ordered by time so that indexes grow at their end. */
export const newId = (): string => v7();

export const isId = (value: unknown): value is string => typeof value === 'string' && validate(value);
