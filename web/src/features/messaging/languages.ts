// What a snippet may be written in, as its author chooses; the server takes any other name too.
export const CODE_LANGUAGES = [
  ['text', 'Text'],
  ['bash', 'Bash'],
  ['css', 'CSS'],
  ['html', 'HTML'],
  ['java', 'Java'],
  ['javascript', 'JavaScript'],
  ['json', 'JSON'],
  ['php', 'PHP'],
  ['python', 'Python'],
  ['sql', 'SQL'],
  ['typescript', 'TypeScript'],
] as const;

export const labelOf = (language: string) => CODE_LANGUAGES.find(([name]) => name === language)?.[1] ?? language;
