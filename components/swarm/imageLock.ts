import { DeclarationError } from "../declaration/problems";
import { type ImageName, imageNames } from "./plan";

/**
 * Reads a lock file: the reference of each image, pinned by digest, so that what runs is what was reviewed.
 * @throws DeclarationError naming every image that is missing or not pinned.
 */
export function readImageLock(file: string, text: string): Record<ImageName, string> {
  const lock: unknown = JSON.parse(text);
  const reference = (image: string): unknown =>
    typeof lock === "object" && lock !== null ? Reflect.get(lock, image) : undefined;
  const pinned = (value: unknown) => typeof value === "string" && /@sha256:[0-9a-f]{64}$/.test(value);
  const loose = imageNames.filter((image) => !pinned(reference(image)));
  if (loose.length > 0) {
    throw new DeclarationError(
      loose.map(
        (image) =>
          `${file} has no digest of the image ${image}; npm run release -- <registry> builds and pushes it, and ` +
          "writes its digest there.",
      ),
    );
  }
  return Object.fromEntries(imageNames.map((image) => [image, String(reference(image))])) as Record<ImageName, string>;
}
