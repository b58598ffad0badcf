import { Length } from '#platform';

export class ReportForm {
  @Length(20, 20000, { message: 'Write at least a sentence or two about the visit' })
  report: string;
}
