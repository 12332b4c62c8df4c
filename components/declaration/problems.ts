/** What is wrong with a declaration, for the engineer who wrote it: every problem, one a line, and no stack trace. */
export class DeclarationError extends Error {
  override readonly name = "DeclarationError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** Collects problems while a plan is made, so that all of them are reported together. */
export class Problems {
  private readonly found = new Set<string>();

  /** Notes a problem: where, what it is, what to do. */
  add(problem: string): void {
    this.found.add(problem);
  }

  /** Notes the problem where the condition holds. */
  when(condition: boolean, problem: string): void {
    if (condition) this.add(problem);
  }

  get all(): readonly string[] {
    return [...this.found];
  }

  get none(): boolean {
    return this.found.size === 0;
  }

  /** @throws DeclarationError with every problem noted so far, if there is one. */
  throwIfAny(): void {
    if (!this.none) throw new DeclarationError(this.all);
  }
}
