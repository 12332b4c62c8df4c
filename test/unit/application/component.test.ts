import { Application } from "../../../components/application";
import { ofType, registeredOn } from "../../../testing/registered";
import { planned } from "./links";

test("registers settings, secrets filled with what is generated, and the migrations", async () => {
  const { plan } = planned();
  const resources = await registeredOn(
    plan.networks,
    (platform) => void new Application("application", { plan, platform }),
  );
  expect(
    resources.filter(({ type }) => type !== "docker:index/network:Network").map(({ type, name }) => [type, name]),
  ).toEqual([
    ["apture:application:Application", "application"],
    ["docker:index/serviceConfig:ServiceConfig", "app-settings.json"],
    ["docker:index/secret:Secret", "app-secrets.json"],
    ["docker:index/secret:Secret", "migrations-secrets.json"],
    ["docker:index/secret:Secret", "app-authority.crt"],
    ["docker:index/service:Service", "migrations"],
  ]);
  const secrets = ofType(resources, "docker:index/secret:Secret").map(({ inputs }) => JSON.stringify(inputs["data"]));
  expect(secrets).toHaveLength(3);
  const [service] = ofType(resources, "docker:index/service:Service");
  expect(JSON.stringify(service?.inputs)).not.toContain("password");
});
