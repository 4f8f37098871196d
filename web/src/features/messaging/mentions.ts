// Calling people by name while writing: "@" and the first letters find them.

export interface Called {
  id: string;
  name: string;
}

const BEFORE = /(?:^|\s)@([\p{L}\p{N}_'’-]*)$/u;

/** The letters after the "@" at which the caret stands; undefined where none is being written. */
export const lettersAt = (text: string, caret: number): string | undefined => BEFORE.exec(text.slice(0, caret))?.[1];

/** Whoever's name has a word that begins with the letters. */
export function suggested(people: readonly Called[], letters: string): Called[] {
  const wanted = letters.toLocaleLowerCase();
  return people.filter(({ name }) =>
    name
      .toLocaleLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(wanted)),
  );
}

/** Put a name in the place of the letters. Returns the text and where the caret stands then. */
export function called(text: string, caret: number, name: string): { text: string; caret: number } {
  const letters = lettersAt(text, caret) ?? '';
  const start = caret - letters.length;
  const put = `${name} `;
  return { text: text.slice(0, start) + put + text.slice(caret), caret: start + put.length };
}

/** Who is called by name in a text. */
export const mentioned = (text: string, people: readonly Called[]): string[] =>
  people.filter(({ name }) => name && text.includes(`@${name}`)).map((one) => one.id);
