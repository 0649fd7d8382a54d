/** Two texts word by word: what both have, what is gone, what was added. */

export interface Piece {
  text: string;
  is: "same" | "gone" | "added";
}

/** Longest common subsequence of words; sentences of agreements have a few hundred. */
export function compared(before: string, after: string): Piece[] {
  const [old, young] = [split(before), split(after)];
  const longest = table(old, young);
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      push(pieces, old[i] as string, "same");
      i += 1;
      j += 1;
    } else if (j >= young.length || (i < old.length && at(longest, i + 1, j) >= at(longest, i, j + 1))) {
      push(pieces, old[i] as string, "gone");
      i += 1;
    } else {
      push(pieces, young[j] as string, "added");
      j += 1;
    }
  }
  return pieces;
}

function split(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}

function table(old: readonly string[], young: readonly string[]): number[][] {
  const longest = Array.from({ length: old.length + 1 }, () => new Array<number>(young.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      (longest[i] as number[])[j] =
        old[i] === young[j] ? at(longest, i + 1, j + 1) + 1 : Math.max(at(longest, i + 1, j), at(longest, i, j + 1));
    }
  }
  return longest;
}

function at(longest: readonly number[][], i: number, j: number): number {
  return longest[i]?.[j] ?? 0;
}

function push(pieces: Piece[], text: string, is: Piece["is"]): void {
  const last = pieces.at(-1);
  if (last?.is === is) last.text += text;
  else pieces.push({ text, is });
}
