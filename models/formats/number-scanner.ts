// Numbers straight out of a long text, without cutting it up: the hot loop of every reader.
// Correctly rounded always: the fast path is exact (Clinger 1990: mantissa below 2^53 and a power of ten up to 22), the rest goes to Number().

/** What scanNumber met. */
export const numberOutcome = { ok: 0, missing: 1, bad: 2, overflow: 3, notFinite: 4 } as const;

const powersOfTen = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** Largest mantissa to which one more digit may be added: (2^53 - 10) / 10. */
const mantissaLimit = 900719925474098;

export function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
}

/** First position from `pos` on that is not blank, at most `end`. */
export function skipBlanks(text: string, pos: number, end: number): number {
  let at = pos;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** End of the word that starts at `pos`, at most `end`. */
export function wordEnd(text: string, pos: number, end: number): number {
  let at = pos;
  while (at < end && !isBlank(text.charCodeAt(at))) at++;
  return at;
}

export class NumberScanner {
  /** Where the last number or bad word began. */
  start = 0;
  /** Just behind the last number or bad word. */
  end = 0;
  outcome: 0 | 1 | 2 | 3 | 4 = 0;
  /** The last number ended at a sign with no blank between: "-10.123-11.456". */
  glued = false;
  /** The last number was written with a unicode minus. */
  unicodeMinus = false;

  /**
   * The number at or behind `pos` (blanks are skipped), before `limit`. NaN and an `outcome` other than ok where there is none.
   * Takes 1.5, -1.5e-3, +.5, 5., Fortran's 1.0d0 and 1.0D+01, and a unicode minus. A number may end where the sign of the next begins.
   */
  scan(text: string, pos: number, limit: number): number {
    let at = pos;
    let code = 0;
    while (at < limit) {
      code = text.charCodeAt(at);
      if (code !== 32 && !isBlank(code)) break;
      at++;
    }
    this.start = at;
    this.glued = false;
    this.unicodeMinus = false;
    if (at >= limit) {
      this.end = limit;
      this.outcome = numberOutcome.missing;
      return Number.NaN;
    }
    let negative = false;
    if (code === 45 || code === 43 || code === 0x2212) {
      negative = code !== 43;
      this.unicodeMinus = code === 0x2212;
      at++;
    }
    let mantissa = 0;
    let digits = 0;
    let exponent = 0;
    let exact = true;
    for (; at < limit; at++) {
      code = text.charCodeAt(at) - 48;
      if (code < 0 || code > 9) break;
      digits++;
      if (mantissa <= mantissaLimit) mantissa = mantissa * 10 + code;
      else exact = false;
    }
    if (at < limit && code === -2) {
      for (at++; at < limit; at++) {
        code = text.charCodeAt(at) - 48;
        if (code < 0 || code > 9) break;
        digits++;
        if (mantissa <= mantissaLimit) {
          mantissa = mantissa * 10 + code;
          exponent--;
        } else exact = false;
      }
    }
    if (digits === 0) return this.refuse(text, limit);
    let exponentMark = -1;
    if (at < limit) {
      code = text.charCodeAt(at) | 32;
      if (code === 101 || code === 100) {
        exponentMark = at++;
        let exponentNegative = false;
        code = at < limit ? text.charCodeAt(at) : 0;
        if (code === 45 || code === 43 || code === 0x2212) {
          exponentNegative = code !== 43;
          if (code === 0x2212) this.unicodeMinus = true;
          at++;
        }
        const first = at;
        let value = 0;
        for (; at < limit; at++) {
          code = text.charCodeAt(at) - 48;
          if (code < 0 || code > 9) break;
          if (value < 100000) value = value * 10 + code;
        }
        if (at === first) return this.refuse(text, limit);
        exponent += exponentNegative ? -value : value;
      }
    }
    if (at < limit) {
      code = text.charCodeAt(at);
      if (!isBlank(code)) {
        if (code !== 45 && code !== 43 && code !== 0x2212) return this.refuse(text, limit);
        this.glued = true;
      }
    }
    this.end = at;
    if (exact && exponent >= -22 && exponent <= 22) {
      this.outcome = numberOutcome.ok;
      const value = exponent < 0 ? mantissa / powersOfTen[-exponent]! : mantissa * powersOfTen[exponent]!;
      return negative ? -value : value;
    }
    let word = text.slice(this.start, at);
    if (this.unicodeMinus) word = word.replaceAll("\u2212", "-");
    const value = Number(exponentMark >= 0 ? word.replace(/[dD]/, "e") : word);
    this.outcome = Number.isFinite(value) ? numberOutcome.ok : numberOutcome.notFinite;
    return Number.isFinite(value) ? value : Number.NaN;
  }

  /** Not a number: takes the whole word and says what sort of wrong it is. */
  private refuse(text: string, limit: number): number {
    this.end = wordEnd(text, this.start, limit);
    const word = text.slice(this.start, Math.min(this.end, this.start + 32));
    if (/^[+-]?\*+$/.test(word) || word.startsWith("***")) this.outcome = numberOutcome.overflow;
    else if (/^[+-]?(nan|inf(inity)?)$/i.test(word)) this.outcome = numberOutcome.notFinite;
    else this.outcome = numberOutcome.bad;
    return Number.NaN;
  }
}
