import { Application } from "../../../components/application";
import { planned } from "./links";
import { ofType, registered } from "./mocks";

test("registers settings, secrets filled with what is generated, the migrations, and the relay of the outbox", async () => {
  const { plan } = planned();
  const resources = await registered((platform) => new Application("application", plan, platform), plan.networks);
  expect(
    resources.filter(({ type }) => type !== "docker:index/network:Network").map(({ type, name }) => [type, name]),
  ).toEqual([
    ["apture:web:Application", "application"],
    ["docker:index/serviceConfig:ServiceConfig", "app-settings.json"],
    ["docker:index/serviceConfig:ServiceConfig", "outbox-relay-settings.json"],
    ["docker:index/secret:Secret", "app-secrets.json"],
    ["docker:index/secret:Secret", "migrations-secrets.json"],
    ["docker:index/secret:Secret", "app-authority.crt"],
    ["docker:index/secret:Secret", "outbox-relay-secrets.json"],
    ["docker:index/service:Service", "migrations"],
    ["docker:index/service:Service", "outbox-relay"],
  ]);
  const secrets = ofType(resources, "docker:index/secret:Secret").map(({ inputs }) => JSON.stringify(inputs["data"]));
  expect(secrets).toHaveLength(4);
  const services = ofType(resources, "docker:index/service:Service");
  expect(JSON.stringify(services.map(({ inputs }) => inputs))).not.toContain("password");
});
