import { hold } from './hold.js';
export const settle = () => hold;
