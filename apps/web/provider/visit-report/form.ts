import { Length } from '#platform';

export class ReportForm {
  @Length(20, 20000, {
    message: 'Write at least a sentence or two about the visit, in 20 to 20,000 characters',
  })
  report: string;
}
