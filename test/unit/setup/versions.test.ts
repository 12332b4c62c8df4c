import { archiveName, checksumOf } from "../../../setup/pulumi/release";
import { isAtLeast } from "../../../setup/pulumi/versions";

test.each([
  ["v3.259.0", "3.200.0", true],
  ["3.200.0", "3.200.0", true],
  ["3.199.9", "3.200.0", false],
  ["4.0.0-alpha.1", "3.200.0", true],
  ["go1.26.8", "1.25.0", true],
  ["go1.25", "1.25.0", true],
  ["go1.9.7", "1.25.0", false],
  ["devel", "1.25.0", false],
  ["", "3.200.0", false],
])("%s is at least %s: %s", (version, oldest, answer) => {
  expect(isAtLeast(version, oldest)).toBe(answer);
});

test("the release has an archive for Linux and macOS on both processors", () => {
  expect(archiveName("linux", "x64")).toBe("pulumi-v3.259.0-linux-x64.tar.gz");
  expect(archiveName("darwin", "arm64")).toBe("pulumi-v3.259.0-darwin-arm64.tar.gz");
  expect(archiveName("win32", "x64")).toBeUndefined();
  expect(archiveName("linux", "ppc64")).toBeUndefined();
});

test("finds the checksum of a file by its exact name", () => {
  const checksums = "aaaa  pulumi-v3.259.0-linux-x64.tar.gz.sig\nbbbb  pulumi-v3.259.0-linux-x64.tar.gz\ncccc *other\n";
  expect(checksumOf("pulumi-v3.259.0-linux-x64.tar.gz", checksums)).toBe("bbbb");
  expect(checksumOf("other", checksums)).toBe("cccc");
  expect(checksumOf("none", checksums)).toBeUndefined();
});
