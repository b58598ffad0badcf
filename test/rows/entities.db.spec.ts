import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { Database, dateColumn, type Temporal } from '#platform';
import { testConfig, testDatabase } from '#testing';
// Whatever has entities.
import '../../apps/boot/facades.module.js';
import { classFaults, entityFaults } from './entities.js';

let client: pg.Client;
let db: Database;
beforeAll(async () => {
  client = new pg.Client({ connectionString: testConfig().DATABASE_URL });
  await client.connect();
  db = await testDatabase();
});
afterAll(async () => {
  await db.source.destroy();
  await client.end();
});

test('every entity says what its table is', async () => {
  expect(db.source.entityMetadatas.length).toBeGreaterThan(1);
  expect(await entityFaults(client, db.source)).toEqual([]);
});

test('every entity is named as its table, with Kept before it where another thing has that name', () => {
  const named = ({ tableName }: { tableName: string }) =>
    tableName.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const other = db.source.entityMetadatas.filter(
    (entity) => ![named(entity), `Kept${named(entity)}`].includes(entity.name),
  );
  expect(other.map(({ name }) => name)).toEqual([]);
});

test('every entity is taken for what its columns hold', () => {
  expect(classFaults(db.source)).toEqual([]);
});

test('an entity that says otherwise is found', async () => {
  // Declared here, so that the program's connection does not know it.
  @Entity({ schema: 'delivery', name: 'visit' })
  class Planted {
    @PrimaryColumn('uuid') operatorId: string;
    @PrimaryColumn('text') visitId: string;
    @Column(dateColumn({ nullable: true })) visitOn: Temporal.PlainDate | null;
    @Column(dateColumn()) wishedOn: Temporal.PlainDate;
    @PrimaryColumn('uuid') schoolId: string;
  }
  const source = new DataSource({
    type: 'postgres',
    url: testConfig().DATABASE_URL,
    entities: [Planted],
    namingStrategy: db.source.namingStrategy,
  });
  await source.initialize();
  expect(await entityFaults(client, source)).toEqual([
    'Planted: visit_id is uuid, not text',
    'Planted: visit_on must not be null',
    'Planted: wished_on is no column',
    'Planted: school_id is not in the primary key',
    ...['practitioner_id', 'home_id', 'portion', 'purpose', 'state'].map(
      (name) => `Planted: ${name} is missing, and no row is without it`,
    ),
  ]);
  await source.destroy();
});
