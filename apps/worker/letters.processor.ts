import { Injectable } from '@nestjs/common';
import {
  AgreementLetters,
  AppointmentLetters,
  DeliveryLetters,
  DocumentLetters,
  TellAppointmentEnded,
  TellApprovalRequested,
  TellDeclined,
  TellDocumentIssued,
  TellKeyIssued,
  TellNominationProposed,
  TellRenewalNotified,
  TellRenewed,
  TellSigned,
  TellSupportAgreed,
  TellSupportDeclined,
  TellSupportEnded,
  TellSupportProposed,
  TellSupportRequested,
  TellSupportTakenBack,
  TellVisitBooked,
  TellVisitCalledOff,
  TellVisitReported,
  WriteToParty,
  type Links,
} from '#notifications';
import {
  Config,
  Database,
  processOnce,
  jobActor,
  type JobHandler,
  type JobType,
  type Processor,
  type Tx,
} from '#platform';
import { linksOf } from './links.js';

/** Writes the letters of an event, in one transaction with having seen it: nobody is told twice. */
@Injectable()
export class LettersProcessor implements Processor {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly agreements: AgreementLetters,
    private readonly delivery: DeliveryLetters,
    private readonly documents: DocumentLetters,
    private readonly appointments: AppointmentLetters,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    this.tells(TellApprovalRequested, (...of) => this.agreements.approvalRequested(...of)),
    this.tells(TellSigned, (...of) => this.agreements.decided(...of)),
    this.tells(TellDeclined, (...of) => this.agreements.decided(...of)),
    this.tells(TellRenewalNotified, (...of) => this.agreements.renewalNotified(...of)),
    this.tells(TellRenewed, (...of) => this.agreements.renewed(...of)),
    this.tells(TellVisitBooked, (...of) => this.delivery.visitBooked(...of)),
    this.tells(TellVisitCalledOff, (...of) => this.delivery.visitCalledOff(...of)),
    this.tells(TellVisitReported, (...of) => this.delivery.visitReported(...of)),
    this.tells(TellSupportRequested, (...of) => this.delivery.supportRequested(...of)),
    this.tells(TellSupportProposed, (...of) => this.delivery.supportProposed(...of)),
    this.tells(TellSupportAgreed, (...of) => this.delivery.supportAgreed(...of)),
    this.tells(TellSupportDeclined, (...of) => this.delivery.supportDeclined(...of)),
    this.tells(TellSupportTakenBack, (...of) => this.delivery.supportTakenBack(...of)),
    this.tells(TellSupportEnded, (...of) => this.delivery.supportEnded(...of)),
    this.tells(TellNominationProposed, (...of) => this.appointments.proposed(...of)),
    this.tells(TellAppointmentEnded, (tx, appointmentId) => this.appointments.ended(tx, appointmentId)),
    this.tells(TellKeyIssued, (...of) => this.appointments.keyIssued(...of)),
    this.tells(WriteToParty, (...of) => this.appointments.askOffice(...of)),
    this.tells(TellDocumentIssued, (...of) => this.documents.issued(...of)),
  ];

  private tells(type: JobType, write: (tx: Tx, entityId: string, links: Links) => Promise<void>): JobHandler {
    return {
      type,
      run: ({ operatorId, entityId, messageId, requestId }) =>
        this.db.tx(jobActor(operatorId!, requestId), (tx) =>
          processOnce(tx, type.name, messageId!, () => write(tx, entityId!, linksOf(this.config))),
        ),
    };
  }
}
