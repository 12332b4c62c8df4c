/** All problems of a declaration, one per line. It is shown to its author without a stack trace. */
export class DeclarationError extends Error {
  override readonly name = "DeclarationError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** Collects problems during planning, so that all of them are reported together. */
export class Problems {
  private readonly found = new Set<string>();

  /** Adds a problem: the path, the fault and the fix. */
  add(problem: string): void {
    this.found.add(problem);
  }

  /** Adds the problem if the condition is true. */
  when(condition: boolean, problem: string): void {
    if (condition) this.add(problem);
  }

  get all(): readonly string[] {
    return [...this.found];
  }

  get none(): boolean {
    return this.found.size === 0;
  }

  /** @throws DeclarationError with every problem so far, if there is one */
  throwIfAny(): void {
    if (!this.none) throw new DeclarationError(this.all);
  }
}
