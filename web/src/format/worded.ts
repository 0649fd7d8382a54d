/** Two texts held against each other word by word, by their longest common sequence. */

export interface Piece {
  readonly kind: "same" | "gone" | "new";
  readonly text: string;
}

const MOST = 3_000; // words and spaces; beyond that the texts stand one after the other

export function worded(before: string, after: string): Piece[] {
  const [old, now] = [split(before), split(after)];
  if (old.length > MOST || now.length > MOST) {
    return [
      { kind: "gone", text: before },
      { kind: "new", text: after },
    ];
  }
  const common = lengths(old, now);
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      add(pieces, "same", old[i] as string);
      [i, j] = [i + 1, j + 1];
    } else if (j >= now.length || (i < old.length && at(common, i + 1, j) >= at(common, i, j + 1))) {
      add(pieces, "gone", old[i] as string);
      i += 1;
    } else {
      add(pieces, "new", now[j] as string);
      j += 1;
    }
  }
  return pieces;
}

/** Words, and the spaces between them by themselves, so that a mark is as long as its word. */
function split(text: string): string[] {
  return text.match(/\s+|\S+/g) ?? [];
}

/** [i][j]: how many words what follows i in one and j in the other have in common, in order. */
function lengths(old: readonly string[], now: readonly string[]): number[][] {
  const found = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const here = found[i] as number[];
      here[j] = old[i] === now[j] ? at(found, i + 1, j + 1) + 1 : Math.max(at(found, i + 1, j), at(found, i, j + 1));
    }
  }
  return found;
}

function at(table: readonly (readonly number[])[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

function add(pieces: Piece[], kind: Piece["kind"], text: string): void {
  const last = pieces.at(-1);
  if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text };
  else pieces.push({ kind, text });
}
