/**
 * Answers the same question about many keys. Those that are asked while an answer is awaited wait for it and go together in the next
 * statement; nothing is remembered, so each answer was read after it was asked for.
 */
export class Lookups<Answer> {
  private waiting: { key: string; found: (answer: Answer) => void; failed: (error: unknown) => void }[] = [];
  private asking = false;

  /** `ask` answers for each key, in the order of the keys. */
  constructor(private readonly ask: (keys: readonly string[]) => Promise<readonly Answer[]>) {}

  of(key: string): Promise<Answer> {
    return new Promise((found, failed) => {
      this.waiting.push({ key, found, failed });
      if (!this.asking) void this.askAll();
    });
  }

  private async askAll(): Promise<void> {
    this.asking = true;
    while (this.waiting.length) {
      const those = this.waiting;
      this.waiting = [];
      try {
        const answers = await this.ask(those.map(({ key }) => key));
        those.forEach(({ found }, place) => found(answers[place]!));
      } catch (error) {
        those.forEach(({ failed }) => failed(error));
      }
    }
    this.asking = false;
  }
}
