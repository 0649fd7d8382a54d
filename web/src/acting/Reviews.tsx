/** Where the review appears. What it is made of is loaded when there is something to review. */

import { ErrorBoundary, lazy } from "preact-iso";
import { present } from "~/acting/reviewing";

const ReviewDialog = lazy(() => import("~/acting/ReviewDialog"));

export function Reviews() {
  return (
    present.value && (
      <ErrorBoundary>
        <ReviewDialog />
      </ErrorBoundary>
    )
  );
}
