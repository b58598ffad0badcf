import iconv from 'iconv-lite';

/**
 * Text of a file that is UTF-8 (with or without its mark) or windows-1252, decided by the first bytes that differ: what
 * windows-1252 writes for an accented letter is no UTF-8. A UTF-8 file with a byte that is none throws `RangeError`.
 */
export class TextReader {
  private encoding: 'ascii so far' | 'utf-8' | 'windows-1252' = 'ascii so far';
  private readonly utf8 = new TextDecoder('utf-8', { fatal: true });
  /** While nothing is decided: a beginning of a character at the end of a chunk, which the next one explains. */
  private waiting: Buffer = Buffer.alloc(0);
  /** Places where text was once read in the wrong encoding and written so, such as `Ã©` for `é`. */
  garbled = 0;

  read(chunk: Buffer): string {
    if (this.encoding !== 'ascii so far') return this.decoded(chunk);
    const bytes = this.waiting.length ? Buffer.concat([this.waiting, chunk]) : chunk;
    const clear = endOfAscii(bytes);
    if (/[\x80-\xff]/.test(bytes.toString('latin1', 0, clear))) return this.decide(bytes);
    this.waiting = bytes.subarray(clear);
    return bytes.toString('latin1', 0, clear);
  }

  /** What was left when the last chunk had come. */
  end(): string {
    const rest = this.waiting.length ? this.decide(this.waiting) : '';
    return rest + (this.encoding === 'utf-8' ? this.strict(Buffer.alloc(0), false) : '');
  }

  private decide(bytes: Buffer): string {
    this.waiting = Buffer.alloc(0);
    this.encoding = isUtf8(bytes) ? 'utf-8' : 'windows-1252';
    return this.decoded(bytes);
  }

  private decoded(chunk: Buffer): string {
    if (this.encoding === 'utf-8') return this.counted(this.strict(chunk, true));
    // All of windows-1252 but 0x80-0x9F is Latin-1, which the engine decodes twenty times faster.
    const text = chunk.toString('latin1');
    if (!/[\x80-\xff]/.test(text)) return text;
    return this.counted(/[\x80-\x9f]/.test(text) ? iconv.decode(chunk, 'win1252') : text);
  }

  private strict(chunk: Buffer, stream: boolean): string {
    try {
      return this.utf8.decode(chunk, { stream });
    } catch {
      throw new RangeError('Not UTF-8');
    }
  }

  private counted(text: string): string {
    this.garbled += text.match(garbage)?.length ?? 0;
    return text;
  }
}

/** Where the chunk's last few bytes begin that may be part of a character; its end when there are none. */
function endOfAscii(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && bytes.length - end < 3 && bytes[end - 1]! >= 0x80) end--;
  return end;
}

/** A character may go on in the next chunk. */
function isUtf8(chunk: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(chunk, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** UTF-8 of accented letters, of typographic quotation marks and of the mark of a lost character, read as windows-1252. */
const garbage = /[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|ï¿½|\ufffd/g;
