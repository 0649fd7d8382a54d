/** What the drafting pages ask the API besides what the book tells: previews while somebody writes. */

import { keepPreviousData, useQuery } from "@tanstack/preact-query";
import { api, told, type Schema } from "~/api/client";
import type { Template } from "~/pages/drafting/terms/entry";

/** What terms come to, as the contract says; what was there before stays until the next answer is. */
export function usePreview(template: Template | null, amends: boolean) {
  return useQuery<Schema["PreviewView"], Error>({
    queryKey: ["chain", "preview", template, amends],
    enabled: template !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      told(api.POST("/api/v1/previews", { body: { template, amends } as Schema["PreviewGiven"], signal })),
  });
}
