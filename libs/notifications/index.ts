export { MailQueued } from './events.js';
export { SendMail, WriteResetMail } from './jobs.js';
export { resetLetter, type Letter } from './letters.js';
export { Mail, type Message, type Recipient } from './mail.js';
export { NotificationsModule } from './notifications.module.js';
export { Post } from './post.js';
