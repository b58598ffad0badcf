import { expect, test } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import type { SignIn } from '#identity';
import { Refusal } from '#platform';
import { ForgottenPasswordController } from './controller.js';

test('whoever asks for too many links keeps the address that they typed', async () => {
  const refusal = new Refusal('identity.too-many-attempts', 'Wait a while.', 'too-many');
  const pages = new ForgottenPasswordController({
    requestReset: () => Promise.reject(refusal),
  } as unknown as SignIn);
  const { options } = await pages.send({ email: 'ann@example.org' }, {} as FastifyRequest);
  expect(options.form).toMatchObject({
    values: { email: 'ann@example.org' },
    errors: { email: { text: 'Wait a while.' } },
  });
});
