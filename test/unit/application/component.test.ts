import { Application } from "../../../components/application";
import { planned } from "../../../testing/fixtures/application";
import { ofType, registered } from "../../../testing/mocks/pulumi";

test("registers the settings, the secrets with generated passwords, the migrations, and the outbox's relay", async () => {
  const { plan } = planned();
  const resources = await registered(
    (platform) => void new Application("application", { plan, platform }),
    plan.networks,
  );
  expect(
    resources.filter(({ type }) => type !== "docker:index/network:Network").map(({ type, name }) => [type, name]),
  ).toEqual([
    ["apture:application:Application", "application"],
    ["docker:index/serviceConfig:ServiceConfig", "app-settings.json"],
    ["docker:index/serviceConfig:ServiceConfig", "workers-settings.json"],
    ["docker:index/serviceConfig:ServiceConfig", "outbox-relay-settings.json"],
    ["docker:index/secret:Secret", "app-secrets.json"],
    ["docker:index/secret:Secret", "workers-secrets.json"],
    ["docker:index/secret:Secret", "migrations-secrets.json"],
    ["docker:index/secret:Secret", "app-authority.crt"],
    ["docker:index/secret:Secret", "outbox-relay-secrets.json"],
    ["docker:index/service:Service", "migrations"],
    ["docker:index/service:Service", "outbox-relay"],
  ]);
  const secrets = ofType(resources, "docker:index/secret:Secret").map(({ inputs }) => JSON.stringify(inputs["data"]));
  expect(secrets).toHaveLength(5);
  const services = ofType(resources, "docker:index/service:Service");
  expect(JSON.stringify(services.map(({ inputs }) => inputs))).not.toContain("password");
});
