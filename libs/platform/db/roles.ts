import { createHmac } from 'node:crypto';
import pg from 'pg';
import type { Config } from '../config.js';

/** The application's connection: its own role, with a password that only this installation can make. */
export function applicationUrl(config: Config): string {
  if (config.DATABASE_APP_URL) return config.DATABASE_APP_URL;
  if (!config.DATABASE_URL) throw new Error('DATABASE_URL is not set');
  const url = new URL(config.DATABASE_URL);
  url.username = 'middletier_app';
  url.password = applicationPassword(config.SECRET);
  return url.href;
}

const applicationPassword = (secret: string): string =>
  createHmac('sha256', secret).update('middletier_app').digest('base64url');

/**
 * Makes the four roles beside the owner. `middletier_app` signs in, owns nothing and cannot bypass policies; it
 * may become `middletier_system` (work across operators) but does not inherit it. `middletier_ledger` owns the
 * ledger's functions and is the only writer of its tables. `middletier_queue` is what the application becomes to
 * reach BullMQ's schema, where it makes a sequence per queue, so that the application itself owns nothing. Roles belong to the server, so a lock keeps two
 * installations from making them at once.
 */
export async function createRoles(owner: pg.ClientBase, secret: string): Promise<void> {
  const password = pg.escapeLiteral(applicationPassword(secret));
  await owner.query(`
    BEGIN;
    SELECT pg_advisory_xact_lock(7061);
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'middletier_app') THEN
        CREATE ROLE middletier_app LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
      END IF;
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'middletier_system') THEN
        CREATE ROLE middletier_system NOLOGIN NOBYPASSRLS;
      END IF;
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'middletier_queue') THEN
        CREATE ROLE middletier_queue NOLOGIN NOBYPASSRLS;
      END IF;
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'middletier_ledger') THEN
        CREATE ROLE middletier_ledger NOLOGIN NOBYPASSRLS;
      END IF;
    END $$;
    ALTER ROLE middletier_app PASSWORD ${password};
    GRANT middletier_system, middletier_queue TO middletier_app;
    GRANT middletier_ledger TO CURRENT_USER;
    GRANT middletier_system TO CURRENT_USER;
    GRANT middletier_queue TO CURRENT_USER;
    COMMIT;`);
}
