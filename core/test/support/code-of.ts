// With which code does it throw?

/** The `code` of what `run` throws; '' where it throws nothing. */
export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error);
  }
  return '';
}
