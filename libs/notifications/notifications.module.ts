import { Module } from '@nestjs/common';
import { AgreementsModule } from '#agreements';
import { DeliveryModule } from '#delivery';
import { DirectoryModule } from '#directory';
import { IdentityModule } from '#identity';
import { InvoicingModule } from '#invoicing';
import { Operators } from '#platform';
import { AgreementLetters } from './agreement-letters.js';
import { AppointmentLetters } from './appointment-letters.js';
import { DeliveryLetters } from './delivery-letters.js';
import { DocumentLetters } from './document-letters.js';
import { Mail } from './mail.js';
import { MailServer } from './mail-server.js';

@Module({
  imports: [AgreementsModule, DeliveryModule, DirectoryModule, IdentityModule, InvoicingModule],
  providers: [
    AgreementLetters,
    AppointmentLetters,
    DeliveryLetters,
    DocumentLetters,
    Mail,
    Operators,
    MailServer,
  ],
  exports: [
    AgreementLetters,
    AppointmentLetters,
    DeliveryLetters,
    DocumentLetters,
    Mail,
    MailServer,
    IdentityModule,
  ],
})
export class NotificationsModule {}
