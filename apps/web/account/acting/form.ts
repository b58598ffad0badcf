import { IsOptional, IsString, IsUUID } from 'class-validator';

export class ActingForm {
  @IsUUID('all', { message: 'Choose whom you act for' })
  appointmentId: string;

  @IsOptional()
  @IsString()
  next?: string;
}
