import { defineEvent } from '#platform';
export const HoldSettled = defineEvent('planted.settled');
