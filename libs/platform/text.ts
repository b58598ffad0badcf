const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const everyControl = new RegExp(controls, 'g');
const lineEnds = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;

/** Nothing but what can be kept and printed: no control characters beside tab and line ends, no half of a character. */
export const isText = (given: string): boolean => !controls.test(given) && given.isWellFormed();

/** Marks without a width of their own: a name of them cannot be seen, and turned round it reads as another. */
const unseen = /[\p{Bidi_Control}\u00ad\u115f\u1160\u180e\u200b\u2060-\u206f\u3164\ufeff\uffa0]/u;

/** The same in one line, such as a name: a list, a letter or a terminal says it whole, and nothing beside it. */
export const isLine = (given: string): boolean =>
  !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(given) && !unseen.test(given) && given.isWellFormed();

/** What people typed or pasted, as it is kept: one kind of line end, no control characters, no spaces around it. */
export const tidyText = (given: string): string =>
  given.toWellFormed().replace(lineEnds, '\n').replace(everyControl, '').trim();
