/** Two texts held against each other: what is gone and what is new are marked for eyes and ears alike. */

import type { Piece } from "~/format/worded";

/** leaves: what is left out where both texts stand side by side, each on its own side. */
export function Compared({ pieces, leaves }: { pieces: readonly Piece[]; leaves?: "gone" | "new" }) {
  return (
    <>
      {pieces.map(
        ({ kind, text }, index) =>
          kind !== leaves &&
          (kind === "same" ? text : kind === "gone" ? <del key={index}>{text}</del> : <ins key={index}>{text}</ins>),
      )}
    </>
  );
}
