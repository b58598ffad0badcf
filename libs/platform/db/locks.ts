/**
 * Every advisory lock, in one place, so that no two mean different things by one number. A number alone and one with a second
 * number are two spaces of PostgreSQL's.
 */
export const locks = { roles: 7061, migrations: 7062, embeddedOwner: 7063, register: 7064 } as const;

/** With the hash of an operator, of a party, or of an id. `ledger` is shared by whatever posts (libs/ledger/migrations/0001-apply.sql). */
export const locksOf = { ledger: 7063, commitments: 7064, work: 7067, asked: 7068 } as const;
