import { defineEvent } from '#platform';

/** An invoice or journal was issued; the entity is the document. */
export const DocumentIssued = defineEvent('invoicing.document-issued');
