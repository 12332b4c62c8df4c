import { DeclarationError } from "../declaration/problems";
import { type ImageName, imageNames } from "./plan";

/**
 * Reads a lock file: the reference of each image, pinned by digest, so that the reviewed images run.
 * @throws DeclarationError with every problem of the file.
 */
export function readImageLock(file: string, text: string | undefined): Record<ImageName, string> {
  const problems = imageLockProblems(file, text);
  if (problems.length > 0) throw new DeclarationError(problems);
  const references = parseLock(text ?? "{}");
  return Object.fromEntries(imageNames.map((image) => [image, String(Reflect.get(references, image))])) as Record<
    ImageName,
    string
  >;
}

/**
 * Checks a lock file.
 * @param text of the file, `undefined` if it does not exist
 * @param missing whether a missing file and a missing image are problems. Before set-up builds images, they are not.
 */
export function imageLockProblems(file: string, text: string | undefined, missing = true): string[] {
  const release = "npm run release -- <registry> builds and pushes images, and writes their digests there";
  if (text === undefined) return missing ? [`${file} does not exist; ${release}.`] : [];
  let references: object;
  try {
    references = parseLock(text);
  } catch (error) {
    return [`${file} is not a JSON object (${error instanceof Error ? error.message : String(error)}); ${release}.`];
  }
  return imageNames.flatMap((image) => {
    const reference: unknown = Reflect.get(references, image);
    if (reference === undefined) return missing ? [`${file} has no digest of the image ${image}; ${release}.`] : [];
    return typeof reference === "string" && /@sha256:[0-9a-f]{64}$/.test(reference)
      ? []
      : [`${file} has ${JSON.stringify(reference)} for the image ${image}, which is no digest; ${release}.`];
  });
}

function parseLock(text: string): object {
  const lock: unknown = JSON.parse(text);
  if (typeof lock !== "object" || lock === null || Array.isArray(lock)) throw new TypeError("it is another JSON value");
  return lock;
}
