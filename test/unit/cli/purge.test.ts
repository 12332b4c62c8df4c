import { isPasswordOf, isVolumeOf } from "../../../cli/actions/purge";
import { isPart } from "../../../components/certificates/plan";
import { placeholders } from "../../../components/swarm/secretTemplate";
import { planned } from "../../../testing/fixtures/database";

const machines = ["db-1", "db-2"];

test.each([
  ["old-db-1-data", true],
  ["old-db-2-wal", true],
  ["old-repository-data", true],
  ["old-db-1-data-2", false],
  ["old-db-9-data", false],
  // Volumes of other databases.
  ["old-db-db-1-data", false],
  ["older-db-1-data", false],
])("%s is a volume of old: %s", (volume, expected) => expect(isVolumeOf("old", volume, machines)).toBe(expected));

test.each([
  ["old-superuser", true],
  ["old-db-superuser", false],
  ["older-superuser", false],
  ["old", false],
])("%s is a password of old: %s", (name, expected) =>
  expect(isPasswordOf("old", `urn:pulumi:dev::apture::x$random:index/randomPassword:RandomPassword::${name}`)).toBe(
    expected,
  ),
);

test("deletes every password of a database", () => {
  const passwords = planned({}, "old")
    .plan.secrets.flatMap(({ template }) => placeholders(template))
    .filter((name) => !isPart(name));
  expect(passwords.length).toBeGreaterThan(5);
  expect(passwords.filter((name) => !isPasswordOf("old", name))).toEqual([]);
});
