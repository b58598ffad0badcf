import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { verify } from './scene.js';
import { grantsAndBills } from './terms/grants-and-bills.js';
import { limitsAndStarts } from './terms/limits-and-starts.js';
import { renewals } from './terms/renewals.js';
import { Stage } from './terms/stage.js';

const stage = new Stage();
beforeAll(() => stage.open(), 600_000);
afterAll(() => stage.close());

// One after the other on one clock.
grantsAndBills(stage);
limitsAndStarts(stage);
renewals(stage);

test('the books hold after it', async () => expect(await verify(stage.scene)).toEqual([]));
