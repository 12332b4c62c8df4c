/** Names in turn, those that suit: how the engine spreads the tasks of a service, evenly by their number. */
export class RoundRobin {
  private at = 0;

  constructor(private readonly names: readonly string[]) {}

  next(suits: (name: string) => boolean): string | undefined {
    for (let tried = 0; tried < this.names.length; tried++) {
      const name = this.names[this.at];
      this.at = (this.at + 1) % this.names.length;
      if (name !== undefined && suits(name)) return name;
    }
    return undefined;
  }
}
