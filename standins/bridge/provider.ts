import type { DiffKind } from "./diffKind";
import type { Properties } from "./values";

/** The calls of Pulumi's provider protocol, with plain objects in place of protobuf messages. */
export interface Provider {
  readonly name: string;
  readonly version: string;
  checkConfig(news: Properties): Properties;
  configure(config: Properties): void;
  check(request: CheckRequest): CheckAnswer;
  diff(request: DiffRequest): DiffAnswer;
  create(request: CreateRequest): Promise<CreateAnswer>;
  read(request: ReadRequest): Promise<ReadAnswer>;
  update(request: UpdateRequest): Promise<Properties>;
  delete(request: DeleteRequest): Promise<void>;
  cancel(): void;
}

interface Request {
  readonly urn: string;
}

/** The setting `pulumi:autonaming` of the project or stack. */
export interface Autonaming {
  readonly mode: "propose" | "enforce" | "disable";
  readonly proposedName: string;
}

export interface CheckRequest extends Request {
  readonly olds: Properties;
  readonly news: Properties;
  /** The same in every check of a resource during one update, so that the generated name is the same. */
  readonly randomSeed?: string;
  readonly autonaming?: Autonaming;
}

export interface CheckAnswer {
  readonly inputs: Properties;
  readonly failures: readonly string[];
}

export interface DiffRequest extends Request {
  readonly id: string;
  readonly olds: Properties;
  readonly news: Properties;
}

export interface DiffAnswer {
  readonly changes: "DIFF_NONE" | "DIFF_SOME";
  readonly replaces: readonly string[];
  readonly stables: readonly string[];
  readonly diffs: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly hasDetailedDiff: boolean;
  readonly detailedDiff: ReadonlyMap<string, DiffKind>;
}

export interface CreateRequest extends Request {
  readonly properties: Properties;
  readonly preview: boolean;
}

export interface CreateAnswer {
  readonly id: string;
  readonly properties: Properties;
}

export interface ReadRequest extends Request {
  readonly id: string;
  readonly properties: Properties;
  readonly inputs: Properties;
}

/** Empty if the resource does not exist. */
export interface ReadAnswer {
  readonly id?: string;
  readonly properties?: Properties;
  readonly inputs?: Properties;
}

export interface UpdateRequest extends Request {
  readonly id: string;
  readonly olds: Properties;
  readonly news: Properties;
  readonly preview: boolean;
}

export interface DeleteRequest extends Request {
  readonly id: string;
  readonly properties: Properties;
}

/** The resource exists, but not as declared. Its state is retained, and the next update tries again. */
export class PartialFailure extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly properties: Properties,
  ) {
    super(message);
  }
}

export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").pop() ?? "";
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");
