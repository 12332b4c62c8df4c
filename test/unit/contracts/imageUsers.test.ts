import { readFileSync } from "node:fs";
import { join } from "node:path";
import { imageNames } from "../../../components/swarm/plan";
import { imageUsers } from "../../../contracts/imageUsers";

test("every image has a user", () => expect(Object.keys(imageUsers).sort()).toEqual([...imageNames].sort()));

test.each(imageNames)("the Dockerfile of %s runs as the user that files are mounted for", (image) => {
  const dockerfile = readFileSync(join(__dirname, "../../../images", image, "Dockerfile"), "utf8");
  const [, user] = /^USER (\d+)(?::\1)?$/m.exec(dockerfile) ?? [];
  expect(Number(user)).toBe(imageUsers[image]);
});
