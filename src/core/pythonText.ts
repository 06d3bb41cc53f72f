/** A text as a Python literal in ASCII, the same whatever it holds. */
export function pythonText(text: string): string {
  const body = [...text].map(character => {
    const point = character.codePointAt(0) ?? 0;
    if (character === '"' || character === '\\') {
      return `\\${character}`;
    }
    if (character === '\n') {
      return '\\n';
    }
    if (point >= 0x20 && point < 0x7f) {
      return character;
    }
    return point > 0xffff
      ? `\\U${point.toString(16).padStart(8, '0')}`
      : `\\u${point.toString(16).padStart(4, '0')}`;
  });
  return `"${body.join('')}"`;
}
