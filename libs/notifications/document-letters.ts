import { Injectable } from '@nestjs/common';
import { Operators, type Tx } from '#platform';
import { Documents } from '#invoicing';
import { documentLetter } from './letters/index.js';
import type { Links } from './links.js';
import { Mail } from './mail.js';
import { recipients } from './recipients.js';

/** What customers are told of invoices and journals; called by jobs. */
@Injectable()
export class DocumentLetters {
  constructor(
    private readonly documents: Documents,
    private readonly operators: Operators,
    private readonly mail: Mail,
  ) {}

  /** To the customer's business managers, or to the budget holders of an authority that pays itself. */
  async issued(tx: Tx, documentId: string, links: Links): Promise<void> {
    const document = await this.documents.find(tx, documentId);
    const people = await recipients(tx, [document.customerId], ['business-manager', 'budget-holder']);
    const { name: operatorName } = await this.operators.current(tx);
    await this.mail.queueAll(
      tx,
      people.map((to) => ({
        to,
        letter: documentLetter({
          ...document,
          name: to.name,
          operatorName,
          link: links.document(documentId),
        }),
      })),
    );
  }
}
